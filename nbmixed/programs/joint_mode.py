"""The mode of coefficients and group effects together, with rough variances of effects over the levels of their term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.programs.cross_products import Term, sparse_Z
from nbmixed.programs.mode import Mode, newton_step, possible_share
from nbmixed.programs.predictors import Predictors
from nbmixed.programs.smooths import SmoothBlock

Floats = NDArray[np.float64]
_VARYING, _ROUNDS = 10, 14
_LEAST_SHARE = 0.1  # of the variance that an effect of average information is known with; less is not taken


@dataclass(frozen=True, slots=True)
class JointMode:
    """Where coefficients and effects are, and how they hang together.

    Attributes
    ----------
    mode
        Of the coefficients; its curvature is that beside effects that are not known: ``X'WX + P - X'WZ slope``.
    effects, information, variance
        In the program's order, shape (q,): the mode, the Fisher information of the rows of a level on its effect, and a
        rough variance of the coefficient over the levels.
    slope
        ``(Z'WZ + T^-1)^-1 Z'WX``, shape (q, K1): by how much the mode of effects falls as coefficients rise.
    covariance
        Of the last effects given the coefficients, shape (w, w).
    """

    mode: Mode
    effects: Floats
    information: Floats
    variance: Floats
    slope: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True)
class _Quadratic:
    """What is near the mode: slope and curvature as there, and the maximum over effects alone, then over coefficients."""

    slope: Floats
    curvature: Floats
    of_effects: Floats
    gradient: Floats


def joint_mode(columns: Predictors, terms: Sequence[Term], mode: Mode, last: int = 0) -> JointMode | None:
    """Penalised iteratively reweighted least squares from the mode without groups; None where the numbers go wrong.

    After each of the first steps the variances are those of effects plus their errors, averaged over the levels (the EM
    algorithm's, for a normal likelihood of the same curvature). They need not have converged: they only place coordinates.

    Parameters
    ----------
    mode
        Of the model without effects.
    last
        Of how many effects, the last ones, the covariance is wanted.
    """
    X, Z = columns.with_intercept(), sparse.csc_matrix(sparse_Z(terms, len(columns.X)))
    size = np.concatenate([np.full(coefs, levels) for coefs, levels in map(shape, terms)])
    owner = np.repeat(np.arange(len(size)), size)
    at: JointMode | None = _start(X, Z, mode, owner)
    with np.errstate(all="ignore"):
        for number in range(_ROUNDS):
            at = at and _step(X, Z, at)
            at = at and _varied(at, Z, owner, moving=number < _VARYING)
        if at is None:
            return None
        near = _quadratic(X, Z, at)
    if newton_step(near.curvature, near.gradient) is None:
        return None
    there = replace(at, mode=replace(at.mode, curvature=near.curvature), slope=near.slope)
    return replace(there, covariance=_covariance(Z, there, last)) if last else there


def shape(term: Term) -> tuple[int, int]:
    """Number of coefficients and of levels; each column of a smooth is a level."""
    return (1, term.width) if isinstance(term, SmoothBlock) else (len(term.coefs), len(term.levels))


def of_levels(Z: sparse.csc_matrix, weight: Floats) -> Floats:
    """Information of the rows of each level."""
    return np.asarray(Z.multiply(Z).T @ weight)


def _start(X: Floats, Z: sparse.csc_matrix, mode: Mode, owner: NDArray[np.intp]) -> JointMode:
    """Effects of 0, and moment estimates of their variances."""
    score, weight = mode.information()
    information = of_levels(Z, weight)
    known = np.maximum(information, _least(information))
    estimate, count = np.asarray(Z.T @ score) / known, np.bincount(owner)
    mean, error = np.bincount(owner, estimate) / count, np.bincount(owner, 1 / known) / count
    spread = np.bincount(owner, (estimate - mean[owner]) ** 2) / count
    variance = np.maximum(spread - error, _least_variance(information, owner))[owner]
    nothing = np.zeros((len(owner), X.shape[1]))
    return JointMode(mode, np.zeros(len(owner)), information, variance, nothing, np.empty((0, 0)))


def _step(X: Floats, Z: sparse.csc_matrix, at: JointMode) -> JointMode | None:
    """A step of Newton's method, or as much of it as leaves means possible."""
    mode, near = at.mode, _quadratic(X, Z, at)
    change = newton_step(near.curvature, near.gradient)
    if change is None or not np.isfinite(near.of_effects).all():
        return None
    moved = near.of_effects - near.slope @ change
    toward = X @ change + Z @ moved
    share = possible_share(toward, mode.eta, mode.outcome)
    there = replace(mode, coef=mode.coef + share * change, eta=mode.eta + share * toward)
    return replace(at, mode=there, effects=at.effects + share * moved)


def _quadratic(X: Floats, Z: sparse.csc_matrix, at: JointMode) -> _Quadratic:
    mode = at.mode
    score, weight = _working(at)
    cross = np.asarray(Z.T @ (weight[:, None] * X))
    solved = _solve(_precision(Z, at), np.column_stack([cross, Z.T @ score - at.effects / at.variance]))
    slope, alone = solved[:, :-1], solved[:, -1]
    curvature = X.T @ (weight[:, None] * X) + np.diag(mode.precision) - cross.T @ slope
    gradient = X.T @ score - mode.precision * (mode.coef - mode.location) - cross.T @ alone
    return _Quadratic(slope, (curvature + curvature.T) / 2, alone, gradient)


def _precision(Z: sparse.csc_matrix, at: JointMode) -> sparse.spmatrix:
    """Of the effects given the coefficients."""
    return sparse.csc_matrix(Z.T @ sparse.diags(_working(at)[1]) @ Z + sparse.diags(1 / at.variance))


def _covariance(Z: sparse.csc_matrix, at: JointMode, last: int) -> Floats:
    """Of the last effects given the coefficients, those before them left open."""
    q = len(at.effects)
    ones = np.zeros((q, last))
    ones[q - last :] = np.eye(last)
    return _solve(_precision(Z, at), ones)[q - last :]


def _working(at: JointMode) -> tuple[Floats, Floats]:
    """Score and information of each row, with the dispersion that as many parameters leave as effects are worth."""
    worth = float(np.sum(at.information / (at.information + 1 / at.variance)))
    return at.mode.outcome.working(at.mode.eta, len(at.mode.coef) + round(worth))


def _varied(at: JointMode, Z: sparse.csc_matrix, owner: NDArray[np.intp], *, moving: bool) -> JointMode:
    """With information, and while they move variances, at the mode as it is now."""
    information = of_levels(Z, _working(at)[1])
    if not moving:
        return replace(at, information=information)
    squares = at.effects**2 + 1 / (information + 1 / at.variance)
    variance = np.bincount(owner, squares) / np.bincount(owner)
    variance = np.maximum(variance, _least_variance(information, owner))[owner]
    return replace(at, information=information, variance=variance)


def _least_variance(information: Floats, owner: NDArray[np.intp]) -> Floats:
    return np.asarray(
        _LEAST_SHARE * np.bincount(owner) / np.maximum(np.bincount(owner, information), _least(information))
    )


def _least(information: Floats) -> float:
    """Return what stands for no information, beside that of others."""
    return 1e-10 * float(np.max(information, initial=0.0)) or 1e-10


def _solve(precision: sparse.spmatrix, right: Floats) -> Floats:
    from scipy.sparse.linalg import splu  # not at import: it is slow to come

    try:
        return np.asarray(splu(sparse.csc_matrix(precision), options={"SymmetricMode": True}).solve(right))
    except RuntimeError:  # singular
        return np.full(right.shape, np.nan)
