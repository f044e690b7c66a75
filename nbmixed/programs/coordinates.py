"""Coordinates in which a posterior of coefficients is roughly standard normal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.programs.mode import SHRUNK, Mode, prior_moments
from nbmixed.programs.packed import Coordinates
from nbmixed.programs.portable import placed
from nbmixed.programs.predictors import Predictors
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.spec.family import Family

Floats = NDArray[np.float64]
_MANY = 400  # coefficients from which a dense matrix of coordinates costs more than it gains


def coordinates(
    columns: Predictors, design: Design, family: Family, priors: ResolvedPriors, mode: Mode | None
) -> Coordinates:
    """Mode and Cholesky factor of the curvature of the model without its group effects.

    They are only coordinates: the sampler works on ``z`` with ``coef = center + spread @ z``, and no
    posterior depends on how good the approximation is. For draws from the prior alone (no mode) they are the
    prior's own location and scale.
    """
    if mode is None:
        location, precision = prior_moments(priors, columns)
        center, spread = location, np.diag(precision**-0.5)
    else:
        center, spread = mode.coef, _root(mode.curvature)
    if isinstance(priors.coef.prior, SHRUNK):
        center, spread = _raw(center, spread, columns.has_intercept)
    if family.bound and columns.has_intercept:
        center, spread = _bounded(center, spread, columns, family, design)
    if mode is not None:
        center, spread = placed(center, spread)
    linear = family.bound == 0 and not isinstance(priors.coef.prior, SHRUNK)
    return Coordinates(center, spread, columns.x_means, columns.has_intercept, columns.rotation, linear)


def _root(curvature: Floats) -> Floats:
    if len(curvature) > _MANY:
        return np.asarray(np.diag(np.diag(curvature) ** -0.5))
    return _inverse_root(curvature)


def _raw(center: Floats, spread: Floats, has_intercept: bool) -> tuple[Floats, Floats]:
    """Coefficients with a shrinkage prior are made from raw ones of unit scale."""
    first = int(has_intercept)
    rest = len(center) - first
    own = [float(np.sqrt(spread[0] @ spread[0]))] * first
    return np.concatenate([center[:first], np.zeros(rest)]), np.diag([*own, *[1.0] * rest])


def _bounded(
    center: Floats, spread: Floats, columns: Predictors, family: Family, design: Design
) -> tuple[Floats, Floats]:
    """The first coordinate of a bounded link: the logarithm of the distance of the nearest row from the bound."""
    offset = np.zeros(len(columns.X)) if design.offset is None else design.offset
    eta = family.bound * (columns.with_intercept() @ center + offset)
    distance = max(float(np.min(eta)), 1e-3 * (float(np.median(np.abs(eta))) or 1.0))
    sd = float(np.sqrt(spread[0] @ spread[0]))
    tied = np.zeros_like(spread)
    tied[0, 0] = np.clip(sd / distance, 0.02, 1.0)
    slopes = spread[1:]
    tied[1:, 1:] = np.linalg.cholesky(slopes @ slopes.T) if len(slopes) else slopes[:, 1:]
    return np.concatenate([[np.log(distance)], center[1:]]), tied


def _inverse_root(precision: Floats) -> Floats:
    """C with C C' the inverse of `precision`."""
    unit = 1 / np.sqrt(np.diag(precision))
    root = np.linalg.cholesky(unit[:, None] * precision * unit)
    inverse: Floats = unit[:, None] * np.linalg.inv(root).T
    return inverse
