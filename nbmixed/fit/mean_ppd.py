"""mean_PPD: the mean over rows of one outcome simulated for each row, one value a draw."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.fit.draws import Posterior
from nbmixed.fit.linpred import linear_predictors
from nbmixed.fit.simulate import gamma_means, poisson_counts, simulate
from nbmixed.programs.links import inverse_link
from nbmixed.spec.family import Family

Floats = NDArray[np.float64]
_BOUND = 1e-300  # linear predictors that the model keeps off 0 and rounding puts on it


def mean_PPD(posterior: Posterior, design: Design, family: Family, seed: int) -> Floats:
    """Simulated sample means, shape (chains, draws).

    A sum of independent Gaussian or Poisson outcomes is drawn as such, so its cost is that of the
    linear predictor. For binomial outcomes it is the mean count of successes, as in rstanarm.
    """
    rng = np.random.default_rng([seed, 0xAD])
    out = np.empty(posterior.size)
    parameters = posterior.parameters
    aux = None if parameters.aux is None else parameters.aux.reshape(-1)
    further = {name: draws.reshape(-1) for name, draws in parameters.further.items()}
    for part, eta in linear_predictors(posterior, design):
        own = {name: draws[part] for name, draws in further.items()}
        out[part] = _simulated_mean(eta, None if aux is None else aux[part], own, design, family, rng)
    return out.reshape(posterior.shape)


def _simulated_mean(
    eta: Floats,
    aux: Floats | None,
    further: Mapping[str, Floats],
    design: Design,
    family: Family,
    rng: np.random.Generator,
) -> Floats:
    if family.bound:
        eta = family.bound * np.maximum(family.bound * eta, _BOUND)
    N = eta.shape[1]
    if family.name not in ("gaussian", "poisson", "neg_binomial_2"):
        trials = None if design.response is None else design.response.trials
        return np.asarray(simulate(family, eta, aux, further, trials, rng).mean(axis=1))
    mu = inverse_link(family.link, eta)
    if family.name == "gaussian":
        assert aux is not None
        return np.asarray(mu.mean(axis=1) + aux / np.sqrt(N) * rng.standard_normal(len(mu)))
    if aux is not None:
        mu = gamma_means(mu, aux[:, None], rng)
    return np.asarray(poisson_counts(mu.sum(axis=1), rng) / N)
