"""One file of JSON and numpy arrays: a zip of which nothing is executed when it is read, written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import secrets
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

HEAD = "fit.json"
PART = ".part"  # how a file ends that is still being written
UNREADABLE = (OSError, EOFError, KeyError, ValueError, TypeError, RuntimeError, zipfile.BadZipFile)


def write(path: str | os.PathLike[str], head: Mapping[str, Any], arrays: Sequence[NDArray[Any]]) -> None:
    """Write a file in the place of an older one.

    The bytes go to a file beside, are forced onto the disk, and only then take the name. Whoever reads meanwhile
    sees the old file or the new one; a process that is killed leaves a file that ends in ``.part``, a full disk none.

    Parameters
    ----------
    head
        What JSON can say.
    arrays
        Of numbers, truth values or text, no objects.

    Raises
    ------
    OSError
        When the file cannot be written; what was there stays.
    """
    target = Path(path)
    part = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}{PART}")
    try:
        with part.open("xb") as file:
            _fill(file, head, arrays)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        _sync(target.parent)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def read(path: str | os.PathLike[str], *, checked: bool = False) -> tuple[Any, list[NDArray[Any]]]:
    """Head and arrays of a file.

    Parameters
    ----------
    checked
        Refuse a file without a checksum. One that has a checksum always has to agree with it.

    Raises
    ------
    Exception
        Of the kinds in `UNREADABLE`, for whatever `write` did not write.
    """
    digest = hashlib.sha256()
    with zipfile.ZipFile(path) as archive:
        told = archive.comment.decode("ascii")
        head = json.loads(_member(archive, HEAD, digest))
        count = len(archive.namelist()) - 1
        contents = [_member(archive, _name(k), digest) for k in range(count)]
    if (checked or told) and told != digest.hexdigest():
        raise ValueError("its content does not agree with its checksum")
    return head, [np.lib.format.read_array(io.BytesIO(c), allow_pickle=False) for c in contents]


def read_head(path: str | os.PathLike[str]) -> Any:
    """The head alone, without a look at the arrays; raises as `read`."""
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read(HEAD))


class _Hashed:
    """A file that hashes what is written to it."""

    def __init__(self, file: IO[bytes], digest: hashlib._Hash) -> None:
        self._file, self._digest = file, digest

    def write(self, content: bytes) -> int:
        self._digest.update(content)
        return self._file.write(content)


def _fill(file: IO[bytes], head: Mapping[str, Any], arrays: Sequence[NDArray[Any]]) -> None:
    digest = hashlib.sha256()
    with zipfile.ZipFile(file, "w") as archive:
        text = json.dumps(head, allow_nan=False).encode()
        digest.update(text)
        archive.writestr(HEAD, text, zipfile.ZIP_DEFLATED)
        for k, array in enumerate(arrays):
            entry = zipfile.ZipInfo(_name(k))
            # draws are random numbers, which nothing makes smaller
            entry.compress_type = zipfile.ZIP_STORED if array.dtype.kind == "f" else zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as member:
                np.lib.format.write_array(_Hashed(member, digest), array, allow_pickle=False)
        archive.comment = digest.hexdigest().encode("ascii")


def _member(archive: zipfile.ZipFile, name: str, digest: hashlib._Hash) -> bytes:
    content = archive.read(name)
    digest.update(content)
    return content


def _name(k: int) -> str:
    return f"arrays/{k}.npy"


def _sync(folder: Path) -> None:
    """Force the new name onto the disk, where the system can do that for folders."""
    with contextlib.suppress(OSError):
        place = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)
