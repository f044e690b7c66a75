"""The Beta distribution of R2 that a location stands for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import betaincinv, digamma

from nbmixed.errors import PriorError
from nbmixed.spec.prior_values import R2Prior

_NARROWEST, _WIDEST = 1e-10, 1e10


def shapes(prior: R2Prior | None, n_predictors: int) -> tuple[float, float]:
    """Shapes of the Beta prior of R2: (K / 2, eta) with eta such that its location is as given, (1, 1) for None.

    The first shape is what R2 has when a correlation matrix of predictors and outcome is uniform (LKJ), see
    Lewandowski, Kurowicka and Joe (2009) and rstanarm's documentation of its priors.

    Raises
    ------
    PriorError
        For a mode with fewer than three predictors, and a location that no eta gives.

    Examples
    --------
    >>> from nbmixed.spec.priors import R2
    >>> shapes(R2(0.25, "mean"), 2)
    (1.0, 3.0)
    """
    if prior is None:
        return 1.0, 1.0
    half, location = n_predictors / 2, prior.location
    if prior.what == "mean":
        return half, half * (1 - location) / location
    if prior.what == "mode":
        if n_predictors < 3:
            raise PriorError(
                f"R2 of {n_predictors} predictor{'s' * (n_predictors > 1)} has no mode between 0 and 1: "
                'give what="mean", "median" or "log".'
            )
        return half, (half - 1) / location - half + 2
    if prior.what == "log":
        return half, _root(lambda eta: digamma(half) - digamma(half + eta) - location, prior)
    return half, _root(lambda eta: float(betaincinv(half, eta, 0.5)) - location, prior)


def _root(excess: Callable[[float], float], prior: R2Prior) -> float:
    """The eta at which `excess`, which falls with eta, is 0."""
    if not excess(_NARROWEST) > 0 > excess(_WIDEST):
        raise PriorError(
            f"R2(location={prior.location}, what={prior.what!r}): no Beta distribution of R2 comes near this location; "
            "give one farther from its limits."
        )
    from scipy.optimize import brentq  # slow to import, and seldom needed

    return float(
        np.exp(brentq(lambda log_eta: excess(float(np.exp(log_eta))), np.log(_NARROWEST), np.log(_WIDEST)))
    )
