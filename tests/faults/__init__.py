"""Faults injected into real fits; `make faults` writes what came of them to docs/guide/faults.md."""
