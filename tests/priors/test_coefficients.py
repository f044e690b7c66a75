"""Draws of coefficients, intercept and auxiliary parameter from the prior alone have the documented distributions.

Laws with a distribution function are held to scipy's; lasso, product_normal and the horseshoes to direct simulation.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import nbmixed as nm
from tests.priors import direct
from tests.priors.quantiles import LIMIT, apart

ROWS, SIMULATED = 25, 400_000
LOCATION, SCALE = np.array([0.0, 3.0, -1.0]), np.array([1.0, 0.5, 4.0])
EXACT = {
    "normal": (nm.normal(LOCATION, SCALE), lambda k: stats.norm(LOCATION[k], SCALE[k])),
    "student_t": (
        nm.student_t([3, 5, 30], LOCATION, SCALE),
        lambda k: stats.t([3, 5, 30][k], LOCATION[k], SCALE[k]),
    ),
    "cauchy": (nm.cauchy(LOCATION, SCALE), lambda k: stats.cauchy(LOCATION[k], SCALE[k])),
    "laplace": (nm.laplace(LOCATION, SCALE), lambda k: stats.laplace(LOCATION[k], SCALE[k])),
}
SIMULATIONS = {
    "lasso": nm.lasso(3, LOCATION, SCALE),
    "lasso, heavy": nm.lasso(1),
    "product_normal": nm.product_normal([1, 2, 4], LOCATION, [1, 0.5, 2]),
    "hs": nm.hs(),
    "hs with arguments": nm.hs([3, 2, 1], 2, 0.5, 6, 1.5),
    "hs_plus": nm.hs_plus(2, 3, 3, 0.3, 5, 2),
}
FAMILIES = {
    "gaussian": "lmm",
    "binomial": "bernoulli",
    "poisson": "count",
    "Gamma": "continuous",
}
AUX = {
    "exponential": (nm.exponential(0.25), stats.expon(scale=4)),
    "normal": (nm.normal(1, 2), stats.truncnorm(-0.5, np.inf, 1, 2)),
    "student_t": (nm.student_t(4, 0, 2), None),
    "cauchy": (nm.cauchy(0, 3), stats.halfcauchy(scale=3)),
}


def frame():
    rng = np.random.default_rng(5)
    data = pd.DataFrame(rng.standard_normal((ROWS, 3)), columns=list("abc"))
    return data.assign(y=rng.integers(0, 2, ROWS), positive=rng.uniform(1, 2, ROWS))


@cache
def drawn(name, family):
    """Each prior's fit, with sigma near 2 in Gaussian models."""
    prior = EXACT[name][0] if name in EXACT else SIMULATIONS[name]
    aux = {} if family in ("binomial", "poisson") else {"prior_aux": nm.normal(2, 0.2)}
    outcome = "positive" if family == "Gamma" else "y"
    link = {"link": "log"} if family == "Gamma" else {}
    return nm.stan_glm(
        f"{outcome} ~ a + b + c",
        frame(),
        family=family,
        prior=prior,
        prior_intercept=nm.normal(0, 1),
        prior_PD=True,
        iter=5000,
        seed=9,
        **aux,
        **link,
    )


def crossed(names):
    """Every prior in every program; the quick tests take each prior once."""
    slow = pytest.mark.slow
    return [
        pytest.param(name, family, marks=[] if family == "gaussian" and name != "lasso, heavy" else slow)
        for name in names
        for family in FAMILIES
    ]


@pytest.mark.parametrize("name, family", crossed(EXACT))
def test_laws_with_a_distribution_function(name, family):
    fit = drawn(name, family)
    assert fit.packed.program == FAMILIES[family]
    coef = fit.posterior.parameters.coef[..., 1:]
    worst = {
        f"{k} {prob}": round(z, 2)
        for k in range(3)
        for prob, z in apart(coef[..., k], EXACT[name][1](k).ppf)
        if not abs(z) < LIMIT
    }
    assert not worst


