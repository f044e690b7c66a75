"""Every program has the likelihood it should have: differences of its log density against scipy's.

The density is read at random parameters from the executables; with and without predictors, groups,
offset and weights, which are different branches of the programs.
"""

from __future__ import annotations

import itertools
import logging
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import expit

from nbmixed.engine.locate import executable
from nbmixed.programs import glmm
from nbmixed.programs.model import complete, unpack, unpack_effects
from tests.prepared import prepared

N = 20
RNG = np.random.default_rng(11)
FRAME = pd.DataFrame({"x": RNG.standard_normal(N), "w": RNG.standard_normal(N), "g": np.arange(N) % 4})
FRAME["y"] = 3 + FRAME.x + RNG.standard_normal(N)
FRAME["hit"] = RNG.integers(0, 2, N)
FRAME["size"] = RNG.integers(1, 7, N)
FRAME["won"] = RNG.binomial(FRAME["size"], 0.4)
FRAME["count"] = RNG.poisson(3, N)
FRAME["weight"] = RNG.uniform(0.2, 3, N)

FAMILIES = {
    "gaussian": ("y", "gaussian", lambda eta, aux: stats.norm.logpdf(FRAME.y, eta, aux)),
    "gaussian, sampled": ("y", "gaussian", lambda eta, aux: stats.norm.logpdf(FRAME.y, eta, aux)),
    "0/1": ("hit", "binomial", lambda eta, _: stats.bernoulli.logpmf(FRAME.hit, expit(eta))),
    "binomial": (
        "cbind(won, size - won)",
        "binomial",
        lambda eta, _: stats.binom.logpmf(FRAME.won, FRAME["size"], expit(eta)),
    ),
    "poisson": ("count", "poisson", lambda eta, _: stats.poisson.logpmf(FRAME["count"], np.exp(eta))),
    "negative binomial": (
        "count",
        "neg_binomial_2",
        lambda eta, aux: stats.nbinom.logpmf(FRAME["count"], aux, aux / (aux + np.exp(eta))),
    ),
}
POPULATION = {"predictors": "x + w", "intercept": "1", "no intercept": "0 + x"}
GROUPS = {"no groups": "", "groups": " + (x | g)"}
ARGUMENTS = {"plain": {}, "weighted": {"weights": "weight"}, "offset": {"offset": "w"}}
CASES = list(itertools.product(FAMILIES, POPULATION, GROUPS, ARGUMENTS))


def ready(family, population, groups, arguments):
    outcome, name, _ = FAMILIES[family]
    formula = f"{outcome} ~ {POPULATION[population]}{GROUPS[groups]}"
    function = "stan_glmer" if GROUPS[groups] else "stan_glm"
    model = prepared(function, formula, FRAME, family=name, **ARGUMENTS[arguments])
    if family != "gaussian, sampled":
        return model
    return replace(model, packed=glmm.pack(model.design, model.spec, model.priors))


def point(packed, rng):
    """Parameters on the scale of the program."""
    p = packed.data["p"]
    effects = sum(k * n for k, n in zip(p, packed.data["l"], strict=True))
    sizes = {
        "z": len(packed.coordinates.center),
        "sd_raw": sum(p),
        "cpc": sum(k * (k - 1) // 2 for k in p),
        "z_b": effects if packed.program != "lmm" else packed.data["n_sampled"],
    }
    values = {name: rng.uniform(0.2, 0.9, size) for name, size in sizes.items()}
    if packed.aux_unit is not None:
        values["aux_raw"] = rng.uniform(0.7, 1.5, 1 if packed.program == "count" else None)
    return values


def likelihood_of_program(packed, values):
    """Its log density with the data, less that of the prior alone."""
    import cmdstanpy

    logging.getLogger("cmdstanpy").disabled = True
    model = cmdstanpy.CmdStanModel(exe_file=str(executable(packed.program)))
    both = [
        model.log_prob(dict(values), {**packed.data, "prior_only": only}, sig_figs=16)["lp__"][0]
        for only in (0, 1)
    ]
    return both[0] - both[1]


def exact(case, prepared_model, values):
    """Weighted sum over rows of scipy's densities; for lmm over the marginal distribution of all rows."""
    design, packed = prepared_model.design, prepared_model.packed
    draws = complete({k: v[None, None] if np.ndim(v) else np.array([[v]]) for k, v in values.items()}, (1, 1))
    parameters = unpack(packed, draws)
    eta = design.X @ parameters.coef[0, 0] + (0 if design.offset is None else design.offset)
    aux = None if parameters.aux is None else parameters.aux[0, 0]
    weights = np.ones(N) if design.weights is None else design.weights
    if packed.program == "lmm" and design.groups:
        return marginal(design, eta, aux, weights, parameters.theta_L[0][0, 0])
    for term, b in zip(design.groups, unpack_effects(packed, draws, seed=1), strict=True):
        eta = eta + (term.Z * b[0, 0][term.index]).sum(axis=1)
    return weights @ FAMILIES[case[0]][2](eta, aux)


def marginal(design, eta, sigma, weights, L):
    term = design.groups[0]
    same = term.index[:, None] == term.index
    covariance = same * (term.Z @ L @ L.T @ term.Z.T) + np.diag(sigma**2 / weights)
    normal = stats.multivariate_normal.logpdf(design.response.y, eta, covariance)
    # A weight replicates a row, so that the constant of the density counts `weight` times, not once.
    return normal - 0.5 * np.sum((weights - 1) * np.log(sigma**2)) - 0.5 * np.sum(np.log(weights))


@pytest.mark.parametrize("case", CASES, ids=", ".join)
def test_log_density(case):
    model = ready(*case)
    rng = np.random.default_rng(1)
    points = [point(model.packed, rng) for _ in range(3)]
    found = [likelihood_of_program(model.packed, values) for values in points]
    expected = [exact(case, model, values) for values in points]
    np.testing.assert_allclose(np.diff(found), np.diff(expected), rtol=1e-8)
