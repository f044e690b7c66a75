"""The folder in which chains work: private, owned by a lock that ends with its process, removed however that ends."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from nbmixed.errors import EngineError

PREFIX = "nbmixed-run-"
_LOCK = "owner"
_WATCH = Path(__file__).with_name("watch.py")


@contextlib.contextmanager
def working_folder() -> Iterator[Path]:
    """Make a folder for the files of a run; it is removed at the end, by another process if this one is killed before.

    Folders of processes that ended without any of that, as when the machine lost power, are removed at the beginning.

    Raises
    ------
    EngineError
        When no folder can be made.
    """
    remove_abandoned()
    try:
        directory = Path(tempfile.mkdtemp(prefix=PREFIX))
    except OSError as error:
        raise EngineError(
            f"No temporary folder can be made for the files of a fit ({error.strerror or error}): make room there, or set"
            " TMPDIR to a folder that can be written to."
        ) from None
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, directory, ignore_errors=True)
        stack.callback(_release, _lock(directory))
        stack.enter_context(_watched(directory))
        yield directory


def remove_abandoned() -> None:
    """Remove the folders of this user whose process has ended."""
    with contextlib.suppress(OSError):
        for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            if _is_abandoned(path):
                shutil.rmtree(path, ignore_errors=True)


def _is_abandoned(path: Path) -> bool:
    """Return whether a folder is ours and nobody holds its lock; a folder without one is still being made."""
    try:
        status = path.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
            return False
        descriptor = os.open(path / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except (OSError, AttributeError):
        return False
    try:
        return _locked(descriptor)
    finally:
        os.close(descriptor)


def _lock(directory: Path) -> int | None:
    """Hold a lock in the folder; it has its name only when it is held."""
    with contextlib.suppress(OSError):
        part = directory / f"{_LOCK}.part"
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        if _locked(descriptor):
            part.rename(directory / _LOCK)
            return descriptor
        os.close(descriptor)
    return None


def _locked(descriptor: int) -> bool:
    """Take the lock, and return whether it could be had; without locks of Unix it never can, and nothing is swept."""
    try:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True


def _release(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)


@contextlib.contextmanager
def _watched(directory: Path) -> Iterator[None]:
    """Start another process, which waits for the end of this one, ends its chains and removes the folder.

    It has a session of its own, so that a signal to all processes of a terminal or kernel spares it.
    """
    watcher = None
    with contextlib.suppress(OSError):  # no process can start: then no chain can either
        watcher = subprocess.Popen(
            [sys.executable, "-S", "-E", str(_WATCH), str(os.getpid()), str(directory), _place_of("psutil")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=tempfile.gettempdir(),
            start_new_session=True,
        )
    try:
        yield
    finally:
        if watcher is not None:
            watcher.kill()
            watcher.wait()


def _place_of(package: str) -> str:
    found = find_spec(package)
    return str(Path(found.origin).parent.parent) if found is not None and found.origin else ""
