"""Sums over groups as polynomials: what a Gaussian model with one or two effects a level costs a gradient.

With ``A = Z'WZ`` and ``u = Z'W(y - X coef)`` of a group, and ``S`` the covariance of its effects over
sigma^2, integrating the effects out takes ``det(I + AS)`` and ``u' S (I + AS)^-1 u``. For one or two
effects both are ratios of polynomials,

    det(I + AS) = 1 + tr(AS) + |A||S|,
    u' S (I + AS)^-1 u = u' (S + |S| adj A) u / det(I + AS),

and u is linear in the sampler's coordinates z: data times a few monomials of (z, S) give them for all
groups in two matrix products. (The expansion of the determinant is Cauchy and Binet's; more effects
have more minors, and keep the elimination by Cholesky factors.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.programs.elimination import Elimination
from nbmixed.programs.packed import Coordinates
from nbmixed.programs.portable import few_digits, product

Floats = NDArray[np.float64]
_COST_A_GROUP = 100  # products of data and monomials that take as long as one effect of a group eliminated
_LARGEST = 1_000_000  # numbers handed to the program


def closed_form(products: dict[str, Any], found: Elimination, place: Coordinates) -> dict[str, Any]:
    """Coefficients of the polynomials, a row for each pattern of Z'WZ, where they are the shorter way.

    Parameters
    ----------
    products
        The cross-products of `stan/lmm.stan`.
    found
        How effects are eliminated.
    place
        Where the sampler's coordinates lie.
    """
    alone = len(found.stages) == 1 and not len(found.root) and products["n_sampled"] == 0 and place.linear
    J, G = (found.stages[0].effects.shape[1], len(found.stages[0].effects)) if alone else (0, 0)
    if J not in (1, 2):
        return _nothing()
    blocks, pattern, n_alike = _patterns(found.stages[0].own)
    count = n_alike.astype(np.float64)
    n, size = len(count), 1 + len(place.center)
    minors, pairs = (1 if J == 1 else 4), size * (size + 1) // 2
    if n * minors * pairs > min(_COST_A_GROUP * J**2 * G, _LARGEST):
        return _nothing()
    whiten, A = _whitened(blocks, count)
    u = _in_coordinates(products["ZtrX"][found.stages[0].effects], products["least_squares"], place, whiten)
    squares = {(a, b): _summed(_pairs(u[:, a], u[:, b]), pattern, n) for a in range(J) for b in range(a + 1)}
    if J == 1:
        return _coefficients(whiten, count, A[:, 0], squares[0, 0])
    first, cross, second = squares[0, 0], squares[1, 0], squares[1, 1]
    adjugate = A[:, 1, 1, None] * first - 2 * A[:, 0, 1, None] * cross + A[:, 0, 0, None] * second
    determinant = np.column_stack(
        [A[:, 0, 0], 2 * A[:, 0, 1], A[:, 1, 1], A[:, 0, 0] * A[:, 1, 1] - A[:, 0, 1] ** 2]
    )
    return _coefficients(whiten, count, determinant, np.hstack([first, 2 * cross, second, adjugate]))


def _nothing() -> dict[str, Any]:
    return _coefficients(np.empty((0, 0)), np.empty(0), np.empty((0, 0)), np.empty((0, 0)))


def _coefficients(
    whiten: Floats, n_alike: Floats, determinant_S: Floats, quadratic_zS: Floats
) -> dict[str, Any]:
    return {
        "closed": int(len(whiten) > 0),
        "J": len(whiten),
        "n_patterns": len(n_alike),
        "whiten": whiten,
        "n_alike": n_alike,
        "determinant_S": determinant_S,
        "quadratic_zS": quadratic_zS,
    }


def _patterns(blocks: Floats) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Distinct blocks, which of them each block is, and how often each occurs; in order when all differ."""
    flat = blocks.reshape(len(blocks), -1)
    _, first, pattern, count = np.unique(
        flat, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    if len(count) == len(blocks):
        return blocks, np.arange(len(count)), count
    return blocks[first], pattern.reshape(-1), count


def _whitened(A: Floats, count: Floats) -> tuple[Floats, Floats]:
    """T and T^-T A T^-1 such that the latter are the identity on average, so that nothing cancels in them."""
    mean = np.einsum("g,gab->ab", count, A) / count.sum()
    unit = np.sqrt(np.diag(mean))
    unit[unit == 0] = 1.0
    scaled = mean / np.outer(unit, unit)
    if np.linalg.cond(scaled) > 1e12:  # covariates that repeat each other
        scaled = np.eye(len(mean))
    T = few_digits(np.linalg.cholesky(scaled).T * unit)
    half = _solved(T, A.swapaxes(1, 2))
    return T, _solved(T, half.swapaxes(1, 2))


def _solved(T: Floats, right: Floats) -> Floats:
    """T'^-1 times matrices (rows, J, k), for an upper triangular T of one or two rows; in a fixed order."""
    first: Floats = right[:, :1] / T[0, 0]
    if len(T) == 1:
        return first
    second: Floats = (right[:, 1:] - T[0, 1] * first) / T[1, 1]
    return np.concatenate([first, second], axis=1)


def _in_coordinates(ZtrX: Floats, least_squares: Floats, place: Coordinates, whiten: Floats) -> Floats:
    """The coefficients of whitened u in (1, z): shape (G, J, 1 + n_coef)."""
    u = ZtrX.copy()
    rest = u[..., 1:].reshape(u.shape[0] * u.shape[1], len(place.center))
    u[..., 0] += product(rest, place.center - least_squares).reshape(u.shape[:2])
    u[..., 1:] = product(rest, place.spread).reshape(u[..., 1:].shape)
    return _solved(whiten, u)


def _pairs(left: Floats, right: Floats) -> Floats:
    """Coefficients of the product of two linear forms: the lower triangle row by row, symmetric parts together."""
    product = left[:, :, None] * right[:, None, :]
    rows, columns = np.tril_indices(left.shape[1])
    off = (rows != columns).astype(float)
    return np.asarray(product[:, rows, columns] + off * product[:, columns, rows])


def _summed(values: Floats, pattern: NDArray[np.int64], n: int) -> Floats:
    out = np.zeros((n, values.shape[1]))
    np.add.at(out, pattern, values)
    return out
