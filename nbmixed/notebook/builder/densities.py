"""Densities of priors as the program uses them: autoscaled, in the units of the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.fit.names import parameter_names
from nbmixed.fitting import Prepared
from nbmixed.programs.scale import ResolvedPrior
from nbmixed.spec.numbers import ByGroup, TermNumbers
from nbmixed.spec.prior_values import (
    Decov,
    Exponential,
    Hs,
    HsPlus,
    Laplace,
    Lasso,
    Lkj,
    Normal,
    ProductNormal,
    StudentT,
)

Floats = NDArray[np.float64]
POINTS = 161
_MIXED_OVER = 2000  # scales that a mixture is the mean over
_MOST = 6  # coefficients shown
_WIDE = 0.995


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """The prior of one parameter.

    Attributes
    ----------
    name
        Of the parameter.
    x, y
        Points and density there, (POINTS,).
    about
        In words: the middle 90 % or so.
    """

    name: str
    x: Floats
    y: Floats
    about: str


@dataclass(frozen=True, slots=True, eq=False)
class _Law:
    """Density and quantiles of a distribution on a line."""

    pdf: Callable[[Floats], Floats]
    low: float
    high: float
    central: tuple[float, float]


def densities(ready: Prepared) -> dict[str, tuple[Density, ...]]:
    """Of each prior of a model, by its argument; flat priors have none.

    At most six coefficients are shown; shrinkage priors are the same for all that have the same degrees of
    freedom, and so is `decov` for all standard deviations of a term.
    """
    priors, family = ready.priors, ready.spec.family
    found: dict[str, list[Density]] = {}
    if priors.intercept is not None:
        found["prior_intercept"] = list(_located(priors.intercept, ["(Intercept)"]))
    names = [n for n in ready.design.parametric.coef_names if n != "(Intercept)"]
    found["prior"] = list(_located(priors.coef, names[:_MOST]))
    if priors.aux is not None:
        aux = parameter_names(ready.design.coef_names, [], [str(priors.aux_name)], []).aux
        found["prior_aux"] = list(_located(priors.aux, list(aux), half=True))
    if priors.smooth is not None:
        found["prior_smooth"] = list(_located(priors.smooth, ["sd of each smooth"], half=True))
    if priors.covariance is not None:
        relative = family.name == "gaussian" and isinstance(priors.covariance, Decov)
        found["prior_covariance"] = list(_covariance(ready, relative))
    return {name: tuple(shown) for name, shown in found.items()}


def _located(resolved: ResolvedPrior, names: list[str], half: bool = False) -> Iterator[Density]:
    for i, name in enumerate(names):
        law = _law(resolved, i, half)
        if law is not None:
            yield _density(name, law)


def _law(resolved: ResolvedPrior, i: int, half: bool) -> _Law | None:
    """The law of parameter `i`; None where there is none to draw (flat, or R2)."""
    prior = resolved.prior
    if isinstance(prior, Hs | HsPlus):
        return _mixture(0.0, _horseshoe_scales(prior))
    if prior is None or not resolved.used_scale.size:
        return None
    at, scale = float(resolved.location[i]), float(resolved.used_scale[i])
    df = float(resolved.df[i]) if resolved.df.size else 1.0
    if isinstance(prior, Lasso | ProductNormal):
        return _mixture(at, _random_scales(prior, scale, df))
    return _plain(prior, at, scale, df, half)


def _plain(prior: object, at: float, scale: float, df: float, half: bool) -> _Law | None:
    from scipy import stats

    if isinstance(prior, Exponential):
        return _frozen(stats.expon(scale=scale), floor=True)
    laws: dict[type, Callable[[], Any]] = {
        Normal: lambda: stats.norm(at, scale),
        StudentT: lambda: stats.t(df, at, scale),
        Laplace: lambda: stats.laplace(at, scale),
    }
    if type(prior) not in laws:
        return None
    return (_half if half else _frozen)(laws[type(prior)]())


def _random_scales(prior: Lasso | ProductNormal, scale: float, df: float) -> Floats:
    """Standard deviations that make a normal variable one of this prior."""
    rng = np.random.default_rng(1)
    if isinstance(prior, ProductNormal):
        others = rng.standard_normal((_MIXED_OVER, int(df) - 1)) * scale
        return np.asarray(scale * np.abs(others.prod(axis=1)))
    rate = rng.chisquare(df, _MIXED_OVER)  # a Laplace variable is normal with an exponential variance
    return np.asarray(scale * rate * np.sqrt(2 * rng.exponential(size=_MIXED_OVER)))


def _frozen(law: Any, floor: bool = False) -> _Law:
    low, high = law.ppf([1 - _WIDE, _WIDE])
    return _Law(law.pdf, 0.0 if floor else float(low), float(high), tuple(map(float, law.ppf([0.05, 0.95]))))  # type: ignore[arg-type]


def _half(law: Any) -> _Law:
    """What is left of a law where only positive values can be."""
    rest = float(law.sf(0.0))

    def quantile(p: float) -> float:
        return float(law.isf(rest * (1 - p)))

    return _Law(lambda x: law.pdf(x) / rest, 0.0, quantile(_WIDE), (quantile(0.05), quantile(0.95)))


def _mixture(at: float, scales: Floats) -> _Law:
    """Normal around `at`, with scales that are themselves random; between points the density is averaged."""
    from scipy import stats

    draws = np.abs(scales * np.random.default_rng(2).standard_normal(scales.size))
    wide, ninety = float(np.quantile(draws, 0.95)), float(np.quantile(draws, 0.9))
    spread = np.maximum(scales, 1e-12 * wide)[:, None]

    def pdf(x: Floats) -> Floats:
        half = (x[1] - x[0]) / 2
        above, below = (stats.norm.cdf((x + side - at)[None, :] / spread) for side in (half, -half))
        return np.asarray((above - below).mean(axis=0) / (2 * half))

    return _Law(pdf, at - wide, at + wide, (at - ninety, at + ninety))


def _horseshoe_scales(prior: Hs | HsPlus) -> Floats:
    """Scales of coefficients, with sigma at 1: Piironen and Vehtari (2017), equation 2.8."""
    rng = np.random.default_rng(1)

    def half_t(df: float) -> Floats:
        return np.abs(rng.standard_t(df, _MIXED_OVER))

    first = prior.df1 if isinstance(prior, HsPlus) else prior.df
    local = half_t(float(np.atleast_1d(first)[0]))
    if isinstance(prior, HsPlus):
        local = local * half_t(float(np.atleast_1d(prior.df2)[0]))
    tau = prior.global_scale * half_t(prior.global_df)
    slab = prior.slab_scale**2 / rng.gamma(prior.slab_df / 2, 2 / prior.slab_df, _MIXED_OVER)
    return np.asarray(np.sqrt(slab * (tau * local) ** 2 / (slab + (tau * local) ** 2)))


def _covariance(ready: Prepared, relative: bool) -> Iterator[Density]:
    from scipy import stats

    prior = ready.priors.covariance
    for i, term in enumerate(ready.design.groups):
        p, unit = len(term.coefs), " / sigma" if relative else ""
        if isinstance(prior, Decov):
            law = _decov(prior, term.place, p)
            yield from (_density(sd_name(term.group, coef, unit), law) for coef in term.coefs)
        elif isinstance(prior, Lkj) and ready.priors.covariance_scale is not None:
            for coef, scale in zip(term.coefs, ready.priors.covariance_scale[i], strict=True):
                law = _half(stats.t(_value(prior.df, term.place), 0, scale))
                yield _density(sd_name(term.group, coef), law)


def sd_name(group: str, coef: str, unit: str = "") -> str:
    """What the standard deviation of a group-level coefficient is called here.

    >>> sd_name("Subject", "(Intercept)", " / sigma")
    'sd of (Intercept) by Subject / sigma'
    """
    return f"sd of {coef} by {group}{unit}"


def _decov(prior: Decov, i: int, p: int) -> _Law:
    """One standard deviation: a gamma variable, times the root of p shares of the variance."""
    from scipy import stats

    shape, scale, c = (_value(v, i) for v in (prior.shape, prior.scale, prior.concentration))
    if p == 1:
        return _frozen(stats.gamma(shape, scale=scale), floor=True)
    shares = stats.beta.ppf((np.arange(200) + 0.5) / 200, c, (p - 1) * c)
    factors = np.maximum(np.sqrt(p * shares), 1e-6)[:, None] * scale
    draws = np.concatenate([stats.gamma.ppf((np.arange(50) + 0.5) / 50, shape) * f for f in factors[:, 0]])
    low, high = np.quantile(draws, [0.05, 0.95])
    return _Law(
        lambda x: (stats.gamma.pdf(np.maximum(x, 1e-12)[None, :] / factors, shape) / factors).mean(axis=0),
        0.0,
        float(np.quantile(draws, _WIDE)),
        (float(low), float(high)),
    )


def _value(values: TermNumbers, i: int) -> float:
    """One value for all terms, or that of the term."""
    assert not isinstance(values, ByGroup)
    return values[min(i, len(values) - 1)] if isinstance(values, tuple) else values


def _density(name: str, law: _Law) -> Density:
    x = np.linspace(law.low, law.high, POINTS)
    y = np.nan_to_num(np.asarray(law.pdf(x), dtype=np.float64), posinf=0.0)
    low, high = law.central
    return Density(name, x, y, f"90 % between {low:.3g} and {high:.3g}")
