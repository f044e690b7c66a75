"""Whether draws have the mean, sd and quantiles that a reference gives, in units of Monte Carlo error."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import arviz as az
import numpy as np
from numpy.typing import NDArray

from tests.agreement import has_fourth_moment

Floats = NDArray[np.float64]
_PROBS = {"q2.5": 0.025, "5%": 0.05, "median": 0.5, "95%": 0.95, "q97.5": 0.975}


def reference_size(reference: Mapping[str, Any]) -> tuple[float, float]:
    """The smallest effective sample sizes, bulk and tail, of the parameters of a reference fit."""
    rows = [r for r in reference["parameters"] if r["kind"] in ("fixef", "aux", "Sigma")]
    return min(r["ess_bulk"] for r in rows), min(r["ess_tail"] for r in rows)


def scores(
    draws: Floats, expected: Mapping[str, float], size: tuple[float, float]
) -> Iterator[tuple[str, float]]:
    """Standardised differences of draws (chains, draws) from a reference.

    Means and sds have their Monte Carlo errors on both sides. A quantile q of the reference is right when a share p of the
    draws lies below it, where draws that equal q (outcomes that are counts) may count as below or not; the share
    has the error of p in samples of the effective sizes. The sd is left out where it has no variance.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ess = float(az.ess(draws, method="mean"))
        squares = float(az.ess(draws, method="sd"))
    bulk, tail = size
    flat = draws.ravel()
    sd = flat.std(ddof=1)
    if "mean" in expected:
        yield "mean", (flat.mean() - expected["mean"]) / (sd * np.sqrt(1 / ess + 1 / bulk))
    if "sd" in expected and has_fourth_moment(draws):
        spread = np.sqrt(((flat - flat.mean()) ** 2).var()) / (2 * sd)
        yield "sd", (sd - expected["sd"]) / (spread * np.sqrt(1 / squares + 1 / min(bulk, tail)))
    for name in _PROBS.keys() & expected.keys():
        yield name, _share_score(draws, expected[name], _PROBS[name], tail)


def _share_score(draws: Floats, q: float, p: float, tail: float) -> float:
    slack = 1e-6 * max(abs(q), 1e-12)  # references are rounded to seven digits
    at_most, below = np.mean(draws <= q + slack), np.mean(draws < q - slack)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ess = float(az.ess(draws, method="quantile", prob=p))
    error = np.sqrt(p * (1 - p) * (1 / ess + 1 / tail))
    return float(max(below - p, p - at_most, 0) / error)
