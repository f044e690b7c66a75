"""Log densities of every family and link are scipy's, and stay numbers where scipy's formulas lose theirs."""

import numpy as np
import pytest
from scipy import stats

from nbmixed.fit.density import log_chances, log_density
from nbmixed.programs.links import inverse_link
from nbmixed.spec.family import Family, links

RNG = np.random.default_rng(20)
S, N = 5, 40
AUX = RNG.uniform(0.4, 4, S)
NU = RNG.uniform(1.5, 9, S)
TRIALS = RNG.integers(1, 12, N)
LINKS = [
    (family, link)
    for family in (
        "gaussian",
        "student",
        "Gamma",
        "inverse.gaussian",
        "beta",
        "binomial",
        "beta_binomial",
        "poisson",
        "neg_binomial_2",
    )
    for link in links(family)
]


def linear_predictors(family):
    """Moderate ones: scipy takes means, and has no digits left of the complement of one near 1."""
    eta = RNG.normal(0, 0.6, (S, N))
    return family.bound * np.abs(eta) if family.bound else eta + 2.5 * (family.link == "inverse")


def scipys(family, mu, y):
    """Frozen distributions broadcast over draws and rows, from scipy's own parametrisations."""
    aux, nu = AUX[:, None], NU[:, None]
    return {
        "gaussian": lambda: stats.norm(mu, aux).logpdf(y),
        "student": lambda: stats.t(nu, mu, aux).logpdf(y),
        "Gamma": lambda: stats.gamma(aux, scale=mu / aux).logpdf(y),
        "inverse.gaussian": lambda: stats.invgauss(mu / aux, scale=aux).logpdf(y),
        "beta": lambda: stats.beta(mu * aux, (1 - mu) * aux).logpdf(y),
        "binomial": lambda: stats.binom(TRIALS, mu).logpmf(y),
        "beta_binomial": lambda: stats.betabinom(TRIALS, mu * aux, (1 - mu) * aux).logpmf(y),
        "poisson": lambda: stats.poisson(mu).logpmf(y),
        "neg_binomial_2": lambda: stats.nbinom(aux, aux / (aux + mu)).logpmf(y),
    }[family]()


def outcomes(name):
    if name in ("binomial", "beta_binomial"):
        return RNG.integers(0, TRIALS + 1).astype(float)
    if name in ("poisson", "neg_binomial_2"):
        return RNG.integers(0, 9, N).astype(float)
    if name in ("gaussian", "student"):
        return RNG.normal(0, 2, N)
    return RNG.uniform(0.02, 0.98, N)


@pytest.mark.parametrize(("name", "link"), LINKS)
def test_every_row_and_draw_is_scipys(name, link):
    family = Family(name, link)
    eta, y = linear_predictors(family), outcomes(name)
    further = {"nu": NU} if name == "student" else {}
    aux = AUX if family.aux else None
    trials = TRIALS if "binomial" in name and name != "neg_binomial_2" else None
    found = log_density(family, eta, y, aux, further, trials)
    assert found.shape == (S, N)
    np.testing.assert_allclose(found, scipys(name, inverse_link(link, eta), y), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("link", ["logit", "probit", "cauchit", "cloglog"])
def test_small_chances_do_not_vanish(link):
    eta = np.array([-30.0])
    success, failure = log_chances(link, eta)
    exact = {"logit": -30.0, "probit": stats.norm.logcdf(-30.0), "cloglog": -30.0}
    expected = exact.get(link, np.log(np.arctan(1 / 30) / np.pi))
    assert success[0] == pytest.approx(expected, rel=1e-12)
    assert failure[0] == pytest.approx(np.log1p(-np.exp(expected)), rel=1e-9, abs=1e-15)


def test_a_large_dispersion_parameter_is_the_poisson_limit():
    eta, y = np.zeros((1, 4)), np.array([0.0, 1, 3, 8])
    negative = log_density(Family("neg_binomial_2", "log"), eta, y, np.array([1e12]), {}, None)
    np.testing.assert_allclose(negative[0], stats.poisson(1).logpmf(y), rtol=1e-8)


def test_nothing_counted_at_mean_zero_is_certain():
    zero = log_density(Family("poisson", "identity"), np.zeros((1, 2)), np.array([0.0, 1.0]), None, {}, None)
    assert zero.tolist() == [[0.0, -np.inf]]


def test_certain_outcomes_of_a_binomial():
    eta = np.array([[0.0, 0.0]])
    chances = log_density(Family("binomial", "log"), eta, np.array([3.0, 2.0]), None, {}, np.array([3, 3]))
    assert chances.tolist() == [[0.0, -np.inf]]


@pytest.mark.parametrize(
    ("name", "link"),
    [("poisson", "identity"), ("Gamma", "inverse"), ("binomial", "log"), ("neg_binomial_2", "sqrt")],
)
def test_impossible_means_have_no_density(name, link):
    family = Family(name, link)
    density = log_density(family, -family.bound * np.ones((1, 1)), np.ones(1), np.ones(1), {}, None)
    assert density[0, 0] == -np.inf
