"""Counts of points in hexagons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.plots.draws import Floats

_ROOT3 = float(np.sqrt(3.0))
# Corners around the centre, in units of half the width of a hexagon, and of its height over root 3.
_CORNERS = np.array([[1, 0.5], [0, 1], [-1, 0.5], [-1, -0.5], [0, -1], [1, -0.5]])


@dataclass(frozen=True, slots=True, eq=False)
class Hexagons:
    """Hexagons with at least one point in them.

    Attributes
    ----------
    x, y
        Their centres, shape (H,).
    count
        Points in each, shape (H,).
    width, height
        Distance of neighbours in a row, and of every other row.
    """

    x: Floats
    y: Floats
    count: NDArray[np.int64]
    width: float
    height: float

    def corners(self) -> Floats:
        """The corners of each hexagon, shape (H, 6, 2)."""
        centres = np.stack([self.x, self.y], axis=-1)[:, None, :]
        return np.asarray(centres + _CORNERS * [self.width / 2, self.height / 3])


def hexagons(x: Floats, y: Floats, bins: int) -> Hexagons:
    """Points counted in hexagons, `bins` of them side by side over the range of `x`.

    Each point is in the hexagon whose centre is nearest, where axes are scaled so that hexagons are regular: of the nearest
    centre of the even rows and the nearest of the odd ones, the nearer (Carr, Littlefield, Nicholson and Littlefield 1987,
    JASA 82).

    Parameters
    ----------
    x, y
        Shape (N,).
    bins
        1 or more.
    """
    width = _extent(x) / bins
    height = _extent(y) / bins * _ROOT3
    u, v = (x - x.min()) / width, (y - y.min()) / height
    even = np.round(np.stack([u, v]))
    odd = np.floor(np.stack([u, v])) + 0.5
    nearer = _distance(u, v, even) <= _distance(u, v, odd)
    centre = np.where(nearer, even, odd)
    found, count = np.unique(np.round(2 * centre).astype(np.int64), axis=1, return_counts=True)
    at = found / 2
    return Hexagons(x.min() + at[0] * width, y.min() + at[1] * height, count, width, height)


def _distance(u: Floats, v: Floats, centre: Floats) -> Floats:
    """Squared, where a unit of `v` is root 3 units of `u`."""
    squared: Floats = (u - centre[0]) ** 2 + 3 * (v - centre[1]) ** 2
    return squared


def _extent(x: Floats) -> float:
    return float(np.ptp(x)) or 1.0
