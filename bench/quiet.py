"""Timings mean something on a machine that does nothing else."""

from __future__ import annotations

import time
from pathlib import Path

STAT = Path("/proc/stat")
BUSY = 0.15  # share of the machine's processors above which it is not quiet
SETTLED = 3  # looks in a row that must find it so
LOOK = 1.0  # seconds of a look


def wait_for_quiet(longest: float = 600.0) -> bool:
    """Wait until the machine is quiet, for so many seconds at most; whether it was (yes, where it cannot be told)."""
    ends = time.monotonic() + longest
    looks = 0
    while looks < SETTLED:
        looks = looks + 1 if is_quiet() else 0
        if time.monotonic() > ends:
            return False
    return True


def is_quiet() -> bool:
    """Whether nobody uses much of the processors at this moment."""
    if not STAT.exists():
        return True
    busy, total = _ticks()
    time.sleep(LOOK)
    busy_now, total_now = _ticks()
    return (busy_now - busy) < BUSY * (total_now - total)


def _ticks() -> tuple[int, int]:
    """Processor time spent since boot: on work, and altogether."""
    spent = [int(field) for field in STAT.read_text().splitlines()[0].split()[1:9]]
    idle = spent[3] + spent[4]
    return sum(spent) - idle, sum(spent)
