"""Least squares whatever the units of the columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def least_squares(X: Floats, y: Floats, rcond: float | None = None) -> Floats:
    """Return the coefficients of the columns of X that come nearest to y, the shortest of them in units of the columns.

    Parameters
    ----------
    X
        Shape (N, K).
    y
        Shape (N,).
    rcond
        As for `numpy.linalg.lstsq`.

    Examples
    --------
    >>> X = np.array([[1.0, 1e-20], [1.0, 2e-20], [1.0, 4e-20]])
    >>> least_squares(X, X @ [1.0, 3e20]).round(4).tolist()
    [1.0, 3e+20]
    """
    largest = np.max(np.abs(X), axis=0, initial=0.0)
    unit = np.where(largest > 0, largest, 1.0)
    return np.asarray(np.linalg.lstsq(X / unit, y, rcond=rcond)[0] / unit)
