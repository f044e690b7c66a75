"""Priors in the units of the data: the arithmetic of default scales and autoscaling."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.groups import GroupTerm
from nbmixed.errors import PriorError
from nbmixed.programs.smooths import SmoothBlock
from nbmixed.programs.term_numbers import per_term
from nbmixed.spec.family import Family
from nbmixed.spec.numbers import Numbers
from nbmixed.spec.prior_values import (
    AuxPrior,
    CoefPrior,
    Decov,
    Exponential,
    Hs,
    HsPlus,
    InterceptPrior,
    Laplace,
    Lasso,
    Lkj,
    Normal,
    Prior,
    ProductNormal,
    StudentT,
)

Floats = NDArray[np.float64]
_ROUNDING = 1e-15  # of a column's largest number
_PROBIT = np.sqrt(
    8 / np.pi
)  # density of the standard normal over that of the standard logistic distribution at 0


@dataclass(frozen=True, slots=True)
class ResolvedPrior:
    """A prior as the program uses it.

    Attributes
    ----------
    prior
        As specified; None is flat.
    location, scale
        As specified, one value for each parameter, missing scales filled in. For an exponential
        prior `scale` is 1 / rate. Empty for a flat prior and for horseshoes.
    adjusted_scale
        `scale` after autoscaling, or None where autoscaling was off or changed nothing.
    df
        Degrees of freedom, one value for each parameter; empty where the prior has none.
    """

    prior: Prior | None
    location: Floats
    scale: Floats
    adjusted_scale: Floats | None = None
    df: Floats = field(default_factory=lambda: np.empty(0))

    @property
    def used_scale(self) -> Floats:
        """The scale the program uses."""
        return self.scale if self.adjusted_scale is None else self.adjusted_scale


@dataclass(frozen=True, slots=True)
class OutcomeSize:
    """How large an outcome is, which default priors depend on.

    Attributes
    ----------
    mean, sd
        Of the outcome, where the family has real outcomes and the link is the identity less its offset.
    offset
        A typical offset where the default prior of the intercept must allow for it, else 0.
    eta
        Absolute value of the intercept that gives about the mean outcome where default scales must be as large, else 0.
    """

    mean: float = 0.0
    sd: float = 1.0
    offset: float = 0.0
    eta: float = 0.0

    def unit(self, family: Family, prior: Prior) -> float:
        """Return what autoscaling multiplies a scale by.

        It is the sd of a Gaussian outcome, and for default priors at least `eta`.
        """
        unit = _outcome_scale(family, self.sd)
        return max(unit, self.eta) if getattr(prior, "default", False) else unit


@dataclass(frozen=True, slots=True)
class ResolvedPriors:
    """All priors of a model.

    Attributes
    ----------
    intercept, aux
        None where the model has no such parameter.
    covariance_scale
        With `lkj`, the scale of the standard deviations of each term's coefficients; else None.
    smooth
        Of the standard deviations of smooths; None where the model has none.
    centred
        Whether the prior of the intercept is at the mean of the predictors.
    rotated
        Whether the priors of coefficients are those of the columns of Q.
    """

    coef: ResolvedPrior
    intercept: ResolvedPrior | None
    aux: ResolvedPrior | None
    aux_name: str | None
    covariance: Decov | Lkj | None
    covariance_scale: tuple[Floats, ...] | None = None
    smooth: ResolvedPrior | None = None
    centred: bool = True
    rotated: bool = False


def resolve_coef(
    prior: CoefPrior | None,
    X: Floats,
    names: Sequence[str],
    family: Family,
    outcome: OutcomeSize,
    rotated: bool = False,
) -> ResolvedPrior:
    """Priors of the coefficients, without the intercept.

    An autoscaled scale is multiplied by the unit of the outcome (the sd of a Gaussian one) and divided by the sd of its
    column of `X` (1 for a constant column, and throughout where the columns are `rotated` ones).

    Parameters
    ----------
    X
        Columns of the predictors, shape (N, K), intercept left out.
    names
        Their K names, for messages.
    outcome
        How large it is.

    Notes
    -----
    rstanarm's vignette on priors gives the rule. With a probit link scales that were not given are
    larger by the factor that makes a normal prior as wide as on the logit scale, as documented there.
    """
    if prior is None:
        return ResolvedPrior(prior, np.empty(0), np.empty(0))
    size = X.shape[1]
    what = (
        f"{size} coefficient{'s' * (size > 1)} ({', '.join(names)})"
        if size
        else "no coefficient besides the intercept"
    )
    if isinstance(prior, Hs | HsPlus):
        name = "df" if isinstance(prior, Hs) else "df1"
        df = _spread(getattr(prior, name), size, f"prior: {name}", what)
        if isinstance(prior, HsPlus):
            _spread(prior.df2, size, "prior: df2", what)
        return ResolvedPrior(prior, np.empty(0), np.empty(0), df=df)
    unscaled = _located(prior, size, 2.5 * _factor(family), "prior", what)
    if isinstance(prior, ProductNormal) or not prior.autoscale:
        return unscaled
    factor = outcome.unit(family, prior) / (np.ones(size) if rotated else column_sd(X))
    return _adjusted(unscaled, factor * _default_factor(prior, family))


def resolve_intercept(prior: InterceptPrior | None, family: Family, size: OutcomeSize) -> ResolvedPrior:
    """Prior of the intercept after the predictors are centred.

    The default prior is centred on the mean of a Gaussian outcome without its offset, otherwise on 0 or on minus
    `OutcomeSize.offset`.
    """
    if prior is None:
        return ResolvedPrior(None, np.empty(0), np.empty(0))
    unscaled = _located(prior, 1, 2.5 * _factor(family), "prior_intercept", "the one intercept")
    resolved = unscaled
    if prior.autoscale:
        resolved = _adjusted(unscaled, np.array([size.unit(family, prior) * _default_factor(prior, family)]))
    if not prior.default:
        return resolved
    if family.real_line and family.link == "identity":
        return replace(resolved, location=np.array([size.mean]))
    return replace(resolved, location=np.array([-size.offset])) if size.offset else resolved


def resolve_covariance(
    prior: Lkj, terms: Sequence[GroupTerm], family: Family, sd_y: float
) -> tuple[Floats, ...]:
    """Scale of the standard deviations of each term's coefficients under `lkj`.

    Autoscaled ones are multiplied by the sd of a Gaussian outcome and divided by that of the varying
    predictor (1 for an intercept).
    """
    given = per_term("scale", prior.scale, terms, [True] * len(terms))
    if not prior.autoscale:
        return tuple(np.repeat(s, len(t.coefs)) for s, t in zip(given, terms, strict=True))
    unit = _outcome_scale(family, sd_y)
    return tuple(s * unit / column_sd(t.Z) for s, t in zip(given, terms, strict=True))


def resolve_smooth(prior: AuxPrior | None, blocks: Sequence[SmoothBlock]) -> ResolvedPrior:
    """Priors of the standard deviations of smooths; nothing is autoscaled."""
    if prior is None:
        return ResolvedPrior(None, np.empty(0), np.empty(0))
    names, size = ", ".join(block.name for block in blocks), len(blocks)
    what = f"{size} standard deviation{'s' * (size > 1)} of smooths ({names})"
    if isinstance(prior, Exponential):
        rate = _spread(prior.rate, size, "prior_smooth: rate", what)
        return ResolvedPrior(prior, np.zeros(size), 1.0 / rate)
    return _located(prior, size, 1.0, "prior_smooth", what)


def resolve_aux(prior: AuxPrior | None, family: Family, sd_y: float) -> ResolvedPrior | None:
    """Prior of the auxiliary parameter, or None where the family has none."""
    if family.aux is None:
        return None
    if prior is None:
        return ResolvedPrior(None, np.empty(0), np.empty(0))
    if isinstance(prior, Exponential):
        rate = _spread(prior.rate, 1, "prior_aux: rate", f"the one auxiliary parameter ({family.aux})")
        unscaled = ResolvedPrior(prior, np.zeros(1), 1.0 / rate)
    else:
        unscaled = _located(prior, 1, 1.0, "prior_aux", f"the one auxiliary parameter ({family.aux})")
    if not prior.autoscale:
        return unscaled
    return _adjusted(unscaled, np.array([_outcome_scale(family, sd_y)]))


def _outcome_scale(family: Family, sd_y: float) -> float:
    return sd_y if family.real_line else 1.0


def _factor(family: Family) -> float:
    return float(_PROBIT) if family.link == "probit" else 1.0


def _default_factor(prior: CoefPrior, family: Family) -> float:
    """The probit factor for the scale that a default prior carries."""
    return _factor(family) if getattr(prior, "default", False) else 1.0


def _located(
    prior: Normal | StudentT | Laplace | Lasso | ProductNormal,
    size: int,
    default_scale: float,
    argument: str,
    what: str,
) -> ResolvedPrior:
    df: Floats = np.empty(0)
    if isinstance(prior, StudentT | Lasso | ProductNormal):
        df = _spread(prior.df, size, f"{argument}: df", what)
    scale = default_scale if prior.scale is None else prior.scale
    location = _spread(prior.location, size, f"{argument}: location", what)
    return ResolvedPrior(prior, location, _spread(scale, size, f"{argument}: scale", what), df=df)


def _adjusted(resolved: ResolvedPrior, factor: Floats) -> ResolvedPrior:
    with np.errstate(over="ignore"):
        scale = np.minimum(resolved.scale * factor, sys.float_info.max)
    changed = None if np.array_equal(scale, resolved.scale) else scale
    return ResolvedPrior(resolved.prior, resolved.location, resolved.scale, changed, resolved.df)


def _spread(value: Numbers, size: int, argument: str, what: str) -> Floats:
    values: Floats = np.atleast_1d(np.asarray(value, dtype=np.float64))
    if values.size == 1:
        return np.repeat(values, size)
    if values.size != size:
        raise PriorError(
            f"{argument} has {values.size} values, but the model has {what}: give {_counts(size)}."
        )
    return values


def _counts(size: int) -> str:
    return "1" if size < 2 else f"1 or {size}"


def column_sd(X: Floats) -> Floats:
    """Standard deviation of each column; 1 for one that does not vary but for rounding errors."""
    if X.shape[0] < 2:
        return np.ones(X.shape[1])
    largest = np.max(np.abs(X), axis=0)
    unit = np.where(largest > 0, largest, 1.0)
    sd = np.std(X / unit, axis=0, ddof=1)
    return np.asarray(np.where(sd > _ROUNDING, sd * unit, 1.0))
