"""Draws of stan_lm from the prior alone: R2 is Beta, its direction uniform, the intercept normal."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import nbmixed as nm
from nbmixed.programs.r2 import shapes
from tests.priors.quantiles import LIMIT, apart

ROWS = 12
PRIORS = {
    "mode": (nm.R2(0.4), 4),
    "mean, near 1": (nm.R2(0.95, "mean"), 3),
    "median, near 0": (nm.R2(0.02, "median"), 5),
    "log": (nm.R2(-2, "log"), 2),
    "one predictor": (nm.R2(0.3, "mean"), 1),
    "uniform": (None, 5),
    "uniform, two predictors": (None, 2),
    "uniform, one predictor": (None, 1),
}


def frame():
    rng = np.random.default_rng(6)
    data = pd.DataFrame(rng.standard_normal((ROWS, 5)) @ rng.standard_normal((5, 5)), columns=list("abcde"))
    return data.assign(y=rng.standard_normal(ROWS))


def drawn(prior, K, intercept):
    formula = "y ~ " + " + ".join("abcde"[:K])
    return nm.stan_lm(
        formula, frame(), prior=prior, prior_intercept=intercept, prior_PD=True, seed=2, iter=5000
    )


@pytest.mark.parametrize("case", PRIORS)
def test_parameters_have_the_documented_prior(case):
    prior, K = PRIORS[case]
    fit = drawn(prior, K, nm.normal(5, 2))
    coef = fit.posterior.parameters.coef[..., 1:]
    X = frame()[list("abcde"[:K])].to_numpy()
    X = X - X.mean(axis=0)
    fitted = coef @ X.T  # (chains, draws, rows)
    shown = {
        "R2": fit.posterior.array(["R2"])[..., 0],
        "sigma": fit.posterior.array(["sigma"])[..., 0],
        "intercept": fit.posterior.array(["(Intercept)"])[..., 0]
        + coef @ frame()[list("abcde"[:K])].mean().to_numpy(),
    }
    directions = (
        fitted @ np.linalg.svd(X, full_matrices=False)[0][:, :2] / np.linalg.norm(fitted, axis=-1)[..., None]
    )
    shown |= {f"direction {k}": directions[..., k] for k in range(directions.shape[-1])}
    shown["signed root"] = directions[..., 0] * np.sqrt(shown["R2"])
    R2 = stats.beta(*shapes(prior, K))
    unexplained = stats.beta(*shapes(prior, K)[::-1])
    direction = stats.beta((K - 1) / 2, (K - 1) / 2, loc=-1, scale=2)
    expected = {
        "R2": R2.ppf,
        "sigma": lambda p: np.sqrt(unexplained.ppf(p)),
        "intercept": stats.norm(5, 2).ppf,
    }
    if K == 1:
        expected["signed root"] = lambda p: np.sign(p - 0.5) * np.sqrt(R2.ppf(abs(2 * p - 1)))
    else:
        expected |= {f"direction {k}": direction.ppf for k in range(2)}
    worst = {
        f"{name} {prob}": round(z, 2)
        for name, quantile in expected.items()
        for prob, z in apart(shown[name], quantile)
        if not abs(z) < LIMIT
    }
    assert not worst
    np.testing.assert_allclose(
        (fitted**2).sum(axis=-1) / (ROWS - 1), fit.posterior.array(["R2"])[..., 0], rtol=1e-4, atol=1e-12
    )
    assert "log-fit_ratio" not in fit.posterior.names


def test_an_intercept_without_a_scale_is_as_uncertain_as_a_mean():
    fit = drawn(nm.R2(0.3, "mean"), 3, nm.normal(10))
    coef = fit.posterior.parameters.coef
    intercept = coef[..., 0] + coef[..., 1:] @ frame()[list("abc")].mean().to_numpy()
    expected = stats.norm(10, 1 / np.sqrt(ROWS)).ppf
    assert all(abs(z) < LIMIT for _, z in apart(intercept, expected))
