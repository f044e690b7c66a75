"""The design of a `ModelSpec` of stan_nlmer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbmixed.design.build import Design
from nbmixed.design.curves_build import build_curve
from nbmixed.errors import SettingError
from nbmixed.spec.curve import parse_curve
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.prior_values import Laplace, Normal, StudentT


def curve_design(spec: ModelSpec, data: Any, given: Mapping[str, Any]) -> Design:
    """The design of a nonlinear model.

    Parameters
    ----------
    given
        Arguments of `build_curve`: weights, offset, subset, contrasts, na_action, env.

    Raises
    ------
    NbmixedError
        One sentence for whatever is wrong with formula or data.
    """
    formula = parse_curve(spec.formula)
    as_rstanarm = spec.compat == "rstanarm"
    if as_rstanarm and (formula.fixed or not formula.function):
        raise SettingError(
            'rstanarm has only self-starting functions, without predictors of their parameters: leave compat="rstanarm" '
            "out."
        )
    return build_curve(formula, data, log_scale=as_rstanarm, guess=_informative(spec.prior), **given)


def _informative(prior: object) -> tuple[Any, Any] | None:
    """Location and scale of a prior in the units of the parameters; None for others."""
    if not isinstance(prior, Normal | StudentT | Laplace) or prior.autoscale or prior.scale is None:
        return None
    return prior.location, prior.scale
