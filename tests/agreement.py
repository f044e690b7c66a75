"""Whether two Monte Carlo results agree: differences in units of their combined standard error."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import arviz as az
import numpy as np
from numpy.typing import NDArray
from scipy.stats import genpareto

FOURTH_MOMENT = 0.25
TAIL = 0.02
QUANTILES = {"q5": 0.05, "median": 0.5, "q95": 0.95}
OUTER = {"q2.5": 0.025, "q25": 0.25, "q75": 0.75, "q97.5": 0.975}


def z_scores(draws: NDArray[np.float64], reference: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Differences of mean, sd and quantiles between draws (chains, draws) and a reference row.

    A reference gives its own standard errors of mean and median; those of its sd and quantiles are
    made from our draws and its effective sample size. For an sd that is the size for the tails:
    chains that are antithetic for means are not so for squares. Where the fourth moment, and with it the
    standard error of an sd, may not exist (see `has_fourth_moment`), further quantiles stand for the sd.
    """
    light = has_fourth_moment(draws)
    quantiles = QUANTILES if light else QUANTILES | {k: p for k, p in OUTER.items() if k in reference}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        squares = float(az.ess(draws, method="sd"))
        tails = {k: float(az.ess(draws, method="quantile", prob=p)) for k, p in quantiles.items()}
        own = {
            "mean": float(az.mcse(draws, method="mean")),
            "sd": float(az.mcse(draws, method="sd")),
            **{k: _quantile_error(draws, p, tails[k]) for k, p in quantiles.items()},
        }
    found = {
        "mean": float(draws.mean()),
        "sd": float(draws.std(ddof=1)),
        **{k: float(np.quantile(draws, p)) for k, p in quantiles.items()},
    }
    theirs = {
        "mean": reference["mcse"],
        "sd": own["sd"] * np.sqrt(squares / reference["ess_tail"]),
        **{k: _quantile_error(draws, p, reference["ess_tail"]) for k, p in quantiles.items()},
        "median": reference["mcse_median"],
    }
    if not light:
        del found["sd"]
    for statistic, value in found.items():
        yield statistic, (value - reference[statistic]) / np.hypot(own[statistic], theirs[statistic])


def ess_tail(draws: NDArray[np.float64]) -> float:
    """Effective sample size for the quantiles of 5 % and 95 %."""
    return float(az.ess(draws, method="tail", prob=(0.05, 0.95)))


def _quantile_error(draws: NDArray[np.float64], prob: float, size: float) -> float:
    """Asymptotic standard error of a quantile from `size` independent draws, the density from ours."""
    width = 0.01
    below, above = np.quantile(draws, [prob - width, prob + width])
    density = 2 * width / (above - below)
    return float(np.sqrt(prob * (1 - prob) / size) / density)


def has_fourth_moment(draws: NDArray[np.float64]) -> bool:
    """Whether the tail is surely so light that an sd has a standard error: a shape below 1/4 by two of its own errors.

    The estimate of a shape has the standard error (1 + shape) / sqrt(n) for n excesses (Smith 1987). Without that
    margin chains that happened to miss the far tail would pass for light-tailed, and their sd for too small.
    """
    shape = tail_shape(draws)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = float(az.ess(draws, method="quantile", prob=1 - TAIL / 2))
    size = min(draws.size, found) if found > 0 else draws.size
    return shape + 2 * (1 + shape) / np.sqrt(TAIL * size) < FOURTH_MOMENT


def tail_shape(draws: NDArray[np.float64]) -> float:
    """Shape of a generalized Pareto distribution fitted to the heavier tail; moments below 1 / shape exist."""
    distance = np.sort(np.abs(draws - np.median(draws)).ravel())
    excesses = distance[int(len(distance) * (1 - TAIL)) :] - distance[int(len(distance) * (1 - TAIL)) - 1]
    return float(genpareto.fit(excesses / excesses.mean(), floc=0)[0])
