"""Simulated outcomes have the moments of their family, and are possible outcomes even at extreme predictors."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from nbmixed.fit.simulate import gamma_means, poisson_counts, simulate
from nbmixed.programs.links import apply_link, inverse_link
from nbmixed.spec.family import FAMILIES, Family, links

S = 200_000
LIMIT = 4.5  # standard errors
AUX, NU, TRIALS = 3.0, 7.0, 6
PAIRS = [Family(f().name, link) for f in FAMILIES.values() for link in links(f().name)]
# Distribution at mean mu; moments and shape are scipy's.
LAWS = {
    "gaussian": lambda mu: stats.norm(mu, AUX),
    "student": lambda mu: stats.t(NU, mu, AUX),
    "Gamma": lambda mu: stats.gamma(AUX, scale=mu / AUX),
    "inverse.gaussian": lambda mu: stats.invgauss(mu / AUX, scale=AUX),
    "beta": lambda mu: stats.beta(mu * AUX, (1 - mu) * AUX),
    "binomial": lambda mu: stats.binom(TRIALS, mu),
    "beta_binomial": lambda mu: stats.betabinom(TRIALS, mu * AUX, (1 - mu) * AUX),
    "poisson": stats.poisson,
    "neg_binomial_2": lambda mu: stats.nbinom(AUX, AUX / (AUX + mu)),
}
COUNTED = ("binomial", "beta_binomial")


def drawn(family, eta, size=1, seed=1, trials=TRIALS):
    """Outcomes of shape (size, len(eta))."""
    among = np.full(len(eta), trials) if family.name in COUNTED else None
    aux = None if family.aux is None else np.full(size, AUX)
    further = {"nu": np.full(size, NU)} if family.name == "student" else {}
    return simulate(family, np.tile(eta, (size, 1)), aux, further, among, np.random.default_rng(seed))


@pytest.mark.parametrize("family", PAIRS, ids=str)
@pytest.mark.parametrize("mu", [0.3, 0.8])
def test_the_distribution_is_scipys(family, mu):
    y = drawn(family, apply_link(family.link, np.array([mu])), S)[:, 0]
    law = LAWS[family.name](mu)
    assert abs(y.mean() - law.mean()) < LIMIT * law.std() / np.sqrt(S)
    squares = (y - law.mean()) ** 2
    assert abs(squares.mean() - law.var()) < LIMIT * squares.std() / np.sqrt(S)
    if family.continuous:
        assert stats.kstest(y, law.cdf).pvalue > 1e-5
    else:
        support = np.arange(20)
        observed = np.array([(y == k).mean() for k in support])
        expected = law.pmf(support)
        assert (np.abs(observed - expected) < LIMIT * np.sqrt(expected / S) + 1e-9).all()


def test_every_draw_has_its_own_parameters():
    eta = np.array([[0.0, 10.0], [100.0, -5.0]])
    tiny = np.full(2, 1e-9)
    y = simulate(Family("gaussian", "identity"), eta, tiny, {}, None, np.random.default_rng(1))
    np.testing.assert_allclose(y, eta, atol=1e-7)
    y = simulate(
        Family("gaussian", "identity"), 0 * eta, np.array([1e-9, 1e9]), {}, None, np.random.default_rng(1)
    )
    assert np.abs(y[0]).max() < 1e-6
    assert np.abs(y[1]).max() > 1e6


def test_every_row_has_its_own_trials():
    y = simulate(
        Family("binomial", "logit"),
        np.full((3, 2), 50.0),
        None,
        {},
        np.array([4, 9]),
        np.random.default_rng(1),
    )
    assert y.tolist() == [[4, 9]] * 3


@pytest.mark.parametrize("family", PAIRS, ids=str)
def test_extreme_predictors(family):
    """Possible outcomes where the mean is possible, nan where it is not; no warning."""
    eta = np.array([-1e5, -800, -40, -1, 0, 1, 40, 800, 1e5])
    mu = inverse_link(family.link, eta)
    y = drawn(family, eta)[0]
    lowest = {"gaussian": -np.inf, "student": -np.inf}.get(family.name, 0)
    highest = 1 if family.name in ("beta", *COUNTED) else np.inf
    possible = np.isfinite(mu) & (mu >= lowest) & (mu <= highest)
    np.testing.assert_array_equal(np.isfinite(y), possible)
    outcomes = y[possible]
    if family.name in ("Gamma", "inverse.gaussian", "beta"):
        assert (outcomes > 0).all()
    if family.name == "beta":
        assert (outcomes < 1).all()
    if not family.continuous:
        assert (outcomes >= 0).all() and (outcomes == np.rint(outcomes)).all()


@pytest.mark.parametrize("mean", [3.0, 2.0**30 - 1, 2.0**30 + 1, 1e14, 1e20])
def test_counts_of_any_mean(mean):
    counts = poisson_counts(np.full(20_000, mean), np.random.default_rng(4))
    error = np.sqrt(mean / len(counts))
    assert abs(counts.mean() - mean) < LIMIT * error + 1e-12 * mean
    assert abs(counts.var() / mean - 1) < LIMIT * np.sqrt(2 / len(counts)) + 1 / mean


def test_infinite_means_are_large_ones():
    counts = poisson_counts(np.array([np.inf, 1e304]), np.random.default_rng(1))
    assert np.isfinite(counts).all() and (counts > 1e299).all()


def test_means_of_negative_binomial_counts():
    mu, shape = np.full((S, 1), 5.0), np.full((S, 1), 2.0)
    means = gamma_means(mu, shape, np.random.default_rng(2))[:, 0]
    assert stats.kstest(means, stats.gamma(2, scale=2.5).cdf).pvalue > 1e-5


@pytest.mark.parametrize("family", PAIRS, ids=str)
def test_the_seed_decides(family):
    eta = apply_link(family.link, np.full(50, 0.5))
    np.testing.assert_array_equal(drawn(family, eta, 3, seed=8), drawn(family, eta, 3, seed=8))
    assert (drawn(family, eta, 3, seed=8) != drawn(family, eta, 3, seed=9)).any()
