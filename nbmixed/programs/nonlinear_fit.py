"""Coordinates for a nonlinear model: its least-squares fit without groups, pulled by the priors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.design.curves_value import curve_gradient, curve_value
from nbmixed.design.groups import GroupTerm
from nbmixed.programs.nonlinear_priors import CurveColumns
from nbmixed.programs.portable import few_digits

Floats = NDArray[np.float64]
_STEPS = 200
_UNKNOWN = 1e10  # condition of the information on a level's effects beyond which some are not known


@dataclass(frozen=True, slots=True, eq=False)
class LeastSquares:
    """A fit of the program's coefficients.

    Attributes
    ----------
    coef
        Shape (K,).
    residual
        Shape (N,), unweighted.
    gradient
        Derivatives of the curve for each of its parameters, shape (P, N).
    sigma
        Residual standard deviation within groups, roughly.
    """

    coef: Floats
    residual: Floats
    gradient: Floats
    sigma: float

    def curvature(
        self, columns: CurveColumns, owner: NDArray[np.int64], weights: Floats, sigma: float
    ) -> Floats:
        """Information of the data on the coefficients, shape (K, K)."""
        J = columns.X * self.gradient[owner].T
        return np.asarray(J.T @ (weights[:, None] * J) / sigma**2)


def fit_coefficients(
    design: Design, columns: CurveColumns, start: Floats, location: Floats, precision: Floats
) -> LeastSquares:
    """Levenberg-Marquardt for the coefficients of all parameters.

    Parameters
    ----------
    start : shape (K,)
    location, precision : shape (K,)
        Of the priors; a precision of 0 is a flat one.
    """
    from scipy.optimize import least_squares

    curve = design.curve
    assert curve is not None
    y, weights = outcome(design), likelihood_weights(design)
    root = np.sqrt(weights)
    spread = float(np.sqrt(np.average(_residual(design, columns, start, y) ** 2, weights=weights))) or 1.0
    pull = np.sqrt(precision) * spread

    def rows(coef: Floats) -> Floats:
        away = np.nan_to_num(root * _residual(design, columns, coef, y), nan=1e60, posinf=1e60, neginf=-1e60)
        return np.concatenate([away, pull * (location - coef)])

    def slopes(coef: Floats) -> Floats:
        J = -root[:, None] * columns.X * _gradient(design, columns, coef)[curve.owner].T
        return np.vstack([np.nan_to_num(J, posinf=0.0, neginf=0.0), -np.diag(pull)])

    with np.errstate(all="ignore"):
        try:
            found = least_squares(
                rows, start, slopes, method="lm", x_scale="jac", xtol=1e-12, max_nfev=_STEPS
            ).x
        except (ValueError, np.linalg.LinAlgError):
            found = start
        coef = (
            found
            if np.isfinite(found).all() and np.sum(rows(found) ** 2) <= np.sum(rows(start) ** 2)
            else start
        )
    gradient = np.nan_to_num(_gradient(design, columns, coef), posinf=0.0, neginf=0.0)
    residual = np.nan_to_num(_residual(design, columns, coef, y))
    return LeastSquares(coef, residual, gradient, _within(design, residual, gradient, len(coef)))


def outcome(design: Design) -> Floats:
    """The outcome without its offset, shape (N,)."""
    assert design.response is not None
    return design.response.y if design.offset is None else design.response.y - design.offset


def likelihood_weights(design: Design) -> Floats:
    """Shape (N,), ones where there are none."""
    return np.ones(design.nobs) if design.weights is None else design.weights


def _phi(design: Design, columns: CurveColumns, coef: Floats) -> list[Floats]:
    assert design.curve is not None
    owner = design.curve.owner
    return [columns.X[:, owner == k] @ coef[owner == k] for k in range(len(design.curve.parameters))]


def _residual(design: Design, columns: CurveColumns, coef: Floats, y: Floats) -> Floats:
    assert design.curve is not None
    return y - curve_value(design.curve.code, design.curve.columns, _phi(design, columns, coef))


def _gradient(design: Design, columns: CurveColumns, coef: Floats) -> Floats:
    assert design.curve is not None
    return curve_gradient(design.curve.code, design.curve.columns, _phi(design, columns, coef))[1]


def _within(design: Design, residual: Floats, gradient: Floats, K: int) -> float:
    """Residual sd after a linear adjustment of the parameters that vary, in each level of the finest term."""
    assert design.curve is not None
    term, places = design.groups[0], design.curve.effects[0]
    left, used = residual.copy(), K
    for level in range(len(term.levels)):
        own = np.flatnonzero(term.index == level)
        if len(own) > len(places):
            J = gradient[np.ix_(places, own)].T
            left[own] = residual[own] - J @ np.linalg.lstsq(J, residual[own], rcond=1e-8)[0]
            used += len(places)
    weights = likelihood_weights(design)
    freedom = max(float(weights.sum()) - used, 0.25 * float(weights.sum()), 1e-8)
    scale = float(np.sqrt(np.sum(weights * residual**2) / max(float(weights.sum()), 1e-8)))
    return max(float(np.sqrt(np.sum(weights * left**2) / freedom)), 1e-6 * scale) or 1.0


def effect_information(design: Design, fit: LeastSquares) -> Floats:
    """Information on every group effect, in the program's order; 0 in a term that the data say too little of.

    The other coefficients of its level are not known either: parameters of a curve are often told apart poorly. It
    is what an effect's variance given the data has beside the variance between levels.
    """
    assert design.curve is not None
    weights = likelihood_weights(design)
    parts = [
        _term_information(term, fit.gradient[places].T, fit.residual, weights / fit.sigma**2)
        for term, places in zip(design.groups, design.curve.effects, strict=True)
    ]
    return few_digits(np.concatenate(parts))


def _term_information(term: GroupTerm, J: Floats, residual: Floats, precision: Floats) -> Floats:
    """Of one term, coefficient by coefficient; the variance from the spread of least-squares estimates of single levels."""
    size, p = len(term.levels), J.shape[1]
    information = np.zeros((size, p, p))
    np.add.at(information, term.index, precision[:, None, None] * J[:, :, None] * J[:, None, :])
    score = np.zeros((size, p))
    np.add.at(score, term.index, (precision * residual)[:, None] * J)
    if np.linalg.cond(information).max() > _UNKNOWN:
        return np.zeros(size * p)
    known = np.linalg.inv(information)
    estimate = np.einsum("gab,gb->ga", known, score)
    errors = np.einsum("gaa->ga", known)
    variance = np.maximum(estimate.var(axis=0) - errors.mean(axis=0), 1e-6 * errors.mean(axis=0))
    V = np.einsum("gaa->ga", np.linalg.inv(information + np.diag(1 / variance)))
    return np.asarray(np.maximum(1 / V - 1 / variance, 0.0).T.reshape(-1))


def effect_units(slopes: Floats, effects: Sequence[NDArray[np.int64]]) -> Floats:
    """Change of each varying parameter that moves the curve by one, term by term."""
    return np.concatenate([1 / slopes[places] for places in effects])
