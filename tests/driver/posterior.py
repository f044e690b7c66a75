"""What tests/stan/normal.stan must give, worked out on a fine grid."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tests.driver.programs import NORMAL_DATA, Y

Array = NDArray[np.float64]


def log_density(mu: Array | float, sigma: Array | float, *, jacobian: bool) -> Array:
    """Log posterior density up to a constant; with the Jacobian of log(sigma) or without."""
    mu, sigma = np.asarray(mu, float), np.asarray(sigma, float)
    squares = np.sum((Y - mu[..., None]) ** 2, axis=-1)
    prior = -0.5 * (mu / NORMAL_DATA["prior_scale"]) ** 2 - sigma
    likelihood = -len(Y) * np.log(sigma) - 0.5 * squares / sigma**2
    return prior + likelihood + (np.log(sigma) if jacobian else 0.0)


@cache
def moments() -> dict[str, tuple[float, float]]:
    """Posterior mean and standard deviation of `mu` and `sigma`, by quadrature."""
    mu, sigma = np.meshgrid(np.linspace(-2, 4, 1201), np.linspace(0.8, 5, 1201), indexing="ij")
    weight = log_density(mu, sigma, jacobian=False)
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    found = {}
    for name, values in (("mu", mu), ("sigma", sigma)):
        mean = float((weight * values).sum())
        found[name] = (mean, float(np.sqrt((weight * (values - mean) ** 2).sum())))
    return found


def distance(draws: Array, exact: float) -> float:
    """How far the mean of (chain, draw) is from the exact one, in standard errors of batch means."""
    batches = np.concatenate([chain.reshape(20, -1).mean(axis=1) for chain in draws])
    return abs(float(batches.mean()) - exact) / float(batches.std(ddof=1) / np.sqrt(len(batches)))
