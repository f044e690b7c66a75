"""The end of a run before its time: no process and no file is left."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from pathlib import Path

_PATIENCE = 0.5  # seconds a chain gets to end by itself


def stop(worker: threading.Thread, directory: Path) -> None:
    """Stop the chains that work in `directory` and wait until `worker`, which awaits them, is through.

    A further interrupt does not cut this short: it takes well under a second.
    """
    shutil.rmtree(directory, ignore_errors=True)  # chains that wait for their turn cannot start
    started = time.monotonic()
    while worker.is_alive():
        with contextlib.suppress(KeyboardInterrupt):
            _end_chains(directory, kill=time.monotonic() - started > _PATIENCE)
            worker.join(0.05)


def _end_chains(directory: Path, kill: bool) -> None:
    import psutil

    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if any(str(directory) in word for word in child.cmdline()):
                child.kill() if kill else child.terminate()
