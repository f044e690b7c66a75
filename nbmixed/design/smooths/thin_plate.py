"""Thin plate regression splines, bases "tp" and "ts" (Wood 2003; Wood 2017, section 5.5.1)."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import scipy.sparse.linalg

from nbmixed.design.smooths.basis import Columns, check_dimension, different
from nbmixed.design.smooths.natural import least_eigenvalue
from nbmixed.design.values import Array
from nbmixed.errors import DataError

MOST_KNOTS = 2000
"""With more different points than these, so many of them are the knots."""

_EXTRA = {1: 8, 2: 27}
_SHRINKAGE = 0.1
_DENSE = 400
_CHUNK = 200
_TINY = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class ThinPlate:
    """The part of the thin plate splines on the knots that has most of their wiggliness.

    Attributes
    ----------
    order
        m: the penalty is on derivatives of this order.
    centre
        (d) where polynomials are centred.
    knots
        (n, d) centred.
    weights
        (n, k - M) coefficients of the radial functions in the first columns.
    powers
        (M, d) exponents of the polynomials in the last columns, which have no penalty.
    scale
        (k) factors that give each column mean square 1 in the data of the fit.
    penalty
        (k, k).
    free
        (k, M) the polynomials; (k, 0) with shrinkage.
    """

    order: int
    centre: Array
    knots: Array
    weights: Array
    powers: Array
    scale: Array
    penalty: Array
    free: Array

    def at(self, columns: Columns) -> Array:
        """(N, k) columns; each different point is computed once."""
        points, place = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
        points = points - self.centre
        wiggly = _radial_columns(points, self.knots, self.weights, self.order)
        found: Array = np.column_stack([wiggly, _polynomials(points, self.powers)]) * self.scale
        return found[place.reshape(-1)]


def thin_plate(
    columns: Columns, k: int | None, m: int | None, label: str, *, shrink: bool = False
) -> ThinPlate:
    """The basis for the data of a fit.

    Parameters
    ----------
    columns
        One or two variables.
    k
        Number of functions; None for M + 8 (one variable) or M + 27 (two), M the number of polynomials.
    m
        Order of the derivatives in the penalty; None for 2.
    shrink
        Whether polynomials too have a penalty, a tenth of the least of the others ("ts").

    Raises
    ------
    DataError
        For a `k` that is not possible, or an `m` too small for the number of variables.

    Notes
    -----
    The knots are the different points of the data. When they are more than 2,000, knots are 2,000 of them: in one
    dimension evenly spaced in their order, the ends included; in two a random sample, the same every time.
    """
    d = len(columns)
    order = _order(d, m, label)
    powers = _powers(d, order)
    size = len(powers) + _EXTRA[d] if k is None else k
    check_dimension(label, size, len(powers) + 1, columns)
    points = np.column_stack(columns)
    centre = points.mean(axis=0)
    knots = _knots(different(columns)) - centre
    values, vectors = _extreme_eigenvectors(_radial(_distances(knots, knots), order, d), size)
    free = _orthogonal_to(_polynomials(knots, powers).T @ vectors)
    weights = vectors @ free
    penalty = np.zeros((size, size))
    penalty[: free.shape[1], : free.shape[1]] = free.T * values @ free
    polynomials = np.eye(size)[:, free.shape[1] :]
    plain = ThinPlate(order, centre, knots, weights, powers, np.ones(size), penalty, polynomials)
    scale = 1 / np.sqrt((plain.at(columns) ** 2).mean(axis=0))
    penalty = penalty * scale[:, None] * scale
    if shrink:
        penalty = penalty + _SHRINKAGE * least_eigenvalue(penalty, polynomials) * polynomials @ polynomials.T
        polynomials = polynomials[:, :0]
    return ThinPlate(order, centre, knots, weights, powers, scale, penalty, polynomials)


def _order(d: int, m: int | None, label: str) -> int:
    least = (d + 3) // 2
    if m is None or m == 0:
        return least
    if m < least and not (d == 1 and m == 1):
        raise DataError(f"{label} has m = {m}, but with {d} variables it must be at least {least}.")
    return m


def _powers(d: int, order: int) -> Array:
    """(M, d) exponents of the polynomials of degree below `order`, the constant first."""
    every = itertools.product(range(order), repeat=d)
    return np.array(
        sorted((p for p in every if sum(p) < order), key=lambda p: (sum(p), p[::-1])), dtype=np.float64
    )


def _polynomials(points: Array, powers: Array) -> Array:
    return np.column_stack([np.prod(points**p, axis=1) for p in powers])


def _knots(points: Array) -> Array:
    if len(points) <= MOST_KNOTS:
        return points
    if points.shape[1] == 1:
        return points[np.linspace(0, len(points) - 1, MOST_KNOTS).round().astype(np.intp)]
    return points[np.sort(np.random.default_rng(1).choice(len(points), MOST_KNOTS, replace=False))]


def _distances(a: Array, b: Array) -> Array:
    from scipy.spatial.distance import cdist

    distances: Array = cdist(a, b)
    return distances


def _radial(r: Array, m: int, d: int) -> Array:
    """The function eta of a distance (Wood 2017, p. 216)."""
    if d % 2:
        constant: float = math.gamma(d / 2 - m) / (2 ** (2 * m) * math.pi ** (d / 2) * math.gamma(m))
        return _power(r, 2 * m - d) * constant
    constant = (-1) ** (m + 1 + d // 2) / (
        2 ** (2 * m - 1) * math.pi ** (d / 2) * math.gamma(m) * math.gamma(m - d // 2 + 1)
    )
    return _power(r, 2 * m - d) * np.log(r + _TINY) * constant  # 0 where r is 0


def _power(r: Array, exponent: int) -> Array:
    """A whole power by multiplication, many times faster than by logarithms."""
    found = r.copy()
    for _ in range(exponent - 1):
        found *= r
    return found


def _radial_columns(points: Array, knots: Array, weights: Array, order: int) -> Array:
    """Radial functions times their weights, some points at a time."""
    if knots.shape[1] == 1:
        return _cubic_columns(points[:, 0], knots[:, 0], weights, 2 * order - 1)
    parts = [
        _radial(_distances(points[i : i + _CHUNK], knots), order, knots.shape[1]) @ weights
        for i in range(0, len(points), _CHUNK)
    ]
    return np.concatenate(parts)


def _cubic_columns(x: Array, knots: Array, weights: Array, power: int) -> Array:
    """The same in one dimension, for an odd power (the cube, by default) and sorted knots.

    Between two knots a sum of |x - knot|^power is one polynomial, whose coefficients are sums over the knots on
    either side. The time is that of N points, not of N times the number of knots.
    """
    place = np.searchsorted(knots, x)
    constant: float = math.gamma(0.5 - (power + 1) / 2) / (
        2 ** (power + 1) * math.sqrt(math.pi) * math.gamma((power + 1) / 2)
    )
    found = np.zeros((len(x), weights.shape[1]))
    for q in reversed(range(power + 1)):
        parts = weights * (math.comb(power, q) * (-knots) ** (power - q))[:, None]
        below = np.concatenate([np.zeros((1, weights.shape[1])), np.cumsum(parts, axis=0)])
        found = found * x[:, None] + (2 * below - below[-1])[place]
    return found * constant


def _extreme_eigenvectors(matrix: Array, k: int) -> tuple[Array, Array]:
    """The k eigenvalues largest in size, in decreasing order of value, and their vectors."""
    n = len(matrix)
    if n <= _DENSE or k > n // 4:
        values, vectors = np.linalg.eigh(matrix)
        chosen = np.sort(np.argsort(-np.abs(values), kind="stable")[:k])[::-1]
        return values[chosen], vectors[:, chosen]
    start = np.random.default_rng(1).normal(size=n)
    values, vectors = scipy.sparse.linalg.eigsh(matrix, k, which="LM", v0=start)
    chosen = np.argsort(-values)
    return values[chosen], vectors[:, chosen]


def _orthogonal_to(rows: Array) -> Array:
    """(k, k - M) orthonormal basis of what is orthogonal to M rows.

    Any such basis gives the same functions; the size of the penalty depends on it, though. This one is that of
    the factorisation A Q = [0, T], where T has zeros above its other diagonal (Gill, Murray and Wright 1981, 2.2.5.3):
    reflections that leave one row after the other with a last entry alone.
    """
    k, count = rows.shape[1], len(rows)
    full: Array = np.linalg.qr(rows[:, ::-1].T, mode="complete")[0]
    return full[::-1][:, count:k][:, ::-1]
