"""Knots of cubic splines, and the weights of the knots around a point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.values import Array
from nbmixed.errors import DataError


def spread_knots(x: Array, k: int, label: str, given: Array | None = None) -> Array:
    """(k) knots: those given, or quantiles of the different values, both ends included.

    Raises
    ------
    DataError
        For knots of another number, equal ones, or ones that do not reach the data.
    """
    if given is None:
        return np.quantile(np.unique(x), np.linspace(0, 1, k))
    knots = np.sort(np.asarray(given, dtype=np.float64))
    if len(knots) != k or len(np.unique(knots)) < k:
        raise DataError(f"{label} needs {k} different knots, but {len(np.unique(knots))} were given.")
    if x.min() > knots[-1] or x.max() < knots[0]:
        raise DataError(f"The knots of {label} are all on one side of its data.")
    return knots


def cubic_weights(x: Array, knots: Array, place: NDArray[np.intp]) -> tuple[Array, Array, Array, Array]:
    """Weights of the values at the knots left and right of x, and of the second derivatives there.

    They are a-, a+, c- and c+ of Wood (2017), table 5.1; `place` is that of the knot on the left.
    """
    h = knots[place + 1] - knots[place]
    before, after = x - knots[place], knots[place + 1] - x
    left_bend = (after**3 / h - h * after) / 6
    right_bend = (before**3 / h - h * before) / 6
    return after / h, before / h, left_bend, right_bend
