"""Sampled faults that change no result: a fault that has no consequence cannot be noticed."""

from __future__ import annotations

# (file, function, text before, text after) and the reason.
EQUIVALENT: dict[tuple[str, str, str, str], str] = {}
