"""mean_PPD: the mean over rows of one outcome simulated for each row, one value a draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from nbmixed.design.build import Design
from nbmixed.fit.draws import Posterior
from nbmixed.fit.linpred import linear_predictors
from nbmixed.spec.family import Family

Floats = NDArray[np.float64]
_LARGEST_MEAN = 1e15


def mean_PPD(posterior: Posterior, design: Design, family: Family, seed: int) -> Floats:
    """Simulated sample means, shape (chains, draws).

    A sum of independent Gaussian or Poisson outcomes is drawn as such, so its cost is that of the
    linear predictor. For binomial outcomes it is the mean count of successes, as in rstanarm.
    """
    rng = np.random.default_rng([seed, 0xAD])
    out = np.empty(posterior.size)
    aux = None if posterior.parameters.aux is None else posterior.parameters.aux.reshape(-1)
    for part, eta in linear_predictors(posterior, design):
        out[part] = _simulated_mean(eta, None if aux is None else aux[part], design, family, rng)
    return out.reshape(posterior.shape)


def _simulated_mean(
    eta: Floats, aux: Floats | None, design: Design, family: Family, rng: np.random.Generator
) -> Floats:
    draws, N = eta.shape
    if family.name == "gaussian":
        assert aux is not None
        mean: Floats = eta.mean(axis=1) + aux / np.sqrt(N) * rng.standard_normal(draws)
        return mean
    if family.name == "binomial":
        trials = 1 if design.response is None or design.response.trials is None else design.response.trials
        successes: Floats = rng.binomial(trials, expit(eta)).mean(axis=1)
        return successes
    mu = np.exp(np.minimum(eta, np.log(_LARGEST_MEAN)))
    if aux is not None:
        mu = mu * rng.standard_gamma(aux[:, None], mu.shape) / aux[:, None]
    counts: Floats = rng.poisson(np.minimum(mu.sum(axis=1), _LARGEST_MEAN)) / N
    return counts
