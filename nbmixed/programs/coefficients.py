"""The part of every program's data that concerns coefficients and the auxiliary parameter."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbmixed.design.build import Design
from nbmixed.errors import PriorError, SettingError
from nbmixed.programs.lm import resolve_lm_priors
from nbmixed.programs.nonlinear_priors import resolve_curve_priors
from nbmixed.programs.outcome_size import outcome_size
from nbmixed.programs.packed import Coordinates
from nbmixed.programs.predictors import predictors
from nbmixed.programs.scale import (
    ResolvedPrior,
    ResolvedPriors,
    resolve_aux,
    resolve_coef,
    resolve_covariance,
    resolve_intercept,
    resolve_smooth,
)
from nbmixed.programs.smooths import smooth_blocks
from nbmixed.programs.term_numbers import by_group
from nbmixed.spec.family import Family
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.prior_values import (
    CoefPrior,
    Exponential,
    Hs,
    HsPlus,
    Laplace,
    Lasso,
    Lkj,
    Normal,
    ProductNormal,
    R2Prior,
    StudentT,
)
from nbmixed.spec.priors import default_prior_intercept

_FLAT = ResolvedPrior(None, np.empty(0), np.empty(0))
_CODES: dict[type, int] = {
    Normal: 1,
    StudentT: 2,
    Exponential: 3,
    Laplace: 4,
    Lasso: 5,
    ProductNormal: 6,
    Hs: 7,
    HsPlus: 8,
}
_HORSESHOES = (Hs, HsPlus)


def resolve_priors(design: Design, spec: ModelSpec) -> ResolvedPriors:
    """All priors of the model in the units of its data.

    Raises
    ------
    PriorError
        For a vector whose length is not the number of coefficients.
    """
    if spec.function == "stan_lm":
        return resolve_lm_priors(design, spec)
    if spec.function == "stan_nlmer":
        return resolve_curve_priors(design, spec)
    columns, prior = predictors(design, spec), by_group(spec.prior_covariance, design.groups)
    names = design.parametric.coef_names[int(design.has_intercept) :]
    size = outcome_size(design, spec)
    if not design.has_intercept and spec.prior_intercept != default_prior_intercept():
        raise PriorError("The model has no intercept: leave prior_intercept out.")
    return ResolvedPriors(
        coef=resolve_coef(_of_coefficients(spec.prior), columns.X, names, spec.family, size, rotated=spec.QR),
        intercept=resolve_intercept(spec.prior_intercept, spec.family, size)
        if design.has_intercept
        else None,
        aux=resolve_aux(spec.prior_aux, spec.family, size.sd),
        aux_name=spec.family.aux,
        covariance=prior if design.groups else None,
        covariance_scale=resolve_covariance(prior, design.groups, spec.family, size.sd)
        if design.groups and isinstance(prior, Lkj)
        else None,
        smooth=resolve_smooth(spec.prior_smooth, smooth_blocks(design)) if design.smooths else None,
        centred=not spec.sparse,
        rotated=spec.QR,
    )


def _of_coefficients(prior: CoefPrior | R2Prior | None) -> CoefPrior | None:
    """A prior of single coefficients; R2's is of all together, and its program's own."""
    return None if isinstance(prior, R2Prior) else prior


def require_intercept(design: Design, family: Family) -> None:
    """Refuse a bounded link without the intercept that keeps means inside their bounds.

    Raises
    ------
    SettingError
    """
    if family.needs_intercept and not design.has_intercept:
        raise SettingError(
            f"{family} needs an intercept, which keeps every mean where the family has it: leave 0 + or - 1 out of the "
            "formula."
        )


def pack_coefficients(
    coordinates: Coordinates, priors: ResolvedPriors, family: Family, prior_PD: bool
) -> dict[str, Any]:
    """Data of stan/include/coefficients_data.stan."""
    K = len(coordinates.x_means)
    if K + coordinates.has_intercept == 0 and priors.covariance is None:
        raise SettingError(
            "The model has no parameters: give at least an intercept, a predictor or a group-level term."
        )
    dense = bool(np.any(coordinates.spread - np.diag(np.diag(coordinates.spread))))
    size = len(coordinates.center)
    return {
        "has_intercept": int(coordinates.has_intercept),
        "K": K,
        "dense_spread": int(dense),
        "center": coordinates.center,
        "spread": coordinates.spread if dense else np.empty((0, 0)),
        "unit": np.empty(0) if dense else np.diag(coordinates.spread).reshape(size),
        "global_relative": int(family.real_line),
        "prior_only": int(prior_PD),
        **_prior_data("prior", priors.coef if K else _FLAT),
        **_shrinkage_data(priors.coef if K else _FLAT, K),
        **_prior_data("intercept", priors.intercept or _FLAT),
    }


def _shrinkage_data(prior: ResolvedPrior, K: int) -> dict[str, Any]:
    """What lasso, product_normal and horseshoes need besides location, scale and degrees of freedom."""
    given = prior.prior
    factors = prior.df.astype(int) if isinstance(given, ProductNormal) else np.empty(0, dtype=int)
    second = np.broadcast_to(given.df2, (K,)) if isinstance(given, HsPlus) else np.empty(0)
    horseshoe = isinstance(given, _HORSESHOES)
    n_local = K * (2 if isinstance(given, HsPlus) else 1) if horseshoe else int((factors - 1).sum())
    return {
        "prior_df2": np.array(second, dtype=float),
        "n_factors": factors,
        **{
            name: getattr(given, name, 1.0) for name in ("global_df", "global_scale", "slab_df", "slab_scale")
        },
        "n_local": n_local,
        "n_global": 2 if horseshoe else int(isinstance(given, Lasso)),
    }


def pack_aux(prior: ResolvedPrior | None, unit: float) -> dict[str, Any]:
    """Data of stan/include/aux_data.stan."""
    places = {"aux_place": 0.0, "aux_step": 1.0}
    if prior is None or prior.prior is None:
        return {
            "aux_unit": unit,
            "aux_dist": 0,
            "aux_location": 0.0,
            "aux_scale": 1.0,
            "aux_df": 1.0,
            **places,
        }
    return {
        "aux_unit": unit,
        "aux_dist": _code(prior),
        "aux_location": float(prior.location[0]),
        "aux_scale": float(prior.used_scale[0]),
        "aux_df": float(prior.df[0]) if prior.df.size else 1.0,
        **places,
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
        f"{name}_df": np.empty(0) if isinstance(prior.prior, ProductNormal) else prior.df,
    }


def _code(prior: ResolvedPrior) -> int:
    return 0 if prior.prior is None else _CODES[type(prior.prior)]
