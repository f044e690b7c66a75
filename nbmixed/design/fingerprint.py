"""What identifies the data of a fit: which columns, how many rows, and a hash of each row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.build import Design


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """Of the columns that a model reads, in the rows in use.

    Attributes
    ----------
    columns
        Their names, in the order of the data frame.
    rows
        A hash of each row, shape (N,).
    """

    columns: tuple[str, ...]
    rows: NDArray[np.uint64]

    @property
    def sha256(self) -> str:
        """Of names and rows together."""
        digest = hashlib.sha256("\x1f".join(self.columns).encode())
        digest.update(self.rows.astype("<u8").tobytes())
        return digest.hexdigest()


def fingerprint(design: Design) -> Fingerprint:
    """The fingerprint of a model's data.

    >>> from nbmixed.design.build import build
    >>> from nbmixed.spec.formula import parse
    >>> frame = pd.DataFrame({"y": [1.0, 2.0], "x": [0.0, 1.0], "unused": [7, 8]})
    >>> fingerprint(build(parse("y ~ x"), frame)).columns
    ('y', 'x')
    """
    read = set(design.coding.types) if design.coding is not None else set(design.frame.columns)
    names = tuple(str(name) for name in design.frame.columns if name in read)
    if not names:
        return Fingerprint((), np.zeros(design.nobs, dtype=np.uint64))
    frame = design.frame[list(names)]
    numbers = [name for name in names if pd.api.types.is_numeric_dtype(frame[name])]
    same_kind = frame.astype(
        dict.fromkeys(numbers, np.float64)
    )  # 1 is 1.0: one decimal place changes one row
    hashes = pd.util.hash_pandas_object(same_kind, index=False)
    return Fingerprint(names, np.asarray(hashes, dtype=np.uint64))


def difference(before: Fingerprint, now: Fingerprint) -> str:
    """What differs between two, in words; empty if nothing.

    >>> rows = np.arange(3, dtype=np.uint64)
    >>> a, b = Fingerprint(("x",), rows), Fingerprint(("x",), rows + np.uint64(1) * (rows == 2))
    >>> difference(a, b), difference(a, Fingerprint(("x",), rows[:2])), difference(a, a)
    ('1 of 3 rows', '2 rows, 3 before', '')
    """
    if before.columns != now.columns:
        return f"columns {', '.join(now.columns)}, before {', '.join(before.columns)}"
    if len(before.rows) != len(now.rows):
        return f"{len(now.rows):,} rows, {len(before.rows):,} before"
    changed = int((before.rows != now.rows).sum())
    return f"{changed:,} of {len(now.rows):,} rows" if changed else ""
