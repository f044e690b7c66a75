"""Parameters drawn from a model's prior, and outcomes simulated from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nbmixed.again.source import Source
from nbmixed.engine.progress import Listener, Silent
from nbmixed.fit.density import log_density
from nbmixed.fit.log_lik import log_lik_by_rows
from nbmixed.fit.simulate import simulate
from nbmixed.fitting import fit as fit_model
from nbmixed.methods.predictive import asked
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.sampling import Sampling
from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]
CHAINS, WARMUP, THIN = 4, 1000, 5
_MAY_BE_FLAT = ("prior", "prior_intercept", "prior_aux", "prior_smooth")
LARGEST = 1e9  # as that of counted outcomes


def flat_priors(spec: ModelSpec) -> list[str]:
    """Arguments of priors that are flat, from which nothing can be drawn.

    >>> flat_priors(ModelSpec("stan_glm", "y ~ x", prior=None))
    ['prior']
    """
    return [n for n in _MAY_BE_FLAT if getattr(spec, n) is None]


def prior_spec(spec: ModelSpec, sampling: Sampling) -> ModelSpec:
    """The same model without its data's likelihood, sampled by MCMC."""
    return replace(spec, prior_PD=True, mean_PPD=None, algorithm="sampling", sampling=sampling)


def prior_fit(
    spec: ModelSpec, rows: Source, draws: int, seed: int, listener: Listener | None = None
) -> StanReg:
    """At least `draws` draws from the prior, thinned to near independence."""
    own = spec.sampling
    sampling = Sampling(
        chains=CHAINS,
        iter=WARMUP + THIN * -(-draws // CHAINS),
        warmup=WARMUP,
        thin=THIN,
        cores=own.cores,
        seed=seed,
        adapt_delta=own.adapt_delta,
        max_treedepth=own.max_treedepth,
        refresh=0,
    )
    return fit_model(
        prior_spec(spec, sampling), rows.frame, listener=listener or Silent(), told=False, **rows.arguments()
    )


@dataclass(frozen=True, slots=True, eq=False)
class Simulation:
    """Outcomes and the parameters that they come from.

    Attributes
    ----------
    y
        Successes where there are trials, shape (N,).
    truth
        Values of `ranked_names`, and last the log likelihood, shape (P + 1,).
    """

    y: Floats
    truth: Floats


def ranked_names(fit: StanReg) -> list[str]:
    """All parameters, of group effects those of the first level of each term."""
    posterior = fit.posterior
    effects = zip(posterior.terms, posterior.names_by_kind.effects, strict=True)
    first = {n for term, names in effects for n in names[: len(term.coefs)]}
    return [n for n in posterior.names if n in first or n not in set(posterior.b_names)]


def simulated(prior: StanReg, seed: int) -> Iterator[Simulation | None]:
    """One simulated outcome for each draw of the prior, in random order; None where no model could be fitted to it."""
    rng = np.random.default_rng([seed, 0x51B])
    response = prior.design.response
    assert response is not None
    posterior = prior.posterior
    truths = posterior.array(ranked_names(prior)).reshape(posterior.size, -1)
    request = asked(prior)
    for s in rng.permutation(posterior.size):
        one = slice(int(s), int(s) + 1)
        eta = request.predictor.at(draws=one)
        aux = None if request.aux is None else request.aux[one]
        further = {k: v[one] for k, v in request.further.items()}
        y = simulate(prior.family, eta, aux, further, response.trials, rng)[0]
        if not usable(y):
            yield None
            continue
        ll = log_density(prior.family, eta, y, aux, further, response.trials).sum()
        yield Simulation(y, np.array([*truths[s], ll]))


def usable(y: Floats) -> bool:
    """Whether a model could be fitted to these outcomes: they are finite, and counts can be held."""
    return bool(np.isfinite(y).all() and np.abs(y).max() <= LARGEST)


def log_likelihoods(fit: StanReg) -> Floats:
    """Log likelihood of all data in each draw, shape (draws,)."""
    total = np.zeros(fit.posterior.size)
    for _, block in log_lik_by_rows(asked(fit)):
        total += block.sum(axis=1)
    return total
