"""Clouds of points, one a row of data, as many as can be told apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST = 2_000


def shown_rows(codes: NDArray[np.intp], most: int = MOST) -> NDArray[np.intp]:
    """An even choice of at most `most` of the rows whose group is shown, in their order.

    >>> shown_rows(np.array([0, -1, 0, 0]), most=2).tolist()
    [0, 3]
    """
    rows = np.flatnonzero(codes >= 0)
    if len(rows) <= most:
        return rows
    picked: NDArray[np.intp] = rows[np.linspace(0, len(rows) - 1, most).round().astype(np.intp)]
    return picked


def rows_caption(drawn: int, codes: NDArray[np.intp]) -> str:
    """What to say of rows that are not drawn."""
    count = int((codes >= 0).sum())
    return f"{drawn:,} of {count:,} rows are drawn." if drawn < count else ""
