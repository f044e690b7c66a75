"""Cubic regression splines, bases "cr" and "cs" (Wood 2017, section 5.3.1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.smooths.basis import Columns, check_dimension
from nbmixed.design.smooths.knots import cubic_weights, spread_knots
from nbmixed.design.smooths.natural import least_eigenvalue
from nbmixed.design.values import Array

_SHRINKAGE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Cubic:
    """Natural cubic splines by their values at the knots; straight beyond the outer ones.

    Attributes
    ----------
    knots
        (k) increasing.
    bend
        (k, k) values at the knots -> second derivatives there.
    penalty
        (k, k) the integral of the squared second derivative.
    free
        (k, 2) constants and straight lines; (k, 0) with shrinkage.
    """

    knots: Array
    bend: Array
    penalty: Array
    free: Array

    def at(self, columns: Columns) -> Array:
        """(N, k) columns."""
        (x,) = columns
        inside = np.clip(x, self.knots[0], self.knots[-1])
        place = np.clip(np.searchsorted(self.knots, inside, side="right") - 1, 0, len(self.knots) - 2)
        rows = _cubic_rows(inside, self.knots, self.bend, place)
        outside = np.flatnonzero(x != inside)
        if len(outside):
            slope = _slopes(self.knots, self.bend)[(x[outside] > inside[outside]).astype(np.intp)]
            rows[outside] += (x[outside] - inside[outside])[:, None] * slope
        return rows


def cubic(
    columns: Columns, k: int | None, label: str, *, shrink: bool = False, knots: Array | None = None
) -> Cubic:
    """The basis for the data of a fit.

    Parameters
    ----------
    columns
        One variable.
    k
        Number of knots; None for 10.
    shrink
        Whether straight lines too have a penalty, smaller than that of any curve ("cs").
    knots
        In place of quantiles of the different values.

    Raises
    ------
    DataError
        For a `k` or knots that are not possible.
    """
    size = (10 if knots is None else len(knots)) if k is None else k
    check_dimension(label, size, 3, columns)
    places = spread_knots(columns[0], size, label, knots)
    h = np.diff(places)
    second = np.zeros((size - 2, size))
    inner = np.arange(size - 2)
    second[inner, inner], second[inner, inner + 2] = 1 / h[:-1], 1 / h[1:]
    second[inner, inner + 1] = -1 / h[:-1] - 1 / h[1:]
    between = np.diag((h[:-1] + h[1:]) / 3) + np.diag(h[1:-1] / 6, 1) + np.diag(h[1:-1] / 6, -1)
    solved = np.linalg.solve(between, second)
    penalty = second.T @ solved
    bend = np.vstack([np.zeros(size), solved, np.zeros(size)])
    free = np.column_stack([np.ones(size), places - places.mean()])
    if shrink:
        return Cubic(places, bend, _with_shrinkage(penalty, places, free), free[:, :0])
    return Cubic(places, bend, penalty, free)


def _cubic_rows(x: Array, knots: Array, bend: Array, place: NDArray[np.intp]) -> Array:
    """The row of each x: weights of the values at its two knots, and of the second derivatives there."""
    left, right, left_bend, right_bend = cubic_weights(x, knots, place)
    rows: Array = left_bend[:, None] * bend[place] + right_bend[:, None] * bend[place + 1]
    row = np.arange(len(x))
    rows[row, place] += left
    rows[row, place + 1] += right
    return rows


def _slopes(knots: Array, bend: Array) -> Array:
    """(2, k) derivative at the first and at the last knot."""
    size = len(knots)
    first, last = knots[1] - knots[0], knots[-1] - knots[-2]
    slopes = np.zeros((2, size))
    slopes[0, :2], slopes[1, -2:] = [-1 / first, 1 / first], [-1 / last, 1 / last]
    slopes[0] -= first * (bend[0] / 3 + bend[1] / 6)
    slopes[1] += last * (bend[-2] / 6 + bend[-1] / 3)
    return slopes


def _with_shrinkage(penalty: Array, knots: Array, free: Array) -> Array:
    """A penalty on straight lines too: a hundredth and a tenth of the least penalty of a curve.

    The hundredth is for the line that is 0 at the first knot, the tenth for the line orthogonal to it over the
    knots. Which two lines it should be is open; mgcv leaves it to rounding, and these are its usual ones.
    """
    least = least_eigenvalue(penalty, free)
    lines = np.linalg.qr(np.column_stack([knots - knots[0], np.ones(len(knots))]))[0]
    shrunk: Array = penalty + least * (lines * [_SHRINKAGE**2, _SHRINKAGE]) @ lines.T
    return shrunk
