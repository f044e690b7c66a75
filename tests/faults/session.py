"""A Python of its own that fits without end, to be hit by signals."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

ENDLESS = """
import warnings
import nbmixed as nm
warnings.simplefilter("always")
sleepstudy = nm.datasets.load("sleepstudy")
try:
    nm.stan_lmer("Reaction ~ Days + (1 | Subject)", sleepstudy, chains=2, iter=20_000_000, thin=1000, seed=1, cache="never")
except KeyboardInterrupt:
    pass
"""


class Session:
    """A running Python with two chains at work, and the folder for its temporary files."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.process, self.folder = process, folder
        wait(60, lambda: len(self.working()) == 2)
        self.chains = self.working()

    def working(self) -> list[psutil.Process]:
        found = []
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):
                if "method=sample" in child.cmdline():
                    found.append(child)
        return found

    def send(self, number: int, *, group: bool = False) -> None:
        (os.killpg if group else os.kill)(self.process.pid, number)

    def seconds_to_end(self) -> float:
        """Until no chain and no folder is there; infinite after ten seconds."""
        started = time.monotonic()
        return time.monotonic() - started if wait(10, self.is_clean) else float("inf")

    def is_clean(self) -> bool:
        return not any(map(_alive, self.chains)) and not list(self.folder.glob("nbmixed-*"))


def _alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


@contextlib.contextmanager
def session() -> Iterator[Session]:
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        process = subprocess.Popen(
            [sys.executable, "-c", ENDLESS],
            env=os.environ | {"TMPDIR": name},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        found = None
        try:
            found = Session(process, Path(name))
            yield found
        finally:
            process.kill()
            process.communicate()
            for chain in found.chains if found else ():
                with contextlib.suppress(psutil.Error):
                    chain.send_signal(signal.SIGKILL)


def wait(seconds: float, condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < end:
        time.sleep(0.01)
    return met
