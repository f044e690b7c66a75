"""The part of every program's data that concerns coefficients and the auxiliary parameter."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbmixed.design.build import Design
from nbmixed.errors import PriorError, SettingError
from nbmixed.programs.coordinates import centred_columns
from nbmixed.programs.packed import Coordinates
from nbmixed.programs.scale import ResolvedPrior, ResolvedPriors, resolve_aux, resolve_coef, resolve_intercept
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.priors import Exponential, StudentT, default_prior_intercept

_FLAT = ResolvedPrior(None, np.empty(0), np.empty(0))


def resolve_priors(design: Design, spec: ModelSpec) -> ResolvedPriors:
    """All priors of the model in the units of its data.

    Raises
    ------
    PriorError
        For a vector whose length is not the number of coefficients.
    """
    X, _ = centred_columns(design)
    names = design.coef_names[1:] if design.has_intercept else design.coef_names
    mean_y, sd_y = _moments(design)
    if not design.has_intercept and spec.prior_intercept != default_prior_intercept():
        raise PriorError("The model has no intercept: leave prior_intercept out.")
    return ResolvedPriors(
        coef=resolve_coef(spec.prior, X, names, spec.family, sd_y),
        intercept=resolve_intercept(spec.prior_intercept, spec.family, mean_y, sd_y)
        if design.has_intercept
        else None,
        aux=resolve_aux(spec.prior_aux, spec.family, sd_y),
        aux_name=spec.family.aux,
        covariance=spec.prior_covariance if design.groups else None,
    )


def pack_coefficients(coordinates: Coordinates, priors: ResolvedPriors, prior_PD: bool) -> dict[str, Any]:
    """Data of stan/include/coefficients_data.stan."""
    K = len(coordinates.x_means)
    if K + coordinates.has_intercept == 0 and priors.covariance is None:
        raise SettingError(
            "The model has no parameters: give at least an intercept, a predictor or a group-level term."
        )
    coef = _prior_data("prior", priors.coef if K else _FLAT)
    intercept = _prior_data("intercept", priors.intercept or _FLAT)
    return {
        "has_intercept": int(coordinates.has_intercept),
        "K": K,
        "center": coordinates.center,
        "spread": coordinates.spread,
        "prior_only": int(prior_PD),
        **coef,
        **intercept,
    }


def pack_aux(prior: ResolvedPrior | None, unit: float) -> dict[str, Any]:
    """Data of stan/include/aux_data.stan."""
    if prior is None or prior.prior is None:
        return {"aux_unit": unit, "aux_dist": 0, "aux_location": 0.0, "aux_scale": 1.0, "aux_df": 1.0}
    return {
        "aux_unit": unit,
        "aux_dist": _code(prior),
        "aux_location": float(prior.location[0]),
        "aux_scale": float(prior.used_scale[0]),
        "aux_df": float(prior.df[0]) if prior.df.size else 1.0,
    }


def aux_prior_unit(prior: ResolvedPrior | None) -> float:
    """A typical size of the auxiliary parameter under its prior; 1 for a flat one."""
    if prior is None or prior.prior is None:
        return 1.0
    return float(prior.used_scale[0] + abs(prior.location[0]))


def _prior_data(name: str, prior: ResolvedPrior) -> dict[str, Any]:
    return {
        f"{name}_dist": _code(prior),
        f"{name}_location": prior.location,
        f"{name}_scale": prior.used_scale,
        f"{name}_df": prior.df,
    }


def _code(prior: ResolvedPrior) -> int:
    if prior.prior is None:
        return 0
    if isinstance(prior.prior, Exponential):
        return 3
    return 2 if isinstance(prior.prior, StudentT) else 1


def _moments(design: Design) -> tuple[float, float]:
    if design.response is None:
        return 0.0, 1.0
    y = design.response.y
    return float(y.mean()), float(y.std(ddof=1)) if len(y) > 1 else 1.0
