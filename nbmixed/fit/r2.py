"""Bayesian R2: the share of the variance of outcomes that a model explains, one value a draw.

References
----------
Gelman, Goodrich, Gabry and Vehtari (2019), R-squared for Bayesian regression models, The American Statistician 73(3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.fit.loo_expect import loo_expectation
from nbmixed.fit.request import Request
from nbmixed.programs.links import inverse_link
from nbmixed.spec.family import Family

Floats = NDArray[np.float64]
_STREAM = 0x122
_REPLICATES = 4000


@dataclass(frozen=True, slots=True)
class _At:
    """Means and parameters that broadcast to (draws, N)."""

    mu: Floats
    aux: Floats
    nu: Floats
    n: Floats | float


def bayes_R2(asked: Request) -> Floats:
    """Variance of the means over itself plus the mean variance of outcomes around them, shape (draws,).

    For every family; outcomes with trials are counted, not divided, as in rstanarm. Weights count as replicated rows.
    A Student outcome with ``nu <= 2`` has no variance: its R2 is 0.
    """
    out = np.empty(asked.shape[0])
    share = _shares(asked.design.weights, asked.shape[1])
    n = 1.0 if asked.trials is None else asked.trials.astype(np.float64)
    for part, eta in asked.predictor.by_draws():
        mu = inverse_link(asked.family.link, eta)
        aux = np.ones((1, 1)) if asked.aux is None else asked.aux[part, None]
        nu = asked.further["nu"][part, None] if "nu" in asked.further else np.ones((1, 1))
        residual = np.broadcast_to(outcome_variance(asked.family, mu, aux, nu, n), mu.shape) @ share
        explained = _variance(mu * n, share, _size(asked))
        out[part] = np.where(np.isinf(residual), 0.0, explained / (explained + residual))
    return out


def loo_R2(asked: Request) -> Floats:
    """1 minus the variance of leave-one-out residuals over that of the outcomes, by the Bayesian bootstrap.

    The bootstrap (4000 replicates) is over the rows: it shows how much the estimate owes to which rows there are.
    Values are kept within -1 and 1, as in rstanarm.
    """
    mean = loo_expectation(asked, "epred")["mean"].to_numpy()
    n = 1.0 if asked.trials is None else asked.trials
    y, residual = asked.y, n * mean - asked.y
    N = len(y)
    rng = np.random.default_rng([asked.seed, _STREAM])
    weights = np.ones(N) if asked.design.weights is None else asked.design.weights
    draws = np.empty(_REPLICATES)
    for i in range(_REPLICATES):
        gammas = rng.standard_gamma(weights)
        share = gammas / gammas.sum()
        draws[i] = 1 - _variance(residual, share, N) / _variance(y, share, N)
    return np.clip(draws, -1.0, 1.0)


def outcome_variance(family: Family, mu: Floats, aux: Floats, nu: Floats, n: Floats | float = 1.0) -> Floats:
    """Variance of outcomes (successes among n trials) around their means; broadcasts to (draws, N)."""
    return _VARIANCES[family.name](_At(mu, aux, nu, n))


def _student(at: _At) -> Floats:
    finite = at.nu > 2
    return np.where(finite, at.aux**2 * at.nu / np.where(finite, at.nu - 2, 1.0), np.inf)


def _beta_binomial(at: _At) -> Floats:
    return np.asarray(at.n * at.mu * (1 - at.mu) * (1 + (at.n - 1) / (at.aux + 1)))


_VARIANCES: Mapping[str, Callable[[_At], Floats]] = {
    "gaussian": lambda at: at.aux**2,
    "student": _student,
    "Gamma": lambda at: at.mu**2 / at.aux,
    "inverse.gaussian": lambda at: at.mu**3 / at.aux,
    "beta": lambda at: at.mu * (1 - at.mu) / (1 + at.aux),
    "binomial": lambda at: at.n * at.mu * (1 - at.mu),
    "beta_binomial": _beta_binomial,
    "poisson": lambda at: at.mu,
    "neg_binomial_2": lambda at: at.mu + at.mu**2 / at.aux,
}


def _shares(weights: Floats | None, N: int) -> Floats:
    return np.full(N, 1 / N) if weights is None else weights / weights.sum()


def _size(asked: Request) -> float:
    return asked.shape[1] if asked.design.weights is None else float(asked.design.weights.sum())


def _variance(x: Floats, share: Floats, size: float) -> Floats:
    """Variance over the last axis of values with shares of a sample of a given size."""
    mean = x @ share
    return np.asarray(((x - np.expand_dims(mean, -1)) ** 2) @ share * size / (size - 1))
