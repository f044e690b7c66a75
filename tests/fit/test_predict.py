"""Predictions: arrays of draws by rows, and what is said of rows."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nbmixed.errors import DataError, SettingError
from nbmixed.fit.log_lik import log_lik
from nbmixed.fit.predict import errors, expected, intervals, linear_predictor, outcomes
from nbmixed.fit.request import Fitted, request
from nbmixed.programs.packed import Parameters
from nbmixed.spec.family import binomial, gaussian, neg_binomial_2
from tests.fit.posteriors import FRAME, chosen

LIMIT = 4.5  # standard errors


def fitted(function, formula, family=None, shape=(2, 50), **arguments):
    if family is not None:
        arguments["family"] = family
    posterior, design = chosen(function, formula, shape, **arguments)
    return Fitted(posterior, design, family or gaussian(), seed=5)


COUNTS = fitted("stan_glmer", "cbind(count, size) ~ x + (1 | g)", binomial())
MIXED = fitted("stan_lmer", "y ~ x + (1 | g)")


def test_expected_outcomes_are_means_of_the_linear_predictor():
    eta = linear_predictor(request(COUNTS))
    np.testing.assert_allclose(expected(request(COUNTS)), 1 / (1 + np.exp(-eta)))
    np.testing.assert_array_equal(
        linear_predictor(request(COUNTS), transform=True), expected(request(COUNTS))
    )


def test_binomial_outcomes_are_counts():
    found = outcomes(request(COUNTS))
    assert (found == np.round(found)).all()
    assert (found >= 0).all()
    assert (found <= request(COUNTS).trials).all()


def test_the_same_call_gives_the_same_numbers_and_another_seed_others():
    np.testing.assert_array_equal(outcomes(request(MIXED)), outcomes(request(MIXED)))
    assert not np.array_equal(outcomes(request(MIXED)), outcomes(request(MIXED, seed=6)))


def test_errors_are_outcomes_minus_predictions():
    asked = request(MIXED, draws=9)
    np.testing.assert_allclose(errors(asked), FRAME.y.to_numpy() - outcomes(asked))
    with pytest.raises(DataError, match="no usable outcome y"):
        errors(request(MIXED, newdata=FRAME.drop(columns="y")))


def test_a_function_of_outcomes():
    np.testing.assert_array_equal(outcomes(request(MIXED), np.exp), np.exp(outcomes(request(MIXED))))


@pytest.mark.parametrize(
    ("fun", "message"), [(3, "fun must be a function"), (np.mean, "fun must keep the shape")]
)
def test_functions_that_are_refused(fun, message):
    with pytest.raises(SettingError, match=message):
        outcomes(request(MIXED), fun)


def test_intervals_have_the_labels_of_rows_and_limits():
    frame = intervals(np.arange(101.0)[:, None] * [1.0, 2.0], pd.Index(["a", "b"]), 0.5)
    assert frame.to_dict() == {"25%": {"a": 25.0, "b": 50.0}, "75%": {"a": 75.0, "b": 150.0}}


@pytest.mark.parametrize("prob", [0, 1, 1.5, "0.9", None])
def test_probabilities_that_are_refused(prob):
    with pytest.raises(SettingError, match="prob must be one number between 0 and 1"):
        intervals(np.zeros((2, 1)), pd.RangeIndex(1), prob)


class TestAgainstTheory:
    """Outcomes of two rows of one new group: variance Z Sigma Z' + sigma^2, covariance Z Sigma Z'; of two groups 0."""

    S = 40_000
    L = np.array([[2.0, 0.0], [-0.6, 0.8]])
    SIGMA_ERROR = 1.5
    ROWS = pd.DataFrame({"x": [0.0, 2.0, 2.0], "g": ["n1", "n1", "n2"]})

    @pytest.fixture(scope="class")
    @classmethod
    def found(cls):
        of = fitted("stan_lmer", "y ~ x + (x | g)", shape=(1, cls.S))
        parameters = Parameters(
            coef=np.tile([1.0, 3.0], (1, cls.S, 1)),
            aux=np.full((1, cls.S), cls.SIGMA_ERROR),
            theta_L=(np.tile(cls.L, (1, cls.S, 1, 1)),),
        )
        of = replace(of, posterior=replace(of.posterior, parameters=parameters))
        return outcomes(request(of, newdata=cls.ROWS))

    def covariance(self):
        Z = np.array([[1.0, 0.0], [1.0, 2.0]])
        within = Z @ self.L @ self.L.T @ Z.T
        joint = np.zeros((3, 3))
        joint[:2, :2], joint[2, 2] = within, within[1, 1]
        return joint + self.SIGMA_ERROR**2 * np.eye(3)

    def test_means(self, found):
        error = np.sqrt(np.diag(self.covariance()) / self.S)
        assert (np.abs(found.mean(axis=0) - [1.0, 7.0, 7.0]) < LIMIT * error).all()

    def test_covariances(self, found):
        V = self.covariance()
        error = np.sqrt(
            (np.outer(np.diag(V), np.diag(V)) + V**2) / self.S
        )  # of a sample covariance of normals
        assert (np.abs(np.cov(found.T) - V) < LIMIT * error).all()


@pytest.mark.parametrize("made", [outcomes, expected, log_lik])
def test_memory_beside_the_result_is_bounded(made):
    """By 150 MB, as the documentation has it, however many rows there are."""
    rng = np.random.default_rng(1)
    data = pd.DataFrame(
        {"y": rng.poisson(2, 15_000), "x": rng.normal(size=15_000), "g": rng.integers(0, 50, 15_000)}
    )
    of = fitted("stan_glmer_nb", "y ~ x + (1 | g)", shape=(1, 1000), data=data)
    asked = request(replace(of, family=neg_binomial_2()))
    tracemalloc.start()
    try:
        result = made(asked)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - result.nbytes < 150e6
