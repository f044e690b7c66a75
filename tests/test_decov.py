"""Draws of covariance matrices from the prior alone are draws of the documented prior.

For a term of p coefficients, simulated here directly: tau ~ gamma(shape, 1); trace = p (scale tau)^2;
variances = trace times a Dirichlet(concentration) simplex; correlations LKJ(regularization) by the
vine method of Lewandowski, Kurowicka and Joe (2009). In the Gaussian family sds are relative to sigma.
"""

from __future__ import annotations

import warnings
from functools import cache

import arviz as az
import numpy as np
import pandas as pd
import pytest

import nbmixed as nm

SIMULATED = 200_000
LIMIT = 4.0  # combined standard errors
PROBS = (0.05, 0.25, 0.5, 0.75, 0.95)
RNG = np.random.default_rng(17)


def frame():
    rng = np.random.default_rng(1)
    n = 30
    levels = {"g": rng.permutation(n) % 5, "h": rng.permutation(n) % 4, "k": rng.permutation(n) % 3}
    return pd.DataFrame(
        {
            "y": rng.standard_normal(n),
            "count": rng.poisson(2, n),
            "x": rng.standard_normal(n),
            "w": rng.standard_normal(n),
        }
    ).assign(**levels)


def gaussian(formula, prior):
    return nm.stan_lmer(
        formula,
        frame(),
        prior_PD=True,
        prior_covariance=prior,
        prior_aux=nm.exponential(0.5),
        seed=5,
        iter=6000,
    )


def poisson(formula, prior):
    return nm.stan_glmer(
        formula, frame(), family="poisson", prior_PD=True, prior_covariance=prior, seed=5, iter=6000
    )


# For each term: number of coefficients, regularization, concentration, shape, scale.
CASES = {
    "one coefficient": (gaussian, "y ~ (1 | g)", nm.decov(shape=2, scale=3), [(1, 1, [1], 2, 3)]),
    "two coefficients": (
        gaussian,
        "y ~ (x | g)",
        nm.decov(regularization=2, concentration=[1, 3], shape=2),
        [(2, 2, [1, 3], 2, 1)],
    ),
    "three coefficients": (
        gaussian,
        "y ~ (x + w | g)",
        nm.decov(regularization=1.5, concentration=2, shape=2),
        [(3, 1.5, [2, 2, 2], 2, 1)],
    ),
    "not Gaussian": (poisson, "count ~ (x + w | g)", nm.decov(), [(3, 1, [1, 1, 1], 1, 1)]),
    "each term its own": (
        gaussian,
        "y ~ (1 | g) + (x + w | h) + (x | k)",
        nm.decov([1, 4], [1, 2, 3, 2, 1], [2, 3, 4], [1, 10, 100]),
        [(1, 1, [1], 2, 1), (3, 1, [1, 2, 3], 3, 10), (2, 4, [2, 1], 4, 100)],
    ),
    "each term its own, sampled": (
        poisson,
        "count ~ (x | g) + (1 | h) + (x + w | k)",
        nm.decov([3, 2], [1, 2, 3, 3, 3], [2, 3, 4], [1, 10, 100]),
        [(2, 3, [1, 2], 2, 1), (1, 1, [1], 3, 10), (3, 2, [3, 3, 3], 4, 100)],
    ),
}  # fmt: skip


def lkj(p, regularization):
    """Correlation matrices by the vine method, shape (SIMULATED, p, p)."""
    partial, R = np.zeros((2, SIMULATED, p, p))
    R += np.eye(p)
    for k in range(p - 1):
        shape = regularization + (p - 2 - k) / 2
        for i in range(k + 1, p):
            partial[:, k, i] = r = 2 * RNG.beta(shape, shape, SIMULATED) - 1
            for m in reversed(range(k)):
                rest = (1 - partial[:, m, i] ** 2) * (1 - partial[:, m, k] ** 2)
                r = r * np.sqrt(rest) + partial[:, m, i] * partial[:, m, k]
            R[:, k, i] = R[:, i, k] = r
    return R


def simulated(p, regularization, concentration, shape, scale):
    """Standard deviations and correlations of one term."""
    tau = RNG.gamma(shape, 1, SIMULATED)
    simplex = RNG.dirichlet(concentration, SIMULATED)
    sd = np.sqrt(simplex * p * (scale * tau[:, None]) ** 2)
    return statistics(sd, lkj(p, regularization))


def statistics(sd, R):
    lower = np.tril_indices(sd.shape[-1], -1)
    found = {f"sd {i}": sd[..., i] for i in range(sd.shape[-1])}
    found["size"] = np.sqrt((sd**2).mean(axis=-1))
    return found | {f"correlation {i}{j}": R[..., i, j] for i, j in zip(*lower, strict=True)}


@cache
def fitted(case):
    """Draws of the same statistics for each term, each of shape (chains, draws)."""
    fit_, formula, prior, _ = CASES[case]
    fit = fit_(formula, prior)
    unit = fit.posterior.parameters.aux if fit_ is gaussian else np.ones(fit.posterior.shape)
    terms = []
    for Sigma in fit.posterior.Sigma:
        sd = np.sqrt(np.diagonal(Sigma, axis1=-2, axis2=-1))
        R = Sigma / (sd[..., :, None] * sd[..., None, :])
        terms.append(statistics(sd / unit[..., None], R))
    return fit, terms


def quantile_z(draws, reference):
    """Differences of quantiles in standard errors of both."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for prob in PROBS:
            error = az.mcse(draws, method="quantile", prob=prob)
            other = az.mcse(reference.reshape(4, -1), method="quantile", prob=prob)
            yield prob, (np.quantile(draws, prob) - np.quantile(reference, prob)) / np.hypot(error, other)


@pytest.mark.parametrize("case", CASES)
def test_standard_deviations_and_correlations_have_the_documented_prior(case):
    _, found = fitted(case)
    expected = [simulated(*term) for term in CASES[case][3]]
    apart = {
        f"term {t} {name} {prob}": round(float(z), 2)
        for t, (ours, theirs) in enumerate(zip(found, expected, strict=True))
        for name in theirs
        for prob, z in quantile_z(ours[name], theirs[name])
        if not abs(z) < LIMIT
    }
    assert not apart


@pytest.mark.parametrize("case", ["two coefficients", "not Gaussian"])
def test_other_parameters_have_their_priors(case):
    fit, _ = fitted(case)
    shape = {"gaussian": ("y", 1.0), "poisson": ("count", 0.0)}[fit.family.name]
    data = frame()[shape[0]]
    sd = 2.5 * (data.std() if shape[1] else 1)
    intercept = RNG.normal(data.mean() * shape[1], sd, SIMULATED)
    apart = [z for _, z in quantile_z(fit.posterior.array(["(Intercept)"])[..., 0], intercept)]
    if shape[1]:
        apart += [z for _, z in quantile_z(fit.posterior.parameters.aux, RNG.exponential(2, SIMULATED))]
    assert np.abs(apart).max() < LIMIT
