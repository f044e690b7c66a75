"""Cyclic cubic regression splines, basis "cc" (Wood 2017, section 5.3.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nbmixed.design.smooths.basis import Columns, check_dimension
from nbmixed.design.smooths.knots import cubic_weights, spread_knots
from nbmixed.design.values import Array


@dataclass(frozen=True, slots=True, eq=False)
class Cyclic:
    """Cubic splines with equal value, slope and bend at both ends, by their values at all knots but the last.

    Attributes
    ----------
    knots
        (k) increasing; first and last are the same point of the cycle.
    bend
        (k - 1, k - 1) values at the knots -> second derivatives there.
    penalty
        (k - 1, k - 1) the integral of the squared second derivative.
    free
        (k - 1, 1) the constant.
    """

    knots: Array
    bend: Array
    penalty: Array
    free: Array

    def at(self, columns: Columns) -> Array:
        """(N, k - 1) columns; beyond the ends the cycle repeats."""
        (x,) = columns
        low, high = self.knots[0], self.knots[-1]
        inside = np.where((x < low) | (x > high), low + np.mod(x - low, high - low), x)
        place = np.clip(np.searchsorted(self.knots, inside, side="right") - 1, 0, len(self.knots) - 2)
        after = (place + 1) % len(self.bend)
        left, right, left_bend, right_bend = cubic_weights(inside, self.knots, place)
        rows: Array = left_bend[:, None] * self.bend[place] + right_bend[:, None] * self.bend[after]
        row = np.arange(len(x))
        rows[row, place] += left
        rows[row, after] += right
        return rows


def cyclic(columns: Columns, k: int | None, label: str, *, knots: Array | None = None) -> Cyclic:
    """The basis for the data of a fit.

    Parameters
    ----------
    columns
        One variable.
    k
        Number of knots, first and last being the same point; None for 10.
    knots
        All of them, or the two ends of the cycle; without them the cycle is the range of the data.

    Raises
    ------
    DataError
        For a `k` or knots that are not possible.
    """
    (x,) = columns
    ends = None if knots is None or len(knots) != 2 else np.sort(np.asarray(knots, dtype=np.float64))
    every = None if ends is not None else knots
    size = (10 if every is None else len(every)) if k is None else k
    check_dimension(label, size, 4, columns)
    x = x if ends is None else np.concatenate([ends, x[(x > ends[0]) & (x < ends[1])]])
    places = spread_knots(x, size, label, every)
    bend, penalty = _periodic(np.diff(places))
    return Cyclic(places, bend, penalty, np.ones((len(penalty), 1)))


def _periodic(h: Array) -> tuple[Array, Array]:
    """Second derivatives from values, and the penalty, on a circle with steps h."""
    n = len(h)
    here, nxt = np.arange(n), np.roll(np.arange(n), -1)
    before = np.roll(h, 1)
    B, D = np.zeros((n, n)), np.zeros((n, n))
    np.add.at(B, (here, here), (before + h) / 3)
    np.add.at(B, (here, nxt), h / 6)
    np.add.at(B, (nxt, here), h / 6)
    np.add.at(D, (here, here), -1 / before - 1 / h)
    np.add.at(D, (here, nxt), 1 / h)
    np.add.at(D, (nxt, here), 1 / h)
    bend: Array = np.asarray(np.linalg.solve(B, D), dtype=np.float64)
    penalty: Array = D.T @ bend
    return bend, (penalty + penalty.T) / 2
