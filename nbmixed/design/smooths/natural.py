"""Coefficients turned so that a penalty is a sum of squares (Wood 2017, section 5.4.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg

from nbmixed.design.values import Array

_RANK = np.finfo(np.float64).eps ** 0.66
_NEAR = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Natural:
    """Columns X of a basis -> X @ wiggly, whose coefficients are penalised alike, and X @ free, which are not."""

    wiggly: Array
    free: Array


def diagonalised(penalty: Array) -> Natural:
    """Eigenvectors of the penalty, over the root of their eigenvalue where it has one, the largest first."""
    values, vectors = np.linalg.eigh((penalty + penalty.T) / 2)
    some = values > values[-1] * _RANK
    wiggly = vectors[:, some] / np.sqrt(values[some])
    return Natural(_signed(wiggly[:, ::-1]), vectors[:, ~some])


def natural(X: Array, penalty: Array, *, orthogonal: bool) -> Natural:
    """The same with both kinds of columns of mean square 1 over the data, so that bases become comparable.

    The penalty is then a multiple of the sum of squares of the first kind; those of the second are as in
    `free_functions`. When `orthogonal`, the first kind is orthogonal to the second over the data; else their
    coefficients are.
    """
    turned = diagonalised(penalty)
    if orthogonal:
        turned = _orthogonal(X, turned)
    wiggly = turned.wiggly / np.sqrt(((X @ turned.wiggly) ** 2).mean())
    return Natural(wiggly, free_functions(X, turned.free))


def _orthogonal(X: Array, turned: Natural) -> Natural:
    """What the free functions say of the wiggly ones taken out of these; the penalty does not see it."""
    shared = np.linalg.lstsq(X @ turned.free, X @ turned.wiggly, rcond=None)[0]
    return Natural(np.asarray(turned.wiggly - turned.free @ shared, dtype=np.float64), turned.free)


def free_functions(X: Array, free: Array) -> Array:
    """(k, M) turned so that M functions without a penalty can be told apart, each with mean square 1 in the data.

    Parameters
    ----------
    X
        (N, k) the columns of the basis.
    free
        (k, M) any orthonormal basis of their coefficients.

    Notes
    -----
    When a constant is among them it is the first, and the others sum to zero. These are taken one after the other
    along the axes of the basis: for thin plate splines they are the polynomials, for others the straight line.
    The penalty alone does not say which they are, and a rounding error would decide.
    """
    constant = free @ np.linalg.lstsq(X @ free, np.ones(len(X)), rcond=None)[0]
    found = [constant] if np.allclose(X @ constant, 1, atol=_NEAR) else []
    rest = _signed(_axes(free @ free.T, found, free.shape[1] - len(found)))
    if found:
        rest = rest - constant[:, None] * (X @ rest).mean(axis=0)
    every = np.column_stack([*found, rest])
    scaled: Array = every / np.sqrt(((X @ every) ** 2).mean(axis=0))
    return scaled


def _axes(projector: Array, taken: list[Array], count: int) -> Array:
    """Orthonormal directions of a space, those nearest to axes, without what is taken already."""
    units = [direction / np.linalg.norm(direction) for direction in taken]
    rest = projector - sum(np.outer(unit, unit) for unit in units)
    Q, _, axes = scipy.linalg.qr(rest, pivoting=True)
    found: Array = np.asarray(Q[:, np.argsort(axes[:count])], dtype=np.float64)
    return found


def sum_to_zero(X: Array) -> Array:
    """(k, k - 1) orthonormal Z such that each column of X @ Z sums to zero over the data (Wood 2017, 1.8.1)."""
    full: Array = np.linalg.qr(X.sum(axis=0)[:, None], mode="complete")[0]
    return full[:, 1:]


def _signed(turn: Array) -> Array:
    """Each column with its largest entry positive, so that signs do not depend on the machine."""
    if not turn.size:
        return turn
    largest = np.take_along_axis(turn, np.abs(turn).argmax(axis=0)[None], axis=0)
    return turn * np.where(largest < 0, -1.0, 1.0)
