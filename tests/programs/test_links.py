"""Links, their inverses and slopes agree with each other and with the distributions that name them."""

import numpy as np
import pytest
from scipy import stats

from nbmixed.programs.links import apply_link, inverse_link, slope

ANY = np.array([-3.0, -0.7, -0.1, 0.2, 1.1, 2.5])
POSITIVE = np.array([0.05, 0.4, 1.0, 3.0])
ETA = dict.fromkeys(("identity", "log", "logit", "probit", "cauchit"), ANY)
ETA |= dict.fromkeys(("inverse", "1/mu^2", "sqrt"), POSITIVE) | {"cloglog": np.minimum(ANY, 2.0)}
DISTRIBUTIONS = {
    "logit": stats.logistic,
    "probit": stats.norm,
    "cauchit": stats.cauchy,
    "cloglog": stats.gumbel_l,
}


@pytest.mark.parametrize("link", ETA)
def test_a_link_undoes_its_inverse(link):
    np.testing.assert_allclose(apply_link(link, inverse_link(link, ETA[link])), ETA[link], rtol=1e-9)


@pytest.mark.parametrize("link", DISTRIBUTIONS)
def test_a_link_of_probabilities_is_a_distribution(link):
    distribution, eta = DISTRIBUTIONS[link], ETA[link]
    np.testing.assert_allclose(inverse_link(link, eta), distribution.cdf(eta), rtol=1e-12)
    np.testing.assert_allclose(slope(link, eta), distribution.pdf(eta), rtol=1e-12)
    p = np.array([0.02, 0.3, 0.5, 0.9])
    np.testing.assert_allclose(apply_link(link, p), distribution.ppf(p), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("link", ETA)
def test_the_slope_is_the_derivative_of_the_mean(link):
    eta, step = ETA[link], 1e-6
    numeric = (inverse_link(link, eta + step) - inverse_link(link, eta - step)) / (2 * step)
    np.testing.assert_allclose(slope(link, eta), numeric, rtol=1e-6)
