"""A run in a thread of its own, and its end before its time: no process and no file is left."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")
_PATIENCE = 0.5  # seconds a chain gets to end by itself


def preload() -> None:
    """Import what a first fit needs in a thread of its own, so that the fit need not wait for it."""
    threading.Thread(target=_import, name="nbmixed-preload", daemon=True).start()


def _import() -> None:
    import_module("cmdstanpy")


class Worker(threading.Thread, Generic[T]):
    """One call in a thread of its own.

    Wait for `done`, never `join`: up to Python 3.12 a `join` that is interrupted takes the thread
    for ended while it goes on (bpo-45274's remedy releases the thread's own lock).
    """

    def __init__(self, call: Callable[[], T]) -> None:
        super().__init__(name="nbmixed-run", daemon=True)
        self._call, self._value = call, list[T]()
        self.done = threading.Event()
        self.error: BaseException | None = None

    def run(self) -> None:
        """Make the call and keep what comes of it."""
        try:
            self._value.append(self._call())
        except BaseException as error:  # noqa: BLE001 - raised again by `outcome`, in the waiting thread
            self.error = error
        finally:
            self.done.set()

    def outcome(self) -> T:
        """What the call returned; raises what it raised."""
        if self.error is not None:
            raise self.error
        return self._value[0]


def stop(worker: Worker[T], directory: Path) -> None:
    """Stop the chains that work in `directory` and wait until `worker`, which awaits them, is through.

    A further interrupt does not cut this short: it takes well under a second.
    """
    if worker.ident is None:  # interrupted before it started
        return
    started = time.monotonic()
    while not worker.done.is_set():
        with contextlib.suppress(KeyboardInterrupt):
            shutil.rmtree(directory, ignore_errors=True)  # chains that wait for their turn cannot start
            _end_chains(directory, kill=time.monotonic() - started > _PATIENCE)
            worker.done.wait(0.05)


def _end_chains(directory: Path, kill: bool) -> None:
    import psutil

    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if any(str(directory) in word for word in child.cmdline()):
                child.kill() if kill else child.terminate()
