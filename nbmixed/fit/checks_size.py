"""Coefficients of a size that neither prior nor data explain, and predictions that are far from the data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.fit.checks_conflict import conflicts
from nbmixed.fit.finding import Finding
from nbmixed.programs.links import inverse_link
from nbmixed.programs.scale import ResolvedPrior, ResolvedPriors
from nbmixed.spec.prior_values import Laplace, Normal, StudentT

Floats = NDArray[np.float64]
_IMPOSSIBLE = (
    1e-12  # prior probability of a coefficient at least so far from its prior mean; 7 sds of a normal one
)
_ABSURD = 1e3  # prior scales
_CANCEL = 1e6  # times the spread of the linear predictor that the share of one column may have
_FAR = 3.0  # sds of the outcome between what is expected and what was seen, on average


@dataclass(frozen=True, slots=True, eq=False)
class _Fixed:
    """The population-level part of a model without smooths: columns, their names, and draws of their coefficients."""

    X: Floats
    names: Sequence[str]
    draws: Floats

    @property
    def slopes(self) -> list[int]:
        """Places of all columns but the intercept."""
        return [k for k, name in enumerate(self.names) if name != "(Intercept)"]


def check_sizes(draws: Floats, design: Design, priors: ResolvedPriors, link: str) -> tuple[Finding, ...]:
    """Return findings about the population-level coefficients; none where all is well, or for curves and smooths.

    Parameters
    ----------
    draws
        Of the coefficients, shape (draws, K).
    design
        With the K columns and the outcome.
    priors
        In the units of the data.
    link
        Of the family.
    """
    if design.curve is not None or design.n_smooth or not draws.shape[1] or not np.isfinite(draws).all():
        return ()
    fixed = _Fixed(design.X, design.coef_names, draws)
    beyond = (*_cancelling(fixed), *_beyond_priors(fixed, priors))
    slopes = [fixed.names[k] for k in fixed.slopes]
    held = () if beyond or priors.rotated else conflicts(draws, slopes, design, priors.coef, link)
    return (*beyond, *held, *_far_from_data(fixed, design, link))


def _cancelling(fixed: _Fixed) -> Iterable[Finding]:
    """Coefficients that are huge and add up to little: their columns depend on each other."""
    at = fixed.draws[-1]
    eta = fixed.X @ at
    if len(fixed.slopes) < 2 or not eta.std() > 0:
        return
    shares = np.abs(at[fixed.slopes]) * fixed.X[:, fixed.slopes].std(axis=0) / eta.std()
    worst = int(np.argmax(shares))
    if shares[worst] > _CANCEL:
        name = fixed.names[fixed.slopes[worst]]
        yield Finding(
            "size",
            "serious",
            f"Coefficients are absurdly large and cancel each other: the share of {name} in the linear predictor is"
            f" {shares[worst]:.1g} times as large as the whole.",
            "Predictors depend on each other: leave one of them out.",
            f"the coefficient of {name} is absurdly large",
        )


def _beyond_priors(fixed: _Fixed, priors: ResolvedPriors) -> Iterable[Finding]:
    """Coefficients so far from their prior means that the prior holds them impossible."""
    medians = np.median(fixed.draws, axis=0)
    slopes = fixed.slopes
    found: list[tuple[str, float]] = []
    if not priors.rotated:
        found += _far([fixed.names[k] for k in slopes], medians[slopes], priors.coef)
    if priors.intercept is not None and len(slopes) < len(fixed.names):
        at = fixed.X.mean(axis=0) if priors.centred else np.eye(1, len(fixed.names))[0]
        found += _far(["(Intercept)"], np.median(fixed.draws @ at, keepdims=True), priors.intercept)
    if not found:
        return
    name, scales = max(found, key=lambda pair: pair[1])
    more = f", and so {'is' if len(found) == 2 else 'are'} {len(found) - 1} more" if len(found) > 1 else ""
    yield Finding(
        "prior",
        "serious" if scales > _ABSURD else "warning",
        f"{name} is {scales:.3g} prior scales away from its prior mean{more}: prior and data are far apart.",
        "See prior_summary(): widen the prior if it is too narrow for these units; if not, look for predictors that depend"
        " on each other, or for errors in the data.",
        f"{name} is {scales:.3g} prior scales away from its prior mean",
    )


def _far(names: Sequence[str], values: Floats, prior: ResolvedPrior) -> list[tuple[str, float]]:
    """Return the names of the values that the prior holds impossible, with their distance in scales."""
    if not len(prior.location) == len(prior.used_scale) == len(values) or not isinstance(
        prior.prior, Normal | StudentT | Laplace
    ):
        return []
    distance = np.abs(values - prior.location) / prior.used_scale
    beyond = _tail(distance, prior) < _IMPOSSIBLE
    return [(n, float(d)) for n, d, b in zip(names, distance, beyond, strict=True) if b]


def _tail(distance: Floats, prior: ResolvedPrior) -> Floats:
    """Return the prior probability of a larger distance from the mean."""
    from scipy import special

    if isinstance(prior.prior, Laplace):
        return np.exp(-distance)
    if isinstance(prior.prior, StudentT):
        return np.asarray(2 * special.stdtr(prior.df, -distance))
    return np.asarray(2 * special.ndtr(-distance))


def _far_from_data(fixed: _Fixed, design: Design, link: str) -> Iterable[Finding]:
    """Expected outcomes at the medians of the coefficients, for a group of which nothing is known, beside the outcomes."""
    response = design.response
    if response is None:
        return
    offset = 0.0 if design.offset is None else design.offset
    expected = inverse_link(link, fixed.X @ np.median(fixed.draws, axis=0) + offset)
    seen = response.y if response.trials is None else response.y / np.maximum(response.trials, 1)
    weights = design.weights if response.trials is None else response.trials
    if not np.isfinite(expected).all() or not seen.std() > 0:
        return
    means = [float(np.average(values, weights=weights)) for values in (expected, seen)]
    if abs(means[0] - means[1]) > _FAR * seen.std():
        yield Finding(
            "location",
            "warning",
            f"Outcomes are expected around {means[0]:.3g} and were seen around {means[1]:.3g} (sd {seen.std():.3g}): the"
            " prior keeps the model away from the data, or the model cannot reach them.",
            "See prior_summary(): widen the prior of the intercept (prior_intercept); look at pp_check().",
            f"outcomes are expected around {means[0]:.3g} and were seen around {means[1]:.3g}",
        )
