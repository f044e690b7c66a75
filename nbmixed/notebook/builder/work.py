"""Fits in threads of their own: one at a time, and of many asked for in quick succession the latest."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from nbmixed.engine.progress import ProgressEvent
from nbmixed.notebook.live import INTERVAL, render

T = TypeVar("T")
WAIT = 0.1  # seconds without a further wish before one is granted


class Watched:
    """A listener that shows progress as HTML, and that can be told to stop.

    Parameters
    ----------
    show
        Receives HTML while chains run, and the last line.
    """

    def __init__(self, show: Callable[[str, bool], None]) -> None:
        self._show, self._chains = show, dict[int, ProgressEvent]()
        self._stopping = threading.Event()
        self._count = self._total = 0
        self._began = self._shown = 0.0

    def halt(self) -> None:
        """Stop the run within a tenth of a second; what was drawn is kept."""
        self._stopping.set()

    def start(self, chains: int, total: int) -> None:
        """A run begins."""
        self._count, self._total, self._chains = chains, total, {}
        self._began = self._shown = time.monotonic()

    def event(self, e: ProgressEvent) -> None:
        """A chain has come further."""
        self._chains[e.chain] = e
        self._tell()

    def beat(self) -> None:
        """The run goes on, unless it was told to stop."""
        if self._stopping.is_set():
            raise KeyboardInterrupt
        self._tell()

    def stop(self, outcome: str) -> None:
        """The run is over."""
        self._show(outcome, True)

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._shown >= INTERVAL:
            self._shown = now
            _, html = render(self._count, self._total, self._chains, now - self._began)
            self._show(html, False)


class Latest(Generic[T]):
    """Does the latest of what it is asked, in a thread; what is asked meanwhile replaces what waits.

    Parameters
    ----------
    do
        The work. What it raises is reported as of any thread, and later wishes are granted all the same.
    wait
        Seconds without a further wish before one is granted.
    """

    def __init__(self, do: Callable[[T], None], wait: float = WAIT) -> None:
        self._do, self._wait = do, wait
        self._lock = threading.Lock()
        self._wish: list[T] = []
        self._asked = 0.0
        self._thread: threading.Thread | None = None

    def ask(self, wish: T) -> None:
        """Ask; returns at once."""
        with self._lock:
            self._wish, self._asked = [wish], time.monotonic()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="nbmixed-latest", daemon=True)
                self._thread.start()

    def drop(self) -> None:
        """Forget what waits."""
        with self._lock:
            self._wish = []

    def join(self, timeout: float) -> None:
        """Wait until nothing is done or waits."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout)

    def _run(self) -> None:
        while True:
            with self._lock:
                left = self._asked + self._wait - time.monotonic()
                if not self._wish:
                    self._thread = None
                    return
                wish = self._wish.pop() if left <= 0 else None
            if wish is None:
                time.sleep(max(left, 0.0))
            else:
                self._grant(wish)

    def _grant(self, wish: T) -> None:
        try:
            self._do(wish)
        except Exception:  # noqa: BLE001 - a thread that ends here would never be replaced
            threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))
