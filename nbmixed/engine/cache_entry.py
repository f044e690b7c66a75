"""A cached fit as a file: all draws of a program, with the provenance of the run that made them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed import archive
from nbmixed.design.fingerprint import Fingerprint
from nbmixed.engine.cache_folder import KIND
from nbmixed.engine.draws import Draws
from nbmixed.provenance import Provenance

FORMAT = 1
_TUPLES = ("messages", "notes")


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What a file holds.

    Attributes
    ----------
    key
        Hash of everything that decides the draws.
    draws, provenance
        Of the run.
    rows
        Fingerprint of its data.
    parts
        Hashes of what `key` is made of, to say what changed.
    """

    key: str
    draws: Draws
    provenance: Provenance
    rows: Fingerprint
    parts: dict[str, str]


def write(path: Path, entry: Entry, label: dict[str, str]) -> None:
    """Write an entry, whole or not at all.

    Parameters
    ----------
    label
        What a list of the cache shows.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    arrays: list[NDArray[Any]] = []
    held = {f.name: _written(getattr(entry.draws, f.name), arrays) for f in fields(Draws)}
    head = {
        "kind": KIND,
        "format": FORMAT,
        "key": entry.key,
        "label": label,
        "parts": entry.parts,
        "columns": list(entry.rows.columns),
        "rows": _written(entry.rows.rows, arrays),
        "provenance": entry.provenance.to_dict(),
        "draws": held,
    }
    archive.write(path, head, arrays)


def read(path: Path) -> Entry:
    """The entry in a file, whose checksum is checked.

    Raises
    ------
    Exception
        Of the kinds in `nbmixed.archive.UNREADABLE`: no file, no cached fit of this format, or a damaged one.
    """
    head, arrays = archive.read(path)
    if not isinstance(head, dict) or (head.get("kind"), head.get("format")) != (KIND, FORMAT):
        raise ValueError("no cached fit of this format")
    held = {name: _read(value, arrays) for name, value in head["draws"].items()}
    held |= {name: tuple(held[name]) for name in _TUPLES}
    rows = Fingerprint(tuple(head["columns"]), _read(head["rows"], arrays))
    return Entry(head["key"], Draws(**held), Provenance.from_dict(head["provenance"]), rows, head["parts"])


def _written(value: Any, arrays: list[NDArray[Any]]) -> Any:
    """JSON in which an array stands as its number."""
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if hasattr(value, "items"):
        return {"named": {name: _written(item, arrays) for name, item in value.items()}}
    return list(value) if isinstance(value, tuple) else value


def _read(written: Any, arrays: list[NDArray[Any]]) -> Any:
    if not isinstance(written, dict):
        return written
    if "array" in written:
        return arrays[written["array"]]
    return {name: _read(item, arrays) for name, item in written["named"].items()}
