"""R2 of every family: variances of outcomes are those that simulation has, and shares come out as defined."""

import numpy as np
import pytest

from nbmixed.fit.r2 import bayes_R2, loo_R2, outcome_variance
from nbmixed.fit.request import Fitted, request
from nbmixed.fit.simulate import simulate
from nbmixed.spec.family import Family, binomial, gaussian
from tests.fit.normal_mean import normal_mean
from tests.fit.posteriors import FRAME, chosen

LIMIT = 4.5  # standard errors
FAMILIES = {
    "gaussian": "identity",
    "student": "identity",
    "Gamma": "log",
    "inverse.gaussian": "log",
    "beta": "logit",
    "binomial": "logit",
    "beta_binomial": "logit",
    "poisson": "log",
    "neg_binomial_2": "log",
}


def fitted(function, formula, family=None, **arguments):
    if family is not None:
        arguments["family"] = family
    posterior, design = chosen(function, formula, **arguments)
    return Fitted(posterior, design, family or gaussian(), seed=5)


@pytest.mark.parametrize("name", FAMILIES)
def test_variances_are_those_of_simulated_outcomes(name):
    family, S = Family(name, FAMILIES[name]), 100_000
    trials = np.array([7]) if "binomial" in name and name != "neg_binomial_2" else None
    aux, nu = np.full(S, 6.0), np.full(S, 12.0)
    y = simulate(family, np.full((S, 1), 0.3), aux, {"nu": nu}, trials, np.random.default_rng(1))[:, 0]
    mu = (
        np.exp(0.3)
        if FAMILIES[name] == "log"
        else 1 / (1 + np.exp(-0.3))
        if FAMILIES[name] == "logit"
        else 0.3
    )
    expected = np.ravel(outcome_variance(family, np.full((1, 1), mu), aux[:1, None], nu[:1, None], 7.0))[0]
    squares = (y - y.mean()) ** 2
    assert abs(squares.mean() - expected) < LIMIT * squares.std() / np.sqrt(S)


def test_is_explained_over_explained_and_residual():
    asked = request(fitted("stan_glm", "y ~ x"))
    explained = asked.predictor.all().var(axis=1, ddof=1)
    np.testing.assert_allclose(bayes_R2(asked), explained / (explained + asked.aux**2))


def test_binomial_outcomes_are_counted():
    asked = request(fitted("stan_glm", "cbind(count, size) ~ x", binomial()))
    n = (FRAME["count"] + FRAME["size"]).to_numpy()
    p = 1 / (1 + np.exp(-asked.predictor.all()))
    explained = (n * p).var(axis=1, ddof=1)
    np.testing.assert_allclose(bayes_R2(asked), explained / (explained + (n * p * (1 - p)).mean(axis=1)))


def test_weights_count_as_replicated_rows():
    weighted = fitted("stan_glm", "y ~ x", weights="size")
    copies = FRAME.loc[FRAME.index.repeat(FRAME["size"])].reset_index(drop=True)
    spread = fitted("stan_glm", "y ~ x", data=copies)
    np.testing.assert_allclose(bayes_R2(request(weighted)), bayes_R2(request(spread)))


def test_group_effects_explain_unless_left_out():
    of = fitted("stan_lmer", "y ~ x + (1 | g)")
    eta = request(of, re_form="NA").predictor.all()
    expected = eta.var(axis=1, ddof=1) / (
        eta.var(axis=1, ddof=1) + of.posterior.parameters.aux.reshape(-1) ** 2
    )
    np.testing.assert_allclose(bayes_R2(request(of, re_form="NA")), expected)


def test_an_outcome_without_variance_leaves_nothing_explained():
    assert np.isinf(outcome_variance(Family("student", "identity"), np.zeros(1), np.ones(1), np.full(1, 2.0)))


def test_a_constant_mean_predicts_nothing_about_rows_left_out():
    """Its leave-one-out residuals are n / (n - 1) of those around the mean: R2 is 1 - (n / (n - 1))^2, whatever the bootstrap."""
    found = loo_R2(request(normal_mean()))
    assert found.shape == (4000,)
    np.testing.assert_allclose(found, 1 - (30 / 29) ** 2, atol=0.02)
