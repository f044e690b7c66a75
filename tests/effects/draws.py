"""Draws of one parameter, and when two arrays of draws are the same but for rounding."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nbmixed.stanreg import StanReg

_ROUNDINGS = 1000  # sums of some hundred numbers in another order


def same(found: ArrayLike, expected: ArrayLike, scale: float | None = None) -> bool:
    """Whether all differ by less than a thousand roundings of the largest, or of `scale`."""
    a, b = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    size = float(np.abs(b).max()) if scale is None else scale
    return a.shape == b.shape and bool((np.abs(a - b) <= _ROUNDINGS * np.finfo(float).eps * size).all())


def draws_of(fit: StanReg, name: str) -> np.ndarray:
    """The draws of one parameter, shape (draws,)."""
    return fit.posterior.array([name]).reshape(-1)
