"""Expectations for rows left out, against a model where they are known."""

import numpy as np
import pytest
from scipy import stats

from nbmixed.errors import SettingError
from nbmixed.fit.loo_expect import _expected, loo_expectation
from nbmixed.fit.request import request
from tests.fit.normal_mean import LEFT_MEAN, LEFT_VARIANCE, N, S, normal_mean

LIMIT = 4.5  # standard errors
SIZE = S / 1.3  # weights of these rows cost less than a quarter of the draws


@pytest.fixture(scope="module")
def asked():
    return request(normal_mean())


def test_means_of_outcomes(asked):
    found = loo_expectation(asked, "outcome")
    assert list(found.columns) == ["mean", "pareto_k"]
    assert np.abs(found["mean"] - LEFT_MEAN).max() < LIMIT * np.sqrt(LEFT_VARIANCE / SIZE)


def test_variances_of_outcomes(asked):
    found = loo_expectation(asked, "outcome", "var")["var"]
    assert np.abs(found - LEFT_VARIANCE).max() < LIMIT * LEFT_VARIANCE * np.sqrt(2 / SIZE)


def test_quantiles_of_outcomes(asked):
    found = loo_expectation(asked, "outcome", "quantile", [0.05, 0.5])
    assert list(found.columns) == ["5%", "50%", "pareto_k"]
    for p in (0.05, 0.5):
        expected = stats.norm(LEFT_MEAN, np.sqrt(LEFT_VARIANCE)).ppf(p)
        density = stats.norm.pdf(stats.norm.ppf(p)) / np.sqrt(LEFT_VARIANCE)
        assert np.abs(found[f"{100 * p:g}%"] - expected).max() < LIMIT * np.sqrt(p * (1 - p) / SIZE) / density


def test_linear_predictors(asked):
    found = loo_expectation(asked, "linpred", "var")["var"]
    assert np.abs(found * (N - 1) - 1).max() < LIMIT * np.sqrt(2 / SIZE)
    np.testing.assert_allclose(
        loo_expectation(asked, "epred")["mean"], loo_expectation(asked, "linpred")["mean"]
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "median"}, "type must be 'mean', 'var' or 'quantile'"),
        ({"probs": 1.2}, "probs must lie between"),
    ],
)
def test_refusals(asked, arguments, message):
    with pytest.raises(SettingError, match=message):
        loo_expectation(asked, "outcome", **arguments)


def test_the_variance_of_few_draws_is_corrected_for_its_mean():
    """With equal weights it is the sample variance; in general it divides by 1 minus the sum of squared weights."""
    x, equal = np.array([1.0, 2.0, 4.0, 9.0]), np.full(4, 3.0)
    assert _expected(x, equal, "var", np.array([0.5])) == pytest.approx([np.var(x, ddof=1)])
    weights = np.array([0.1, 0.2, 0.3, 0.4])
    mean = weights @ x
    unequal = (weights @ x**2 - mean**2) / (1 - 0.3)
    assert _expected(x, 7 * weights, "var", np.array([0.5])) == pytest.approx([unequal])
