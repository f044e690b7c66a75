"""mean_PPD has the distribution of the mean of outcomes simulated row by row.

Those are of nbmixed.fit.simulate, held to scipy's distributions in test_simulate.py.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from nbmixed.fit.mean_ppd import mean_PPD
from nbmixed.fit.simulate import simulate
from nbmixed.spec.family import FAMILIES, resolve_family
from tests.fit.posteriors import FRAME, chosen

S = 100_000
LIMIT = 4.0  # standard errors
ROWS = len(FRAME)


CASES = {
    "gaussian": ("gaussian", "y ~ x + (1 | g)", {}),
    "gaussian with offset": ("gaussian", "y ~ x + (1 | g)", {"offset": "size"}),
    "0/1": ("binomial", "hit ~ x + (1 | g)", {}),
    "binomial": ("binomial", "cbind(hit, size - hit) ~ x + (1 | g)", {}),
    "poisson": ("poisson", "count ~ x + (1 | g)", {}),
    "poisson, square root": ("poisson", "count ~ x + (1 | g)", {"link": "sqrt"}),
    "negative binomial": ("neg_binomial_2", "count ~ x + (1 | g)", {}),
    "gaussian, log": ("gaussian", "y ~ x + (1 | g)", {"link": "log"}),
    "student": ("student", "y ~ x + (1 | g)", {}),
    "Gamma": ("Gamma", "y ~ x + (1 | g)", {"link": "log"}),
    "inverse Gaussian": ("inverse_gaussian", "y ~ x + (1 | g)", {"link": "log"}),
    "beta": ("beta", "I(y / 5) ~ x + (1 | g)", {}),
    "beta-binomial": ("beta_binomial", "cbind(hit, size - hit) ~ x + (1 | g)", {"link": "probit"}),
}


def drawn(family, formula, arguments, **shape):
    """A posterior of random numbers; of the Student family with 30 degrees of freedom."""
    posterior, design = chosen("stan_glmer", formula, family=family, **arguments, **shape)
    if family != "student":
        return posterior, design
    further = {"nu": np.full(posterior.shape, 30.0)}
    return replace(posterior, parameters=replace(posterior.parameters, further=further)), design


def resolved(family, arguments):
    return resolve_family(family, arguments.get("link"))


def repeated(family, formula, arguments):
    """One vector of parameters as S draws, and its linear predictor."""
    posterior, design = drawn(family, formula, arguments, shape=(1, 1))
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
        further={name: np.broadcast_to(v, size) for name, v in posterior.parameters.further.items()},
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
    chosen_family = resolved(family, arguments)
    found = mean_PPD(posterior, design, chosen_family, seed=3)
    rng, aux = np.random.default_rng(8), None if aux is None else np.full(S, aux)
    further = {name: v.ravel() for name, v in posterior.parameters.further.items()}
    rows = simulate(chosen_family, np.tile(eta, (S, 1)), aux, further, design.response.trials, rng)
    brute = rows.mean(axis=1)
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
    posterior, design = drawn(family, formula, arguments)
    own = resolved(family, arguments)
    first, again, other = (mean_PPD(posterior, design, own, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize("family, formula, largest", [
    ("binomial", "hit ~ x", 1.0),
    ("poisson", "count ~ x", 1e300),
    ("neg_binomial_2", "count ~ x", 1e300),
])  # fmt: skip
@pytest.mark.parametrize("sign", [-1, 1])
def test_extreme_predictors_give_numbers(family, formula, largest, sign):
    """As draws from wide priors have them."""
    posterior, design = chosen("stan_glm", formula, family=family)
    wild = replace(posterior.parameters, coef=np.full_like(posterior.parameters.coef, sign * 1e4))
    found = mean_PPD(replace(posterior, parameters=wild), design, FAMILIES[family](), seed=1)
    assert (found == 0).all() if sign < 0 else ((found > 0) & (found <= largest)).all()


@pytest.mark.parametrize("family, formula, link", [
    ("Gamma", "y ~ x", "inverse"),
    ("inverse_gaussian", "y ~ x", "1/mu^2"),
    ("poisson", "count ~ x", "identity"),
    ("binomial", "hit ~ x", "log"),
])  # fmt: skip
def test_rounding_puts_no_row_beyond_its_bound(family, formula, link):
    """The model keeps linear predictors off 0; a row at its bound may come out at or below 0 by rounding."""
    posterior, design = chosen("stan_glm", formula, family=family, link=link)
    own = resolve_family(family, link)
    slope = own.bound * np.linspace(0.01, 0.1, posterior.size).reshape(posterior.shape)
    edge = design.X[:, 1].min()
    coef = np.stack([-slope * edge - own.bound * 1e-18, slope], axis=-1)
    found = mean_PPD(
        replace(posterior, parameters=replace(posterior.parameters, coef=coef)), design, own, seed=1
    )
    assert np.isfinite(found).all()
