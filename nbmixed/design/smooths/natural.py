"""Coefficients turned so that a penalty is a sum of squares (Wood 2017, section 5.4.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nbmixed.design.values import Array

_LEAST = 1e-15


@dataclass(frozen=True, slots=True, eq=False)
class Natural:
    """Columns X of a basis -> X @ wiggly, whose coefficients are penalised alike, and X @ free, which are not."""

    wiggly: Array
    free: Array


def natural(X: Array, penalty: Array, free: Array, *, centred: bool = False) -> Natural:
    """The functions with a penalty, as eigenvectors over the root of their eigenvalue, and those without.

    Parameters
    ----------
    X
        (N, k) the columns of the basis in the data of the fit.
    penalty
        (k, k).
    free
        (k, M) the functions without one, the constant first. They are told to it, since the eigenvalues of a
        basis of skewed data do not tell them from others.
    centred
        Whether columns are to sum to zero over the data; the constant goes then.

    Notes
    -----
    The free functions are the constant, and the others without their mean, each with mean square 1. The penalty
    says only which space they span.
    """
    alone = _free_functions(X, free)[:, int(centred and free.shape[1] > 0) :]
    taken = np.column_stack([X.sum(axis=0), alone]) if centred else alone
    rest = _complement(taken)
    values, vectors = np.linalg.eigh(_symmetric(rest.T @ penalty @ rest))
    values = np.maximum(values, _LEAST * values[-1], dtype=np.float64)
    wiggly: Array = rest @ (vectors / np.sqrt(values))[:, ::-1]
    return Natural(_signed(wiggly), alone)


def comparable(X: Array, turned: Natural) -> Natural:
    """Wiggly columns with mean square 1 together, as the free ones have: bases become comparable."""
    return Natural(turned.wiggly / np.sqrt(((X @ turned.wiggly) ** 2).mean()), turned.free)


def orthogonal(X: Array, turned: Natural) -> Natural:
    """Wiggly columns without what the free ones say of them in the data; the penalty does not see it."""
    shared = np.linalg.lstsq(X @ turned.free, X @ turned.wiggly, rcond=None)[0]
    wiggly = np.asarray(turned.wiggly - turned.free @ shared, dtype=np.float64)
    return Natural(wiggly, turned.free)


def least_eigenvalue(penalty: Array, free: Array) -> float:
    """The least penalty of a function that has one."""
    rest = _complement(free)
    values = np.linalg.eigvalsh(_symmetric(rest.T @ penalty @ rest))
    return float(max(values[0], _LEAST * values[-1]))


def _free_functions(X: Array, free: Array) -> Array:
    if not free.shape[1]:
        return free
    others = free[:, 1:] - free[:, :1] * (X @ free[:, 1:]).mean(axis=0)
    every = np.column_stack([free[:, 0], others])
    scaled: Array = every / np.sqrt(((X @ every) ** 2).mean(axis=0))
    return scaled


def _complement(directions: Array) -> Array:
    """(k, k - m) orthonormal basis of what is orthogonal to m directions."""
    k, m = directions.shape
    if not m:
        return np.eye(k)
    full: Array = np.linalg.qr(directions, mode="complete")[0]
    return full[:, m:]


def sum_to_zero(X: Array) -> Array:
    """(k, k - 1) orthonormal Z such that each column of X @ Z sums to zero over the data (Wood 2017, 1.8.1)."""
    return _complement(X.sum(axis=0)[:, None])


def _symmetric(matrix: Array) -> Array:
    even: Array = (matrix + matrix.T) / 2
    return even


def _signed(turn: Array) -> Array:
    """Each column with its largest entry positive, so that signs do not depend on the machine."""
    if not turn.size:
        return turn
    largest = np.take_along_axis(turn, np.abs(turn).argmax(axis=0)[None], axis=0)
    return turn * np.where(largest < 0, -1.0, 1.0)
