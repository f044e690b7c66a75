"""Do the tests notice a fault?  `python -m tests.mutants` plants faults one at a time and runs the tests."""
