"""The program of `stan_nlmer`: a curve with Gaussian errors whose parameters have predictors and group effects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.design.curves_code import stan_code
from nbmixed.design.least_squares import least_squares
from nbmixed.programs.coefficients import aux_prior_unit, pack_aux, pack_coefficients
from nbmixed.programs.nonlinear_fit import (
    LeastSquares,
    effect_information,
    effect_units,
    fit_coefficients,
    likelihood_weights,
)
from nbmixed.programs.nonlinear_priors import CurveColumns, curve_columns, curve_slopes
from nbmixed.programs.packed import Coordinates, Packed, metric
from nbmixed.programs.portable import placed
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.programs.term_priors import pack_terms
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.prior_values import Decov, Laplace

Floats = NDArray[np.float64]
_NEAR = 0.1  # group effects start near 0: far from it single groups find curves of their own that fit as well
_LEAST_PRECISION = 1e-10  # of a flat prior, relative to the information of the data


def pack(design: Design, spec: ModelSpec, priors: ResolvedPriors) -> Packed:
    """Data of stan/nonlinear.stan.

    Standard deviations of group effects under `decov` are relative to sigma: those of what an effect adds to the
    curve, on average over the data, so that they do not depend on the units of parameters. With
    ``compat="rstanarm"`` they are those of the parameters themselves.
    """
    curve = design.curve
    assert curve is not None
    columns = curve_columns(design, spec)
    location, precision = _prior_moments(priors, columns)
    fit = None if spec.prior_PD else fit_coefficients(design, columns, columns.start, location, precision)
    place, starts = _coordinates(design, columns, location, precision, fit)
    unit = aux_prior_unit(priors.aux) if fit is None else fit.sigma
    information = np.empty(0) if fit is None else effect_information(design, fit)
    order = tuple(range(len(design.groups)))
    terms = pack_terms(
        design.groups,
        order,
        priors.covariance or spec.prior_covariance,
        priors.covariance_scale,
        relative=True,
        compat=spec.compat,
    )
    if spec.compat != "rstanarm" and isinstance(spec.prior_covariance, Decov):
        terms["sd_unit"] = terms["sd_unit"] * effect_units(curve_slopes(design), curve.effects)
    data = {
        **pack_coefficients(place, priors, spec.family, spec.prior_PD),
        **pack_aux(priors.aux, unit),
        **terms,
        **stan_code(curve.code),
        **_rows(design, columns),
        "informed": int(information.any()),
        "information": information if information.any() else np.empty(0),
        "estimate": np.zeros(len(information) if information.any() else 0),
    }
    n_effects = sum(len(t.levels) * len(t.coefs) for t in design.groups)
    return Packed("nonlinear", data, place, order, unit, metric(data, n_effects), starts=starts)


def _prior_moments(priors: ResolvedPriors, columns: CurveColumns) -> tuple[Floats, Floats]:
    """Location and precision of the prior of each coefficient; a flat one is at the start, with precision 0."""
    prior = priors.coef
    if prior.prior is None:
        return columns.start, np.zeros(len(columns.start))
    spread = prior.used_scale * (np.sqrt(2) if isinstance(prior.prior, Laplace) else 1.0)
    return prior.location, spread**-2


def _coordinates(
    design: Design,
    columns: CurveColumns,
    location: Floats,
    precision: Floats,
    fit: LeastSquares | None,
) -> tuple[Coordinates, tuple[Mapping[str, tuple[Floats, float]], ...]]:
    """Coordinates around the least-squares fit, or the prior; and those of solutions that rival the fit."""
    curve = design.curve
    assert curve is not None
    if fit is None:
        center, spread = location, np.diag(precision**-0.5)
    else:
        sigma = float(np.sqrt(np.average(fit.residual**2, weights=design.weights))) or fit.sigma
        center = fit.coef
        spread = _inverse_root(
            fit.curvature(columns, curve.owner, likelihood_weights(design), sigma), precision
        )
    if fit is not None:
        center, spread = placed(center, spread)
    logs = tuple(int(np.flatnonzero(curve.owner == k)[0]) for k in curve.log_scale)
    K = len(center)
    place = Coordinates(center, spread, np.zeros(K), False, columns.rotation, exponentiated=logs)
    if fit is None:
        return place, ()
    others = [
        fit_coefficients(design, columns, _start(design, columns, phi), location, precision).coef
        for phi in curve.fit.rivals
    ]
    effects = np.zeros(sum(len(t.levels) * len(t.coefs) for t in design.groups))
    return place, tuple(
        {
            "z": (np.asarray(np.linalg.solve(spread, coef - center), dtype=np.float64), 1.0),
            "z_b": (effects, _NEAR),
        }
        for coef in (center, *others)
    )


def _start(design: Design, columns: CurveColumns, phi: Floats) -> Floats:
    """Coefficients at which every parameter has the value `phi` in all rows, as far as possible."""
    assert design.curve is not None
    coef = np.zeros(len(columns.start))
    for k, value in enumerate(phi):
        own = np.flatnonzero(design.curve.owner == k)
        coef[own] = least_squares(columns.X[:, own], np.full(design.nobs, value))
    return coef


def _inverse_root(information: Floats, precision: Floats) -> Floats:
    """C with C C' the inverse of information and prior together, and near it where they leave a direction open."""
    total = information + np.diag(precision)
    diagonal = np.diag(total)
    unit = 1 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0))
    values, vectors = np.linalg.eigh(unit[:, None] * total * unit)
    root = vectors / np.sqrt(np.maximum(values, max(_LEAST_PRECISION, 1e-6 * float(values.max()))))
    R: Floats = np.asarray(np.linalg.qr((unit[:, None] * root).T, mode="r"))
    return R.T * np.sign(np.where(np.diag(R) == 0, 1.0, np.diag(R)))


def _rows(design: Design, columns: CurveColumns) -> dict[str, Any]:
    curve, response = design.curve, design.response
    assert curve is not None
    assert response is not None
    N, P = design.nobs, len(curve.parameters)
    count = np.bincount(curve.owner, minlength=P)
    first = np.cumsum(count) - count
    alone = [n == 1 and bool((columns.X[:, j] == 1).all()) for j, n in zip(first, count, strict=True)]
    return {
        "N": N,
        "n_columns": len(curve.columns),
        "columns": curve.columns,
        "P": P,
        "first_x": first + 1,
        "n_x": count,
        "is_constant": np.array(alone, dtype=int),
        "X": columns.X,
        "effect_on": np.concatenate(curve.effects) + 1,
        "level": np.array([t.index + 1 for t in design.groups], dtype=int),
        "offset_": np.zeros(N) if design.offset is None else design.offset,
        "weighted": int(design.weights is not None),
        "weights": np.empty(0) if design.weights is None else design.weights,
        "y": response.y,
    }
