"""Units of the parameters of a curve, and their priors.

The unit of a parameter is the change of it that moves the curve, on average over the data and where the
least-squares fit has it, by one standard deviation of the outcome. It takes the place that sd(y) / sd(x) has for a
coefficient of a linear model: with mean b x the two are about the same. Priors in these units mean the same whatever
the data are measured in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.design.curves_value import curve_gradient
from nbmixed.design.least_squares import least_squares
from nbmixed.errors import SettingError
from nbmixed.programs.outcome_size import outcome_size
from nbmixed.programs.scale import (
    OutcomeSize,
    ResolvedPrior,
    ResolvedPriors,
    column_sd,
    resolve_aux,
    resolve_coef,
    resolve_covariance,
)
from nbmixed.programs.term_numbers import by_group
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.prior_values import Lkj, Normal, R2Prior

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CurveColumns:
    """Predictors of the parameters of a curve as the program has them.

    Attributes
    ----------
    X
        Shape (N, K); predictors beside an intercept are centred, with QR the columns of each parameter are orthogonal.
    rotation
        What takes the program's coefficients to those of the predictors, shape (K, K).
    start
        Coefficients that give each parameter its least-squares estimate in every row, as far as they can, shape (K,).
    """

    X: Floats
    rotation: Floats
    start: Floats


def curve_columns(design: Design, spec: ModelSpec) -> CurveColumns:
    """The columns of a nonlinear design for its program.

    Raises
    ------
    SettingError
        QR with a single coefficient.
    """
    curve = design.curve
    assert curve is not None
    N, K = design.X.shape
    if spec.QR and K < 2:
        raise SettingError("QR = True rotates several coefficients, and there is one: leave it out.")
    X, rotation, start = design.X.copy(), np.eye(K), np.zeros(K)
    for k, phi in enumerate(curve.fit.phi):
        own = np.flatnonzero(curve.owner == k)
        block, turn = _rotated(X[:, own], spec, N * len(curve.parameters)) if spec.QR else _centred(X[:, own])
        X[:, own], rotation[np.ix_(own, own)] = block, turn
        start[own] = least_squares(block, np.full(N, phi))
    return CurveColumns(X, rotation, start)


def _centred(X: Floats) -> tuple[Floats, Floats]:
    """Columns beside an intercept, centred, and what takes their coefficients back."""
    turn = np.eye(X.shape[1])
    if not (X[:, 0] == 1).all() or X.shape[1] == 1:
        return X, turn
    means = X[:, 1:].mean(axis=0)
    turn[0, 1:] = -means
    return np.column_stack([X[:, 0], X[:, 1:] - means]), turn


def _rotated(X: Floats, spec: ModelSpec, size: int) -> tuple[Floats, Floats]:
    """Q of a QR decomposition, scaled as `predictors` scales it."""
    Q, R = np.linalg.qr(X)
    signs = np.where(np.diag(R) < 0, -1.0, 1.0)
    Q, R = Q * signs, R * signs[:, None]
    rows = size if spec.compat == "rstanarm" else len(X)  # there each parameter has rows of its own
    factor = np.sqrt(rows - 1) if getattr(spec.prior, "autoscale", False) else R[-1, -1]
    return Q * factor, np.linalg.inv(R) * factor


def curve_slopes(design: Design) -> Floats:
    """Root mean squares of the derivatives of the curve for each parameter at its least-squares fit, shape (P,)."""
    curve = design.curve
    assert curve is not None
    gradient = curve_gradient(curve.code, curve.columns, list(curve.fit.phi))[1]
    squares = np.nan_to_num(gradient, posinf=0.0, neginf=0.0) ** 2
    slopes = np.sqrt(np.average(squares, axis=1, weights=design.weights))
    return np.asarray(np.where(slopes > 0, slopes, 1.0))


def resolve_curve_priors(design: Design, spec: ModelSpec) -> ResolvedPriors:
    """All priors of `stan_nlmer` in the units of its data.

    The default prior of a parameter is normal around its least-squares estimate with a standard deviation of 2.5
    units; autoscaling multiplies scales by units (and divides by the sd of a predictor). With ``compat="rstanarm"``
    scales are those of rstanarm: sd(y) over the sd of the parameter's indicator column, whatever its units, around 0.

    Raises
    ------
    PriorError
        For a vector whose length is not the number of coefficients.
    """
    curve, family = design.curve, spec.family
    assert curve is not None
    columns = curve_columns(design, spec)
    sd_y = outcome_size(design, spec).sd
    prior = None if isinstance(spec.prior, R2Prior) else spec.prior
    coef = resolve_coef(prior, columns.X, design.coef_names, family, OutcomeSize(), rotated=True)
    if spec.compat == "rstanarm":
        units = np.full(len(curve.parameters), sd_y)
        factor = np.full(len(columns.start), sd_y if spec.QR else sd_y / _indicator_sd(design))
    else:
        units = sd_y / curve_slopes(design)
        factor = units[curve.owner] / (1.0 if spec.QR else column_sd(columns.X))
        if isinstance(prior, Normal) and prior.default:
            coef = replace(coef, location=columns.start)
    return ResolvedPriors(
        coef=_scaled(coef, factor),
        intercept=None,
        aux=resolve_aux(spec.prior_aux, family, sd_y),
        aux_name=family.aux,
        covariance=by_group(spec.prior_covariance, design.groups),
        covariance_scale=_free_scales(design, spec, units),
        rotated=spec.QR,
    )


def _scaled(resolved: ResolvedPrior, factor: Floats) -> ResolvedPrior:
    if not getattr(resolved.prior, "autoscale", False):
        return resolved
    return replace(resolved, adjusted_scale=resolved.scale * factor)


def _indicator_sd(design: Design) -> float:
    """Sd of the indicator of one parameter among the rows of all of them."""
    assert design.curve is not None
    P = len(design.curve.parameters)
    rows = design.nobs * P
    return float(np.sqrt((1 / P) * (1 - 1 / P) * rows / (rows - 1))) if P > 1 else 1.0


def _free_scales(design: Design, spec: ModelSpec, units: Floats) -> tuple[Floats, ...] | None:
    """Scales of group-level standard deviations under lkj, each in units of its parameter; None under decov."""
    prior, curve = by_group(spec.prior_covariance, design.groups), design.curve
    assert curve is not None
    if not isinstance(prior, Lkj):
        return None
    scales = resolve_covariance(prior, design.groups, spec.family, 1.0)
    if not prior.autoscale:
        return scales
    return tuple(s * units[places] for s, places in zip(scales, curve.effects, strict=True))
