"""One file of JSON and numpy arrays: a zip of which nothing is executed when it is read, written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import secrets
import stat
import time
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

HEAD = "fit.json"
PART = ".part"  # how a file ends that is still being written
UNREADABLE = (
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    ImportError,
    MemoryError,
    zipfile.BadZipFile,
    zlib.error,
)
_UNBOUNDED = 1 << 28  # bytes that a file may unpack to, however small it is
_RATIO = 50  # how much larger its content may be beyond that; draws are hardly compressed
_COMPRESSED = 1 << 26  # bytes of arrays that a file compresses: what it unpacks to stays within these bounds
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip knows no time before


def write(path: str | os.PathLike[str], head: Mapping[str, Any], arrays: Sequence[NDArray[Any]]) -> None:
    """Write a file in the place of an older one.

    The bytes go to a file beside, which its owner alone can read, are forced onto the disk, and only then take the
    name. Whoever reads meanwhile sees the old file or the new one; a process that is killed leaves a file that ends in
    ``.part``, a full disk none. A link is followed, and the file that it names is replaced.

    Parameters
    ----------
    head
        What JSON can say.
    arrays
        Of numbers, truth values or text, no objects.

    Raises
    ------
    OSError
        When the file cannot be written, or the name is that of a device, a pipe or a folder; what was there stays.
    """
    target = Path(os.path.realpath(path))
    mode = _mode(target)
    part = target.with_name(f".{target.name[:100]}.{secrets.token_hex(16)}{PART}")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            _fill(file, head, arrays)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            part.chmod(mode)
        part.replace(target)
        _sync(target.parent)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _mode(target: Path) -> int | None:
    """Permissions of the file that is replaced; None for a new one.

    Raises
    ------
    OSError
        For what is there and is no file.
    """
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        kind = "folder" if stat.S_ISDIR(mode) else "device or pipe"
        raise OSError(0, f"it is a {kind}, no file that could be replaced")
    return stat.S_IMODE(mode)


def read(path: str | os.PathLike[str]) -> tuple[Any, list[NDArray[Any]]]:
    """Head and arrays of a file, whose checksum is checked.

    No more memory is used than the file, by its size, can hold of what `write` writes.

    Raises
    ------
    Exception
        Of the kinds in `UNREADABLE`, for whatever `write` did not write.
    """
    digest = hashlib.sha256()
    with zipfile.ZipFile(_regular(path)) as archive:
        checksum = archive.comment.decode("ascii")
        names = archive.namelist()
        if names != [HEAD, *map(_name, range(len(names) - 1))]:
            raise ValueError("it holds other things than a head and arrays")
        _check_sizes(archive.infolist(), Path(path).stat().st_size)
        head = _member(archive, HEAD, digest)
        contents = [_member(archive, name, digest) for name in names[1:]]
    if checksum != digest.hexdigest():
        raise ValueError("its content does not agree with its checksum")
    return json.loads(head), [_array(content) for content in contents]


def read_head(path: str | os.PathLike[str]) -> Any:
    """The head alone, unchecked and without a look at the arrays; raises as `read`."""
    with zipfile.ZipFile(_regular(path)) as archive:
        _check_sizes([archive.getinfo(HEAD)], Path(path).stat().st_size)
        return json.loads(archive.read(HEAD))


def _regular(path: str | os.PathLike[str]) -> str | os.PathLike[str]:
    """The path of a file; a pipe or a device would be read without end."""
    if not stat.S_ISREG(Path(path).stat().st_mode):
        raise ValueError("it is no file")
    return path


def _check_sizes(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Refuse a small file that declares a large content; `zipfile` reads no more than is declared."""
    declared = sum(entry.file_size for entry in entries)
    if declared > max(_UNBOUNDED, _RATIO * size):
        raise ValueError(f"a file of {size} bytes declares {declared} bytes of content")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise ValueError("it is compressed as no fit is")


def _array(content: bytes) -> NDArray[Any]:
    """An array in numpy's format, of exactly the size that its header declares."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = header(file)
    if file.tell() + dtype.itemsize * int(np.prod(shape, dtype=object)) != len(content):
        raise ValueError("an array has another size than it declares")
    return np.lib.format.read_array(io.BytesIO(content), allow_pickle=False)


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
        archive.writestr(_entry(HEAD, zipfile.ZIP_DEFLATED), text)
        compressed = 0
        for k, array in enumerate(arrays):
            # draws are random numbers, which nothing makes smaller
            stored = array.dtype.kind == "f" or compressed + array.nbytes > _COMPRESSED
            compressed += 0 if stored else array.nbytes
            entry = _entry(_name(k), zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
            with archive.open(entry, "w", force_zip64=True) as member:
                np.lib.format.write_array(_Hashed(member, digest), array, allow_pickle=False)
        archive.comment = digest.hexdigest().encode("ascii")


def _entry(name: str, compress_type: int) -> zipfile.ZipInfo:
    """A member, dated by a clock that may be set to any time."""
    entry = zipfile.ZipInfo(name, min(max(time.localtime()[:6], _EARLIEST), (2107, 12, 31, 23, 59, 58)))
    entry.compress_type = compress_type
    return entry


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
