"""Whether two Monte Carlo results agree: differences in units of their combined standard error."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import arviz as az
import numpy as np
from numpy.typing import NDArray

QUANTILES = {"q5": 0.05, "median": 0.5, "q95": 0.95}


def z_scores(draws: NDArray[np.float64], reference: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Differences of mean, sd and quantiles between draws (chains, draws) and a reference row.

    A reference gives its own standard error of the mean; those of its sd and quantiles are ours,
    rescaled from our effective sample size to its own.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bulk = float(az.ess(draws, method="bulk"))
        own = {
            "mean": float(az.mcse(draws, method="mean")),
            "sd": float(az.mcse(draws, method="sd")),
            **{k: float(az.mcse(draws, method="quantile", prob=p)) for k, p in QUANTILES.items()},
        }
        tails = {k: float(az.ess(draws, method="quantile", prob=p)) for k, p in QUANTILES.items()}
    found = {
        "mean": float(draws.mean()),
        "sd": float(draws.std(ddof=1)),
        **{k: float(np.quantile(draws, p)) for k, p in QUANTILES.items()},
    }
    theirs = {
        "mean": reference["mcse"],
        "sd": own["sd"] * np.sqrt(bulk / reference["ess_bulk"]),
        **{
            k: own[k] * np.sqrt(tails[k] / reference["ess_bulk" if k == "median" else "ess_tail"]) for k in QUANTILES
        },
    }
    for statistic, value in found.items():
        yield statistic, (value - reference[statistic]) / np.hypot(own[statistic], theirs[statistic])
