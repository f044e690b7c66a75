"""Means over normal group effects equal numerical integrals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from nbmixed.effects.population import population_mean, population_sd
from nbmixed.programs.links import inverse_link


@pytest.mark.parametrize("link", ["logit", "probit", "cauchit", "cloglog"])
@pytest.mark.parametrize("sd", [0.0, 0.1, 1.0, 4.0, 12.0])
def test_chances(link: str, sd: float) -> None:
    """Error below 1e-8, and 1e-9 of the integral."""
    for eta in (-6.0, -1.0, 0.0, 2.5):
        found = population_mean(link, np.array([eta]), np.array([sd]))[0]
        expected, _ = integrate.quad(
            lambda z, e=eta: inverse_link(link, np.array(e + sd * z)) * stats.norm.pdf(z),
            -10,
            10,
            epsabs=1e-9,
            limit=500,
            points=[np.clip(-eta / sd, -10, 10)] if sd else None,
        )
        assert abs(found - expected) < 1e-8 + 1e-9


def test_expectations_of_lognormal_variables() -> None:
    eta, sd = np.array([0.0, 1.0]), np.array([0.5, 1.5])
    assert np.allclose(
        population_mean("log", eta, sd), stats.lognorm(sd, scale=np.exp(eta)).mean(), rtol=1e-12
    )


def test_without_effects_it_is_the_inverse_link() -> None:
    eta = np.linspace(-3, 3, 7)
    assert np.allclose(population_mean("logit", eta, np.zeros(7)), inverse_link("logit", eta), rtol=1e-14)


def test_variances_of_terms_add() -> None:
    rng = np.random.default_rng(1)
    Z = [np.ones((3, 1)), rng.normal(size=(3, 2))]
    L = rng.normal(size=(5, 2, 2))
    Sigma = [rng.random((5, 1, 1)), L @ L.transpose(0, 2, 1)]
    found = population_sd(Z, Sigma)
    for s in range(5):
        for n in range(3):
            expected = Sigma[0][s, 0, 0] + Z[1][n] @ Sigma[1][s] @ Z[1][n]
            assert np.isclose(found[s, n], np.sqrt(expected), rtol=1e-13)
