"""Draws of covariance matrices from the prior alone are draws of the documented prior.

decov, for a term of p coefficients, simulated here directly: tau ~ gamma(shape, 1); trace = p (scale tau)^2;
variances = trace times a Dirichlet(concentration) simplex; correlations LKJ(regularization) by the
vine method of Lewandowski, Kurowicka and Joe (2009). In the Gaussian family sds are relative to sigma.
lkj: the same correlations, and half-t standard deviations on the scale of the outcome.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from tests.priors.quantiles import LIMIT, apart

SIMULATED = 200_000
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
            "v": rng.standard_normal(n),
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
DECOV = {
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
    "four coefficients": (
        gaussian,
        "y ~ (x + w + v | g)",
        nm.decov(regularization=2, concentration=[1, 2, 3, 4], shape=2),
        [(4, 2, [1, 2, 3, 4], 2, 1)],
    ),
    "four coefficients, sampled": (
        poisson,
        "count ~ (x + w + v | g)",
        nm.decov(shape=2),
        [(4, 1, [1, 1, 1, 1], 2, 1)],
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
COLUMN = frame()[["y", "x", "w", "v"]].std()
# For each term: regularization, df, scale of each standard deviation.
LKJ = {
    "lkj, one coefficient": (gaussian, "y ~ (1 | g)", nm.lkj(1, 3, 4), [(1, 4, [3 * COLUMN["y"]])]),
    "lkj, two coefficients": (
        gaussian,
        "y ~ (x | g)",
        nm.lkj(2, 3, 5, autoscale=False),
        [(2, 5, [3, 3])],
    ),
    "lkj, autoscaled": (
        gaussian,
        "y ~ (x + w | g)",
        nm.lkj(1.5, 2, 5),
        [(1.5, 5, [2 * COLUMN["y"], 2 * COLUMN["y"] / COLUMN["x"], 2 * COLUMN["y"] / COLUMN["w"]])],
    ),
    "lkj, not Gaussian": (
        poisson,
        "count ~ (x + w + v | g)",
        nm.lkj(1, 2, 5),
        [(1, 5, [2, 2 / COLUMN["x"], 2 / COLUMN["w"], 2 / COLUMN["v"]])],
    ),
    "lkj, each term its own": (
        gaussian,
        "y ~ (1 | g) + (x | h)",
        nm.lkj(3, [1, 4], [3, 6], autoscale=False),
        [(1, 3, [1]), (3, 6, [4, 4])],
    ),
}


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
    fit_, formula, prior, _ = (DECOV | LKJ)[case]
    fit = fit_(formula, prior)
    relative = fit_ is gaussian and case in DECOV
    unit = fit.posterior.parameters.aux if relative else np.ones(fit.posterior.shape)
    terms = []
    for Sigma in fit.posterior.Sigma:
        sd = np.sqrt(np.diagonal(Sigma, axis1=-2, axis2=-1))
        R = Sigma / (sd[..., :, None] * sd[..., None, :])
        terms.append(statistics(sd / unit[..., None], R))
    return fit, terms


def too_far(found, expected):
    return {
        f"term {t} {name} {prob}": round(z, 2)
        for t, (ours, theirs) in enumerate(zip(found, expected, strict=True))
        for name in theirs
        for prob, z in apart(ours[name], theirs[name])
        if not abs(z) < LIMIT
    }


@pytest.mark.parametrize("case", DECOV)
def test_decov(case):
    _, found = fitted(case)
    assert not too_far(found, [simulated(*term) for term in DECOV[case][3]])


@pytest.mark.parametrize("case", LKJ)
def test_lkj(case):
    _, found = fitted(case)
    expected = []
    for regularization, df, scales in LKJ[case][3]:
        sd = np.abs(RNG.standard_t(df, (SIMULATED, len(scales)))) * scales
        expected.append(statistics(sd, lkj(len(scales), regularization)))
    assert not too_far(found, expected)


@pytest.mark.parametrize("case", ["two coefficients", "not Gaussian", "lkj, two coefficients"])
def test_other_parameters_have_their_priors(case):
    fit, _ = fitted(case)
    is_gaussian = fit.family.name == "gaussian"
    data = frame()["y" if is_gaussian else "count"]
    intercept = RNG.normal(data.mean() * is_gaussian, 2.5 * (data.std() if is_gaussian else 1), SIMULATED)
    scores = [z for _, z in apart(fit.posterior.array(["(Intercept)"])[..., 0], intercept)]
    if is_gaussian:
        scores += [z for _, z in apart(fit.posterior.parameters.aux, RNG.exponential(2, SIMULATED))]
    assert np.abs(scores).max() < LIMIT