@pytest.mark.parametrize("name, family", crossed(SIMULATIONS))
def test_laws_that_are_simulated(name, family):
    fit = drawn(name, family)
    rng = np.random.default_rng(31)
    sigma = direct.positive(fit.priors.aux, rng, SIMULATED) if family == "gaussian" else 1.0
    expected = direct.draw(fit.priors.coef, 3, rng, SIMULATED, sigma)
    found = fit.posterior.parameters.coef[..., 1:]
    worst = {
        f"{k} {what} {prob}": round(z, 2)
        for k in range(3)
        for what, ours, theirs in (
            ("coefficient", found[..., k], expected[:, k]),
            ("size", np.abs(found[..., k]), np.abs(expected[:, k])),
        )
        for prob, z in apart(ours, theirs)
        if not abs(z) < LIMIT
    }
    assert not worst


@pytest.mark.parametrize("name, family", crossed(["normal"]))
def test_the_intercept_at_the_mean_of_the_predictors(name, family):
    fit = drawn(name, family)
    coef = fit.posterior.parameters.coef
    intercept = coef[..., 0] + coef[..., 1:] @ frame()[list("abc")].mean().to_numpy()
    assert all(abs(z) < LIMIT for _, z in apart(intercept, stats.norm(0, 1).ppf))


@pytest.mark.parametrize("name", AUX)
@pytest.mark.parametrize(
    "outcome, family", [("y", "gaussian"), ("y", "neg_binomial_2"), ("positive", "Gamma")]
)
def test_the_auxiliary_parameter(name, outcome, family):
    prior, law = AUX[name]
    arguments = {"prior_aux": prior, "prior_PD": True, "iter": 5000, "seed": 9}
    fit = nm.stan_glm(f"{outcome} ~ a", frame(), family=family, link="log", **arguments)
    half = law.ppf if law else lambda p: 2 * stats.t(4).ppf((1 + p) / 2)
    assert all(abs(z) < LIMIT for _, z in apart(fit.posterior.parameters.aux, half))


def test_degrees_of_freedom_of_the_student_family():
    fit = nm.stan_glm(
        "positive ~ a",
        frame(),
        family="student",
        prior=nm.normal(0, 1),
        prior_intercept=nm.normal(0, 1),
        prior_PD=True,
        iter=5000,
        seed=9,
    )
    law = stats.gamma(2, scale=10)
    quantile = lambda p: law.isf((1 - p) * law.sf(1))  # noqa: E731
    assert all(abs(z) < LIMIT for _, z in apart(fit.posterior.array(["nu"])[..., 0], quantile))


@pytest.mark.parametrize("autoscale", [False, True])
def test_coefficients_of_rotated_predictors(autoscale):
    """QR: the columns are Q sqrt(N - 1) with autoscaling, else Q times the last diagonal element of R."""
    fit = only_prior(prior=nm.student_t(5, 0, 2, autoscale=autoscale), QR=True)
    X = frame()[list("abc")].to_numpy()
    R = np.linalg.qr(X - X.mean(axis=0), mode="r")
    length = np.sqrt(ROWS - 1) if autoscale else abs(R[-1, -1])
    scale = 2 * frame()["y"].std() if autoscale else 2
    rotated = fit.posterior.parameters.coef[..., 1:] @ R.T * np.sign(np.diag(R)) / length
    worst = [abs(z) for k in range(3) for _, z in apart(rotated[..., k], stats.t(5, scale=scale).ppf)]
    assert max(worst) < LIMIT


def test_sparse_predictors_are_not_centred():
    fit = only_prior(prior=nm.normal(0, 3), sparse=True)
    intercept = fit.posterior.array(["(Intercept)"])[..., 0]
    assert all(abs(z) < LIMIT for _, z in apart(intercept, stats.norm(0, 1).ppf))


def only_prior(**arguments):
    shifted = frame()
    shifted[list("abc")] += 5
    return nm.stan_glm(
        "y ~ a + b + c",
        shifted,
        prior_intercept=nm.normal(0, 1),
        prior_PD=True,
        iter=5000,
        seed=9,
        **arguments,
    )
