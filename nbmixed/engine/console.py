"""What chains print, caught on its way to the screen.

cmdstanpy can hand over the console of its chains only by printing it (`show_console=True`), from
threads of its own. While it does, standard output is replaced for the whole process; so whatever
other threads print meanwhile is passed through untouched.
"""

from __future__ import annotations

import contextlib
import re
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, TextIO, cast

from nbmixed.engine.progress import ProgressEvent

_PREFIX = "Chain ["
_ITERATION = re.compile(r"Chain \[(\d+)\] Iteration:\s*(\d+) / (\d+) \[\s*\d+%\]\s+\((Warmup|Sampling)\)")
_taken = threading.Lock()


def parsed(line: str) -> ProgressEvent | None:
    """The event that a line of a chain's console reports, if any.

    >>> event = parsed("Chain [2] Iteration:  100 / 2000 [  5%]  (Warmup)")
    >>> event.chain, event.iteration, event.total, event.warmup
    (2, 100, 2000, True)
    >>> parsed("Chain [2] Gradient evaluation took 2.1e-05 seconds")
    """
    found = _ITERATION.match(line)
    if found is None:
        return None
    chain, iteration, total = (int(text) for text in found.groups()[:3])
    return ProgressEvent(chain, iteration, total, warmup=found[4] == "Warmup")


class Console:
    """Stands in for standard output: chains' lines become events, all else passes through.

    A thread counts as a chain's when it is younger than the console and prints a chain's prefix;
    cmdstanpy prints nothing else from those threads but line ends (thousands of them, while a
    process that has said its last word comes to its end).
    """

    def __init__(self, behind: TextIO | None, heard: Callable[[ProgressEvent], None]) -> None:
        self._behind, self._heard = behind, heard
        self._others = frozenset(threading.enumerate())
        self._chains: set[threading.Thread] = set()

    def write(self, text: str) -> int:
        """Take a chain's line, or pass the text on."""
        thread = threading.current_thread()
        if text.startswith(_PREFIX) and thread not in self._others:
            self._chains.add(thread)
            event = parsed(text)
            if event is not None:
                self._heard(event)
        elif thread not in self._chains and self._behind is not None:
            self._behind.write(text)
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._behind, name)


@contextlib.contextmanager
def listening(heard: Callable[[ProgressEvent], None] | None) -> Iterator[bool]:
    """Replace standard output by a `Console`; gives whether that was done.

    It is not when nobody wants to hear, nor while another thread of this process listens to
    chains of its own: such a run goes on in silence.
    """
    if heard is None or not _taken.acquire(blocking=False):
        yield False
        return
    try:
        with contextlib.redirect_stdout(cast("TextIO", Console(sys.stdout, heard))):
            yield True
    finally:
        _taken.release()
