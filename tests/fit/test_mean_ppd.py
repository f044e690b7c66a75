"""mean_PPD has the distribution of the mean of outcomes simulated row by row."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from nbmixed.fit.mean_ppd import mean_PPD
from nbmixed.spec.family import FAMILIES
from tests.fit.posteriors import FRAME, chosen

S = 100_000
LIMIT = 4.0  # standard errors
ROWS = len(FRAME)


def simulate(rng, family, eta, aux, trials):
    """One outcome for each draw and row."""
    mu = np.exp(eta)
    if family == "gaussian":
        return rng.normal(eta, aux)
    if family == "binomial":
        return rng.binomial(trials, mu / (1 + mu))
    if family == "poisson":
        return rng.poisson(mu)
    return rng.negative_binomial(aux, aux / (aux + mu))


CASES = {
    "gaussian": ("gaussian", "y ~ x + (1 | g)", {}),
    "gaussian with offset": ("gaussian", "y ~ x + (1 | g)", {"offset": "size"}),
    "0/1": ("binomial", "hit ~ x + (1 | g)", {}),
    "binomial": ("binomial", "cbind(hit, size - hit) ~ x + (1 | g)", {}),
    "poisson": ("poisson", "count ~ x + (1 | g)", {}),
    "negative binomial": ("neg_binomial_2", "count ~ x + (1 | g)", {}),
}


def repeated(family, formula, arguments):
    """One vector of parameters as S draws, and its linear predictor."""
    posterior, design = chosen("stan_glmer", formula, shape=(1, 1), family=family, **arguments)
    size = (2, S // 2)
    coef = 0.2 * posterior.parameters.coef[0, 0]
    b = tuple(0.2 * e[0, 0] for e in posterior.effects)
    eta = design.X @ coef + (0 if design.offset is None else design.offset)
    for term, effect in zip(design.groups, b, strict=True):
        eta = eta + (term.Z * effect[term.index]).sum(axis=1)
    aux = posterior.parameters.aux
    parameters = replace(
        posterior.parameters,
        coef=np.broadcast_to(coef, (*size, len(coef))),
        aux=None if aux is None else np.broadcast_to(aux, size),
    )
    effects = tuple(np.broadcast_to(e, (*size, *e.shape)) for e in b)
    posterior = replace(
        posterior, parameters=parameters, make_effects=lambda: effects, log_posterior=np.zeros(size)
    )
    return posterior, design, eta, None if aux is None else aux[0, 0]


@pytest.mark.parametrize("case", CASES)
def test_it_is_the_mean_of_simulated_outcomes(case):
    family, formula, arguments = CASES[case]
    posterior, design, eta, aux = repeated(family, formula, arguments)
    trials = 1 if design.response.trials is None else design.response.trials
    found = mean_PPD(posterior, design, FAMILIES[family](), seed=3)
    brute = simulate(np.random.default_rng(8), family, np.tile(eta, (S, 1)), aux, trials).mean(axis=1)
    assert found.shape == posterior.shape
    assert abs(apart(found.ravel(), brute)) < LIMIT
    assert abs(apart((found.ravel() - brute.mean()) ** 2, (brute - brute.mean()) ** 2)) < LIMIT
    assert stats.ks_2samp(found.ravel(), brute).pvalue > 2 * stats.norm.sf(LIMIT)


def apart(first, second):
    """Difference of means of independent draws, in standard errors."""
    return (first.mean() - second.mean()) / np.hypot(first.std(), second.std()) * np.sqrt(len(first))


def test_every_draw_uses_its_own_parameters():
    """With almost no noise each mean_PPD is the mean of its own linear predictor."""
    posterior, design = chosen("stan_glm", "y ~ x")
    quiet = replace(posterior, parameters=replace(posterior.parameters, aux=np.full(posterior.shape, 1e-12)))
    expected = (posterior.parameters.coef @ design.X.T).mean(axis=-1)
    np.testing.assert_allclose(mean_PPD(quiet, design, FAMILIES["gaussian"](), seed=1), expected)


@pytest.mark.parametrize("case", CASES)
def test_the_seed_decides_it(case):
    family, formula, arguments = CASES[case]
    posterior, design = chosen("stan_glmer", formula, family=family, **arguments)
    first, again, other = (mean_PPD(posterior, design, FAMILIES[family](), seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize("family, formula, largest", [
    ("binomial", "hit ~ x", 1.0),
    ("poisson", "count ~ x", 1e15),
    ("neg_binomial_2", "count ~ x", 1e15),
])  # fmt: skip
@pytest.mark.parametrize("sign", [-1, 1])
def test_extreme_predictors_give_numbers(family, formula, largest, sign):
    """As draws from wide priors have them."""
    posterior, design = chosen("stan_glm", formula, family=family)
    wild = replace(posterior.parameters, coef=np.full_like(posterior.parameters.coef, sign * 1e4))
    found = mean_PPD(replace(posterior, parameters=wild), design, FAMILIES[family](), seed=1)
    assert (found == 0).all() if sign < 0 else ((found > 0) & (found <= largest)).all()
