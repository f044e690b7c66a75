"""Quantiles of draws against exact or simulated ones, in standard errors."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator

import arviz as az
import numpy as np
from numpy.typing import NDArray

PROBS = (0.05, 0.25, 0.5, 0.75, 0.95)
LIMIT = 4.0  # standard errors
Floats = NDArray[np.float64]


def apart(draws: Floats, expected: Callable[[float], float] | Floats) -> Iterator[tuple[float, float]]:
    """For each of `PROBS` the difference of the quantile of draws (chains, draws) from the expected one.

    It is in standard errors of both, on the scale of probability: a share of draws below the expected quantile q
    has the error of a mean of 0/1 variables, whatever the density at q is.

    Parameters
    ----------
    expected
        A quantile function, or independent draws.
    """
    for prob in PROBS:
        quantile, own = (
            (expected(prob), 0.0)
            if callable(expected)
            else (np.quantile(expected, prob), np.sqrt(prob * (1 - prob) / expected.size))
        )
        below = (draws < quantile).astype(float)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            size = float(az.ess(below, method="mean"))
        error = np.sqrt(prob * (1 - prob) / size)
        yield prob, float((below.mean() - prob) / np.hypot(error, own))
