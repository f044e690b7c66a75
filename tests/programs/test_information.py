"""Score and information of rows: derivatives of the log density, finite wherever a linear predictor may be."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.fit.density import log_density
from nbmixed.programs.information import Outcome
from nbmixed.programs.links import inverse_link, log_chance_slopes
from nbmixed.spec.family import Family, links
from tests.prepared import prepared

CHANCES = links("binomial")
LARGE = np.array([-1e300, -800.0, -40.0, -5.0, 0.3, 3.0, 5.0, 40.0, 800.0, 1e300])


def outcome(family, y, trials):
    return Outcome(y, trials, np.zeros(len(y)), np.ones(len(y)), family)


class TestChances:
    @pytest.mark.parametrize("link", CHANCES)
    def test_the_score_is_the_derivative_of_the_log_density(self, link):
        eta = np.array([-3.0, -1.2, -0.4, -0.1])
        y, trials, family = (
            np.array([0.0, 2.0, 5.0, 1.0]),
            np.array([3.0, 2.0, 9.0, 1.0]),
            Family("binomial", link),
        )
        sides = [log_density(family, eta[None] + h, y, None, {}, trials)[0] for h in (1e-6, -1e-6)]
        score, _ = outcome(family, y, trials).working(eta, 1)
        np.testing.assert_allclose(score, (sides[0] - sides[1]) / 2e-6, rtol=1e-6)

    @pytest.mark.parametrize("link", CHANCES)
    def test_the_information_is_the_variance_of_the_score(self, link):
        eta, family = np.linspace(-2.5, -0.2, 7), Family("binomial", link)
        one, many = np.ones(7), np.full(7, 4.0)
        mu = inverse_link(link, eta)
        hit, miss = (outcome(family, y, one).working(eta, 1)[0] for y in (one, 0 * one))
        _, information = outcome(family, one, many).working(eta, 1)
        np.testing.assert_allclose(information, 4 * (mu * hit**2 + (1 - mu) * miss**2))

    @pytest.mark.parametrize("name", ["binomial", "beta_binomial", "beta"])
    @pytest.mark.parametrize("link", ["logit", "probit", "cauchit", "cloglog"])
    def test_it_is_finite_and_moderate_where_a_chance_is_0_or_1_to_the_last_bit(self, name, link):
        y = np.full(len(LARGE), 0.3) if name == "beta" else (np.arange(len(LARGE)) % 2).astype(float)
        score, information = outcome(Family(name, link), y, np.ones(len(LARGE))).working(LARGE, 2)
        assert np.isfinite(score).all()
        assert (information >= 0).all() and information.max() < 10

    @pytest.mark.parametrize("link", ["logit", "probit", "cauchit", "cloglog"])
    def test_the_slopes_of_log_chances_are_numbers_everywhere(self, link):
        for slopes in log_chance_slopes(link, np.clip(LARGE, -1e8, 690)):
            assert np.isfinite(slopes).all() and (slopes >= 0).all()


class TestUnits:
    """What rows say of a mean does not depend on the unit that the outcome is measured in."""

    @pytest.mark.parametrize("unit", [1e-15, 1e15])
    @pytest.mark.parametrize(
        "name, link, power", [("Gamma", "identity", 1), ("Gamma", "inverse", -1), ("Gamma", "log", 0)]
    )
    def test_information(self, unit, name, link, power):
        rng = np.random.default_rng(5)
        y, family, ones = rng.gamma(5, 1, 50), Family(name, link), np.ones(50)
        eta = {"identity": 5 * ones, "inverse": ones / 5, "log": np.log(5) * ones}[link]
        there = eta * unit**power + (np.log(unit) if link == "log" else 0)
        information = outcome(family, y, ones).working(eta, 1)[1]
        far = outcome(family, y * unit, ones).working(there, 1)[1]
        np.testing.assert_allclose(far * unit ** (2 * power), information, rtol=1e-6)


@pytest.mark.parametrize("link", ["logit", "probit", "cauchit", "cloglog"])
@pytest.mark.parametrize("steep", [1.0, 100.0])
def test_separated_outcomes_have_coordinates_as_wide_as_their_posterior(link, steep):
    x = np.linspace(-1, 1.5, 24) ** 3 / steep
    frame = pd.DataFrame({"x": x, "y": (x > 0.1 / steep).astype(int)})
    place = prepared("stan_glm", "y ~ x", frame, family="binomial", link=link).packed.coordinates
    widths = np.sqrt(np.diag(place.spread @ place.spread.T))
    assert (widths > [0.05, 0.3 / np.std(x)]).all() and (widths < [5, 5 / np.std(x)]).all()
