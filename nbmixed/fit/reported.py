"""The numbers that a paper reports of a fit: medians and intervals of effects, group-level spreads and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.fit.diagnostics import ess_bulk, ess_tail, is_constant, rhat
from nbmixed.fit.draws import Posterior

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """One quantity.

    Attributes
    ----------
    part
        "population", "smooth", "auxiliary"; of "sd" and "cor" the grouping factor.
    kind
        "coef", "sd" and "cor" of group effects, "smooth_sd", or "aux".
    name
        Of the coefficient; for a correlation those of both.
    median, mad_sd, low, high
        Of the posterior; `low` and `high` are the ends of the central interval.
    """

    part: str
    kind: str
    name: str
    median: float
    mad_sd: float
    low: float
    high: float

    @property
    def coefs(self) -> list[str]:
        """The coefficient, or of a correlation both."""
        return separate(self.name) if self.kind == "cor" else [self.name]


@dataclass(frozen=True, slots=True)
class Convergence:
    """Of all parameters that were sampled: the largest R-hat, the smallest effective sample size, divergences."""

    rhat: float
    ess: float
    divergences: int


def estimates(posterior: Posterior, prob: float, n_smooth: int = 0) -> list[Estimate]:
    """What a paper reports, in the order of the printout.

    Standard deviations and correlations of group effects are medians of their own draws; the printout shows those of the
    mean covariance matrix, as rstanarm does.

    Parameters
    ----------
    prob
        Probability of the intervals.
    n_smooth
        How many coefficients, the last, are those of smooths and no quantities of interest.
    """
    return [_estimate(*found, prob) for found in _quantities(posterior, n_smooth)]


def convergence(posterior: Posterior, names: list[str]) -> Convergence:
    """How well the chains of these parameters agree."""
    draws = posterior.array(names)
    moving = draws[:, :, ~is_constant(draws)]
    diverging = posterior.sample_stats.get("diverging")
    return Convergence(
        rhat=float(np.nanmax(rhat(moving))),
        ess=float(np.nanmin(np.fmin(ess_bulk(moving), ess_tail(moving)))),
        divergences=0 if diverging is None else int(diverging.sum()),
    )


def separate(name: str) -> list[str]:
    """The coefficients that the name of a correlation joins.

    >>> separate("(Intercept), poly(x, 2)1")
    ['(Intercept)', 'poly(x, 2)1']
    """
    return re.split(r", (?![^(]*\))", name)


def _quantities(posterior: Posterior, n_smooth: int) -> Iterator[tuple[str, str, str, Floats]]:
    names = list(posterior.coef_names[: len(posterior.coef_names) - n_smooth])
    yield from (("population", "coef", n, d) for n, d in _columns(posterior, names))
    for term, Sigma in zip(posterior.terms, posterior.Sigma, strict=True):
        sds = np.sqrt(np.diagonal(Sigma, axis1=-2, axis2=-1))
        yield from ((term.group, "sd", name, sds[..., k]) for k, name in enumerate(term.coefs))
        for k in range(len(term.coefs)):
            for j in range(k):
                with np.errstate(invalid="ignore", divide="ignore"):
                    cor = Sigma[..., k, j] / (sds[..., k] * sds[..., j])
                yield term.group, "cor", f"{term.coefs[j]}, {term.coefs[k]}", cor
    yield from (("smooth", "smooth_sd", n, d) for n, d in _columns(posterior, posterior.smooth_names))
    yield from (("auxiliary", "aux", n, d) for n, d in _columns(posterior, posterior.aux_names))


def _columns(posterior: Posterior, names: list[str]) -> Iterator[tuple[str, Floats]]:
    draws = posterior.array(names)
    return ((name, draws[..., k]) for k, name in enumerate(names))


def _estimate(part: str, kind: str, name: str, draws: Floats, prob: float) -> Estimate:
    values = draws[np.isfinite(draws)]
    if not values.size:
        return Estimate(part, kind, name, np.nan, np.nan, np.nan, np.nan)
    low, median, high = np.quantile(values, [(1 - prob) / 2, 0.5, (1 + prob) / 2])
    spread = 1.4826 * np.median(np.abs(values - median))
    return Estimate(part, kind, name, float(median), float(spread), float(low), float(high))
