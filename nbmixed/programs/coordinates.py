"""Coordinates in which a posterior of coefficients is roughly standard normal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.design.fixed import dependent_columns
from nbmixed.errors import DataError, listed
from nbmixed.programs.packed import Coordinates
from nbmixed.programs.scale import ResolvedPrior, ResolvedPriors
from nbmixed.spec.family import Family

Floats = NDArray[np.float64]
_STEPS = 25
_LONGEST_STEP = 5.0  # on the log or log-odds scale
_FLAT_PRECISION = 1e-8  # of a flat prior, in units of the data


def centred_columns(design: Design) -> tuple[Floats, Floats]:
    """Predictors without the intercept, centred when there is one, and the means taken away.

    Returns
    -------
    X : shape (N, K)
    x_means : shape (K,)
    """
    X = design.X[:, 1:] if design.has_intercept else design.X
    means = X.mean(axis=0) if design.has_intercept else np.zeros(X.shape[1])
    return X - means, means


def with_intercept(X: Floats, has_intercept: bool) -> Floats:
    """`X` with a column of ones in front when there is an intercept."""
    return np.column_stack([np.ones(X.shape[0]), X]) if has_intercept else X


def coordinates(design: Design, family: Family, priors: ResolvedPriors, prior_PD: bool) -> Coordinates:
    """Mode and Cholesky factor of the curvature of the model without its group effects.

    They are only coordinates: the sampler works on ``z`` with ``coef = center + spread @ z``, and no
    posterior depends on how good the approximation is. For draws from the prior alone they are the
    prior's own location and scale.
    """
    X, means = centred_columns(design)
    location, precision = prior_moments(priors, design.has_intercept, X.shape[1])
    if prior_PD or design.response is None:
        return Coordinates(location, np.diag(precision**-0.5), means, design.has_intercept)
    X = with_intercept(X, design.has_intercept)
    precision = np.where(precision > 0, precision, _nearly_flat(X, design.response.y, family))
    if priors.coef.prior is None:
        _refuse_dependent(X, design.coef_names)
    center, curvature = _mode(X, design, family, location, precision)
    return Coordinates(center, _inverse_root(curvature), means, design.has_intercept)


def row_information(design: Design, family: Family, place: Coordinates) -> tuple[Floats, Floats]:
    """Score and Fisher information of each row for its linear predictor, at the mode without group effects."""
    X = with_intercept(centred_columns(design)[0], design.has_intercept)
    y, size, offset, weights = _outcome(design)
    return _working(X @ place.center + offset, y, size, weights, family, X.shape[1])


def prior_moments(priors: ResolvedPriors, has_intercept: bool, size: int) -> tuple[Floats, Floats]:
    """Location and precision of each coefficient's prior, both 0 for a flat one."""
    coef = _moments(priors.coef, size)
    if not has_intercept:
        return coef
    first = _moments(priors.intercept or ResolvedPrior(None, np.empty(0), np.empty(0)), 1)
    return np.concatenate([first[0], coef[0]]), np.concatenate([first[1], coef[1]])


def _moments(prior: ResolvedPrior, size: int) -> tuple[Floats, Floats]:
    if prior.prior is None or size == 0:
        return np.zeros(size), np.zeros(size)
    return prior.location, prior.used_scale**-2


def _nearly_flat(X: Floats, y: Floats, family: Family) -> Floats:
    """Precisions that stand for flat priors, so small that only directions without information notice."""
    unit = float(np.mean(y**2)) if family.name == "gaussian" else 1.0
    precision: Floats = _FLAT_PRECISION * np.mean(X**2, axis=0) / max(unit, 1e-300)
    return precision


def _refuse_dependent(X: Floats, names: Sequence[str]) -> None:
    """Raise a DataError for predictors that flat priors leave undecided: the posterior would be improper."""
    dependent = dependent_columns(X)
    if dependent:
        raise DataError(
            f"With flat priors {listed(names[k] for k in dependent)} cannot be told from the other predictors, "
            "of which it is a combination: leave it out, or give prior=."
        )


def _mode(
    X: Floats, design: Design, family: Family, location: Floats, precision: Floats
) -> tuple[Floats, Floats]:
    """Penalised iteratively reweighted least squares (McCullagh and Nelder 1989, 2.5), steps halved on overshoot."""
    y, size, offset, weights = _outcome(design)
    coef = _start(X, y, size, offset, family, location)
    for _ in range(_STEPS):
        score, information = _working(X @ coef + offset, y, size, weights, family, X.shape[1])
        hessian = X.T @ (information[:, None] * X) + np.diag(precision)
        gradient = X.T @ score - precision * (coef - location)
        step = np.asarray(np.linalg.solve(hessian, gradient), dtype=np.float64)
        if family.name != "gaussian":
            step *= min(1.0, _LONGEST_STEP / _largest(X @ step))
        coef = coef + step
        if _largest(step) < 1e-8 * (1 + _largest(coef)):
            break
    return coef, hessian


def _outcome(design: Design) -> tuple[Floats, Floats, Floats, Floats]:
    """Outcome, trials, offset and weights of each row."""
    assert design.response is not None
    y, trials = design.response.y, design.response.trials
    offset = np.zeros(len(y)) if design.offset is None else design.offset
    weights = np.ones(len(y)) if design.weights is None else design.weights
    return y, np.ones(len(y)) if trials is None else trials.astype(float), offset, weights


def _largest(values: NDArray[np.floating]) -> float:
    return float(np.max(np.abs(values), initial=1e-300))


def _start(X: Floats, y: Floats, size: Floats, offset: Floats, family: Family, location: Floats) -> Floats:
    if family.name == "gaussian":
        return location
    coef = np.zeros_like(location)
    mean = y.sum() / max(size.sum(), 1.0)
    if X.shape[1] and np.all(X[:, 0] == 1):
        rate = (y.sum() + 0.5) / np.exp(offset).sum() if family.link == "log" else (mean + 0.01) / 1.02
        coef[0] = np.log(rate) if family.link == "log" else np.log(rate / (1 - rate))
    return coef


def _working(
    eta: Floats, y: Floats, size: Floats, weights: Floats, family: Family, n_coef: int
) -> tuple[Floats, Floats]:
    """Score and Fisher information of each row with respect to its linear predictor."""
    if family.name == "gaussian":
        residual = y - eta
        freedom = float(weights.sum()) - n_coef
        explained = float(weights @ residual**2) / freedom if freedom >= 1 else float(np.var(y))
        variance = max(explained, 1e-12 * float(np.var(y)), 1e-300)
        return weights * residual / variance, weights / variance
    if family.name == "binomial":
        mu = 1 / (1 + np.exp(-np.clip(eta, -30, 30)))
        return weights * (y - size * mu), np.maximum(weights * size * mu * (1 - mu), 1e-10)
    mu = np.exp(np.clip(eta, -30, 30))
    if family.name == "poisson":
        return weights * (y - mu), np.maximum(weights * mu, 1e-10)
    excess = float(np.mean((y - mu) ** 2 - y)) / max(float(np.mean(mu**2)), 1e-300)
    dispersed = 1 + mu * max(excess, 1e-3)
    return weights * (y - mu) / dispersed, np.maximum(weights * mu / dispersed, 1e-10)


def _inverse_root(precision: Floats) -> Floats:
    """C with C C' the inverse of `precision`."""
    unit = 1 / np.sqrt(np.diag(precision))
    root = np.linalg.cholesky(unit[:, None] * precision * unit)
    inverse: Floats = unit[:, None] * np.linalg.inv(root).T
    return inverse
