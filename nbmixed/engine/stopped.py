"""Chains that were stopped from outside (SIGSTOP), for which a run would wait in silence."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path

from nbmixed import caller
from nbmixed.errors import NbmixedWarning

INTERVAL = 5.0  # seconds between two looks at the chains


@dataclass(slots=True)
class StoppedChains:
    """Looks for stopped chains now and then, and warns of each once.

    Attributes
    ----------
    directory
        Where the chains work.
    """

    directory: Path
    _next: float = field(default_factory=lambda: time.monotonic() + INTERVAL)
    _before: set[int] = field(default_factory=set)
    _warned: set[int] = field(default_factory=set)

    def warn(self) -> None:
        """Warn of the chains that are stopped now and were when they were last looked at."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + INTERVAL
        found = _stopped(self.directory)
        for pid in sorted((found & self._before) - self._warned):
            self._warned.add(pid)
            caller.warn(
                f"A chain of this fit has been stopped from outside (process {pid}): continue it with"
                f" `kill -CONT {pid}`, or interrupt the fit.",
                NbmixedWarning,
            )
        self._before = found


def _stopped(directory: Path) -> set[int]:
    import psutil

    found, children = set[int](), list[psutil.Process]()
    with contextlib.suppress(psutil.Error):
        children = psutil.Process().children()
    for child in children:
        with contextlib.suppress(psutil.Error):
            words = child.cmdline() if child.status() == psutil.STATUS_STOPPED else []
            if any(str(directory) in word for word in words):
                found.add(child.pid)
    return found
