"""The folder of cached fits: where it is, what is in it, and how it stays small."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbmixed import archive
from nbmixed.engine.locate import user_cache

PLACE = "NBMIXED_CACHE_DIR"
KIND = "nbmixed cached fit"
ENDING = ".draws"
POINTER = ".last"
DAMAGED = ".damaged"
_OWN = re.compile(r"\.?[0-9a-f]{32,64}\.")  # other files in the folder are not ours to count or remove
_ABANDONED = 3600.0  # seconds after which a file that is still being written has lost its writer


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the cache.

    Attributes
    ----------
    path
        Where it is.
    size
        Bytes.
    used
        When it was last written or read, in seconds since 1970.
    """

    path: Path
    size: int
    used: float


def folder() -> Path:
    """Where fits are kept: what NBMIXED_CACHE_DIR says, else "nbmixed/fits" in the user's cache."""
    place = os.environ.get(PLACE)
    return Path(place) if place else user_cache() / "fits"


def kept() -> list[Kept]:
    """Every cached fit, the one used last first."""
    return sorted(_files(ENDING), key=lambda k: (-k.used, k.path.name))


def told(path: Path) -> dict[str, str]:
    """What a file says of its fit: `name`, `formula`, `function` and `date`; not checked further.

    Raises
    ------
    Exception
        Of the kinds in `nbmixed.archive.UNREADABLE`, for a file that is no cached fit.
    """
    head = archive.read_head(path)
    if not isinstance(head, dict) or head.get("kind") != KIND:
        raise ValueError("no cached fit")
    return {str(key): str(value) for key, value in head["label"].items()}


def use(path: Path) -> None:
    """Note that a file was used."""
    with contextlib.suppress(OSError):
        os.utime(path)


def set_aside(path: Path) -> None:
    """Rename a damaged file, so that it is neither read again nor counted."""
    with contextlib.suppress(OSError):
        path.replace(path.with_name(path.name + DAMAGED))


def limit(most: int, spare: Path) -> None:
    """Remove fits, those first that were used least recently, until all together have at most `most` bytes.

    Parameters
    ----------
    spare
        The fit that was just written; it stays.
    """
    total = 0
    for entry in [k for k in kept() if k.path != spare]:
        total += entry.size
        if total + _size(spare) > most:
            _remove(entry.path)
            total -= entry.size
    _tidy()


def clear() -> tuple[int, int]:
    """Remove everything that nbmixed put into the folder; how many fits, and how many bytes, that was."""
    fits = kept()
    for entry in [*fits, *_files(POINTER), *_files(archive.PART), *_files(DAMAGED)]:
        _remove(entry.path)
    return len(fits), sum(entry.size for entry in fits)


def _tidy() -> None:
    """Remove pointers to fits that are gone, and what killed writers left."""
    there = {entry.path.stem for entry in _files(ENDING)}
    for entry in _files(POINTER):
        with contextlib.suppress(OSError):
            if entry.path.read_text("ascii", "replace") not in there:
                _remove(entry.path)
    for entry in [*_files(archive.PART), *_files(DAMAGED)]:
        if time.time() - entry.used > _ABANDONED:
            _remove(entry.path)


def _files(ending: str) -> Iterator[Kept]:
    try:
        found = [entry for entry in os.scandir(folder()) if _is_own(entry.name, ending) and entry.is_file()]
    except OSError:
        return
    for entry in found:
        with contextlib.suppress(OSError):  # removed meanwhile by another process
            status = entry.stat()
            yield Kept(Path(entry.path), status.st_size, status.st_mtime)


def _is_own(name: str, ending: str) -> bool:
    return _OWN.match(name) is not None and name.endswith(ending)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
