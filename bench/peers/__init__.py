"""One script for each peer: reads a JSON job, fits in a process of its own, writes times and draws.

The Python ones run in their peer's interpreter, so they import nothing of `bench` but `handover`.
"""
