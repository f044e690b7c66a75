"""Priors in the units of the data: the arithmetic of default scales and autoscaling."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nbmixed.errors import PriorError
from nbmixed.spec.family import Family
from nbmixed.spec.priors import AuxPrior, Decov, Exponential, Normal, Numbers, Prior, StudentT

Floats = NDArray[np.float64]
_SMALLEST_SD = 1e-12


@dataclass(frozen=True, slots=True)
class ResolvedPrior:
    """A prior as the program uses it.

    Attributes
    ----------
    prior
        As specified; None is flat.
    location, scale
        As specified, one value for each parameter, missing scales filled in. For an exponential
        prior `scale` is 1 / rate. Empty for a flat prior.
    adjusted_scale
        `scale` after autoscaling, or None where autoscaling was off or changed nothing.
    df
        Degrees of freedom of a Student-t prior, one value for each parameter, else empty.
    """

    prior: Prior | AuxPrior | None
    location: Floats
    scale: Floats
    adjusted_scale: Floats | None = None
    df: Floats = field(default_factory=lambda: np.empty(0))

    @property
    def used_scale(self) -> Floats:
        """The scale the program uses."""
        return self.scale if self.adjusted_scale is None else self.adjusted_scale


@dataclass(frozen=True, slots=True)
class ResolvedPriors:
    """All priors of a model. `intercept` and `aux` are None where the model has no such parameter."""

    coef: ResolvedPrior
    intercept: ResolvedPrior | None
    aux: ResolvedPrior | None
    aux_name: str | None
    covariance: Decov | None
    centred: bool = True


def resolve_coef(
    prior: Prior | None, X: Floats, names: Sequence[str], family: Family, sd_y: float
) -> ResolvedPrior:
    """Priors of the coefficients, without the intercept.

    An autoscaled scale is multiplied by the sd of a Gaussian outcome and divided by the sd of its
    column of `X` (1 for a constant column).

    Parameters
    ----------
    X
        Columns of the predictors, shape (N, K), intercept left out.
    names
        Their K names, for messages.
    sd_y
        Standard deviation of the outcome; used for the Gaussian family only.

    Notes
    -----
    rstanarm's vignette on priors gives the rule.
    """
    if prior is None:
        return ResolvedPrior(prior, np.empty(0), np.empty(0))
    size = X.shape[1]
    what = (
        f"{size} coefficient{'s' * (size > 1)} ({', '.join(names)})"
        if size
        else "no coefficient besides the intercept"
    )
    unscaled = _located(prior, size, 2.5, "prior", what)
    if not prior.autoscale:
        return unscaled
    factor = (sd_y if family.name == "gaussian" else 1.0) / _column_sd(X)
    return _adjusted(unscaled, factor)


def resolve_intercept(prior: Prior | None, family: Family, mean_y: float, sd_y: float) -> ResolvedPrior:
    """Prior of the intercept after the predictors are centred.

    The default prior is centred on the mean of a Gaussian outcome, on 0 otherwise.
    """
    if prior is None:
        return ResolvedPrior(None, np.empty(0), np.empty(0))
    unscaled = _located(prior, 1, 2.5, "prior_intercept", "the one intercept")
    is_gaussian = family.name == "gaussian"
    if prior.default and is_gaussian and family.link == "identity":
        unscaled = ResolvedPrior(prior, np.array([mean_y]), unscaled.scale, df=unscaled.df)
    if not prior.autoscale:
        return unscaled
    return _adjusted(unscaled, np.array([sd_y if is_gaussian else 1.0]))


def resolve_aux(prior: AuxPrior | None, family: Family, sd_y: float) -> ResolvedPrior | None:
    """Prior of the auxiliary parameter, or None where the family has none."""
    if family.aux is None:
        return None
    if prior is None:
        return ResolvedPrior(None, np.empty(0), np.empty(0))
    if isinstance(prior, Exponential):
        unscaled = ResolvedPrior(prior, np.zeros(1), np.array([1.0 / prior.rate]))
    else:
        unscaled = _located(prior, 1, 1.0, "prior_aux", f"the one auxiliary parameter ({family.aux})")
    if not prior.autoscale:
        return unscaled
    return _adjusted(unscaled, np.array([sd_y if family.name == "gaussian" else 1.0]))


def _located(
    prior: Normal | StudentT, size: int, default_scale: float, argument: str, what: str
) -> ResolvedPrior:
    df: Floats = np.empty(0)
    if isinstance(prior, StudentT):
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


def _column_sd(X: Floats) -> Floats:
    constant = np.ptp(X, axis=0) == 0
    sd = np.std(X, axis=0, ddof=1) if X.shape[0] > 1 else np.ones(X.shape[1])
    return np.asarray(np.where(constant, 1.0, np.maximum(sd, _SMALLEST_SD)))
