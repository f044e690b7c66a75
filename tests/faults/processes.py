"""Faults of processes: signals, interrupts, forks, stopped chains."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import numpy as np

from tests.engine.test_csv import FORKED
from tests.faults.session import session

Row = tuple[str, int, str]


def killed(number: signal.Signals, group: bool, times: int) -> Row:
    seconds = []
    for _ in range(times):
        with session() as found:
            found.send(number, group=group)
            seconds.append(found.seconds_to_end())
    whom = "all processes of its group" if group else "Python"
    return f"{number.name} to {whom} during a fit", times, _ends(seconds)


def interrupted_twice(times: int) -> Row:
    seconds, rng = [], np.random.default_rng(1)
    for _ in range(times):
        with session() as found:
            found.send(signal.SIGINT)
            time.sleep(rng.uniform(0, 0.01))
            found.send(signal.SIGINT)
            seconds.append(found.seconds_to_end())
    return "a second Ctrl-C within 10 ms", times, _ends(seconds)


def _ends(seconds: list[float]) -> str:
    left = sum(not np.isfinite(s) for s in seconds)
    if left:
        return f"LEFT: chains or folders {left} times"
    return f"chains and folder were gone after {max(seconds):.1f} s at most"


def stopped() -> Row:
    with session() as found:
        lines: list[str] = []
        reader = threading.Thread(target=lambda: lines.extend(found.process.stderr or ()), daemon=True)
        reader.start()
        found.chains[0].send_signal(signal.SIGSTOP)
        started = time.monotonic()
        while time.monotonic() - started < 30 and not any("stopped from outside" in line for line in lines):
            time.sleep(0.1)
        after = time.monotonic() - started
        said = any("kill -CONT" in line for line in lines)
        found.send(signal.SIGINT)
        end = found.seconds_to_end()
    word = f"a warning named it after {after:.0f} s" if said else "NOT SAID"
    return "a chain stopped (SIGSTOP), then Ctrl-C", 1, f"{word}; {_ends([end])}"


def forked(times: int) -> Row:
    good = 0
    for _ in range(times):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", FORKED],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        good += done.stdout.startswith("[40, 40, 40]")
    return "fits in a forked pool after a fit", times, f"{good} of {times} pools gave all their fits"
