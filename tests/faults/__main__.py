"""`make faults`: inject every fault, and write what came of it into the documentation."""

from __future__ import annotations

import platform
import signal
import sys
import time
from functools import partial
from pathlib import Path

from tests.faults import files, processes

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "faults.md"
HEAD = """\
# What happens when ...

Faults, injected into real fits by `make faults`, which wrote this table. A sentence is an error of nbmixed's own that says what
was wrong and what to do; chains and folders are those of the fit.

| What happens | How often | What came of it |
|---|---|---|
"""
SIGNALS = [(n, g) for n in (signal.SIGTERM, signal.SIGHUP, signal.SIGKILL) for g in (False, True)]
CASES = [
    *(partial(processes.killed, number, group, 3) for number, group in SIGNALS),
    partial(processes.interrupted_twice, 10),
    processes.stopped,
    partial(processes.forked, 3),
    partial(files.flipped, 200),
    partial(files.cut, 100),
    files.forged,
    partial(files.cached, 10),
    partial(files.clock, 3),
    files.places,
    files.programs,
    partial(files.garbled, 10),
    files.folders,
    partial(files.memory, 1),
]


def main() -> None:
    rows = []
    for case in CASES:
        started = time.monotonic()
        try:
            what, times, outcome = case()
        except Exception as error:  # noqa: BLE001 - the table says so, and the others go on
            what, times, outcome = str(case), 1, f"NOT INJECTED: {type(error).__name__}: {error}"
        rows.append(f"| {what} | {times} | {outcome} |")
        sys.stderr.write(f"{rows[-1]}  {time.monotonic() - started:.0f} s\n")
    where = f"\nOn {platform.system()}, Python {platform.python_version()}.\n"
    PAGE.write_text(HEAD + "\n".join(rows) + "\n" + where, encoding="utf-8")


if __name__ == "__main__":
    main()
