"""Posteriors of stan_lm agree with rstanarm's; weights, offsets, draws from the prior and refusals are right.

tests/reference/lm holds rstanarm's results with their data; lm.R beside them made them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import arviz as az
import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.errors import DataError, FormulaError, PriorError, SettingError
from nbmixed.programs.r2 import shapes
from tests.agreement import z_scores
from tests.prepared import prepared
from tests.recorded import read

LIMIT = 4.0  # combined standard errors
REFERENCES = sorted((Path(__file__).parent / "reference" / "lm").glob("*.json"))
KIDIQ = nm.datasets.load("kidiq")


def frame(n=40, seed=3):
    rng = np.random.default_rng(seed)
    data = pd.DataFrame(rng.standard_normal((n, 4)), columns=list("abcd"))
    return data.assign(
        y=10 + 2 * data["a"] - data["b"] + 2 * rng.standard_normal(n), size=rng.integers(1, 4, n)
    )


def reference(path):
    content = read(path)
    prior = content["prior"] and nm.R2(content["prior"]["location"], content["prior"]["what"])
    given = content["prior_intercept"]
    intercept = given and nm.normal(given["location"], given["scale"])
    fit = nm.stan_lm(
        content["formula"],
        pd.DataFrame(content["data"]),
        prior=prior,
        prior_intercept=intercept,
        iter=6000,
        seed=4,
    )
    return content, fit


@pytest.mark.parametrize("path", REFERENCES, ids=lambda p: p.stem)
def test_every_parameter_agrees_with_rstanarm(path):
    content, fit = reference(path)
    rows = {row["name"]: row for row in content["parameters"]}
    assert list(rows) == fit.posterior.names
    apart = {
        f"{name} {statistic}": round(z, 2)
        for name, row in rows.items()
        for statistic, z in z_scores(fit.posterior.array([name])[..., 0], row)
        if not abs(z) < LIMIT
    }
    assert not apart
    assert not fit.posterior.sample_stats["diverging"].any()


@pytest.mark.parametrize("prior", [nm.R2(0.5, "median"), nm.R2(0.05, "mean"), None])
def test_one_predictor(prior):
    """Against integration on a grid of the signed root of R2 and the logarithm of the marginal sd.

    rstanarm is no reference here: with one predictor its posterior is another one.
    """
    data = frame(18)
    fit = nm.stan_lm("y ~ a", data, prior=prior, iter=10000, seed=3)
    exact = integrated(data["a"].to_numpy(), data["y"].to_numpy(), *shapes(prior, 1))
    for name, moments in exact.items():
        draws = fit.posterior.array([name])[..., 0]
        for power, moment in enumerate(moments, 1):
            assert abs((draws**power).mean() - moment) < LIMIT * az.mcse(draws**power, method="mean"), name


def integrated(x, y, a, b):
    """First and second moments of the parameters, the intercept integrated out."""
    x, y = x - x.mean(), y - y.mean()
    root = np.linspace(-1, 1, 2001)[1:-1, None]
    log_sd = np.log(y.std()) + np.linspace(-1.5, 2.5, 1500)
    sigma = np.exp(log_sd) * np.sqrt(1 - root**2)
    slope = root * np.exp(log_sd) * np.sqrt((len(x) - 1) / (x @ x))
    ssq = y @ y - 2 * slope * (x @ y) + slope**2 * (x @ x)
    prior = (2 * a - 1) * np.log(np.abs(root) + 1e-300) + (b - 1) * np.log1p(-(root**2))
    log_density = prior - (len(x) - 1) * np.log(sigma) - ssq / (2 * sigma**2)
    weight = np.exp(log_density - log_density.max())
    weight /= weight.sum()
    quantities = {"a": slope, "sigma": sigma, "R2": root**2 + 0 * sigma}
    return {name: [float((weight * q**k).sum()) for k in (1, 2)] for name, q in quantities.items()}


@cache
def with_prior(location, what, **arguments):
    return nm.stan_lm("y ~ a + b + c + d", frame(), prior=nm.R2(location, what), seed=1, **arguments)


def test_replicated_rows_are_weights():
    """To the last digit, for the program sees the same sums."""
    data = frame()
    rows = data.loc[data.index.repeat(data["size"])].reset_index(drop=True)
    weighted, replicated = (
        prepared("stan_lm", "y ~ a + b", d, prior=nm.R2(0.4, "mean"), **arguments).packed.data
        for d, arguments in ((data, {"weights": "size"}), (rows, {}))
    )
    assert weighted.keys() == replicated.keys()
    for name, value in weighted.items():
        np.testing.assert_allclose(value, replicated[name], err_msg=name)


def test_an_offset_is_taken_from_the_outcome():
    data = frame()
    moved = data.assign(y=data["y"] + data["size"])
    with_offset, without = (
        prepared("stan_lm", "y ~ a + b", d, prior=nm.R2(0.4, "mean"), **arguments).packed.data
        for d, arguments in ((moved, {"offset": "size"}), (data, {}))
    )
    for name, value in with_offset.items():
        np.testing.assert_allclose(value, without[name], err_msg=name)


def test_a_subset_is_fitted_as_if_it_were_all():
    data = frame()
    chosen, alone = (
        prepared("stan_lm", "y ~ a + b", d, prior=nm.R2(0.4, "mean"), **arguments).packed.data
        for d, arguments in ((data, {"subset": "size > 1"}), (data[data["size"] > 1], {}))
    )
    np.testing.assert_array_equal(chosen["theta_hat"], alone["theta_hat"])


def test_units_of_outcome_and_predictors_do_not_matter():
    data = frame()
    first = nm.stan_lm("y ~ a + b + c", data, prior=nm.R2(0.4, "mean"), seed=1, iter=500)
    scaled = data.assign(y=1000 * data["y"], a=data["a"] / 1e6)
    second = nm.stan_lm("y ~ a + b + c", scaled, prior=nm.R2(0.4, "mean"), seed=1, iter=500)
    pick = lambda fit, name: fit.posterior.array([name])  # noqa: E731
    np.testing.assert_allclose(pick(second, "R2"), pick(first, "R2"), rtol=1e-4)
    np.testing.assert_allclose(pick(second, "a"), 1e9 * pick(first, "a"), rtol=1e-4, atol=1e3)
    np.testing.assert_allclose(pick(second, "log-fit_ratio"), pick(first, "log-fit_ratio"), atol=1e-5)


def test_R2_and_sigma_are_the_two_parts_of_the_marginal_variance():
    fit = with_prior(0.3, "mode")
    coef, sigma, ratio, share = (
        fit.posterior.parameters.coef[..., 1:],
        *(fit.posterior.array([n])[..., 0] for n in ("sigma", "log-fit_ratio", "R2")),
    )
    data = frame()
    explained = np.einsum("cdi,ij,cdj->cd", coef, np.cov(data[list("abcd")].T), coef)
    np.testing.assert_allclose(explained, share * (explained + sigma**2), rtol=1e-5)
    np.testing.assert_allclose(np.exp(2 * ratio) * data["y"].var(), explained + sigma**2, rtol=1e-5)


def test_a_stronger_prior_shrinks_more():
    medians = [with_prior(location, "median").posterior.array(["R2"]).mean() for location in (0.05, 0.4, 0.9)]
    assert medians[0] < medians[1] < medians[2]


def test_predictors_that_depend_on_others_are_dropped_as_by_lm():
    ready = prepared("stan_lm", "y ~ a + b + I(a - b)", frame(), prior=None)
    assert ready.design.coef_names == ("(Intercept)", "a", "b")
    assert ready.design.dropped_cols == ("I(a - b)",)


@pytest.mark.parametrize("algorithm", ["meanfield", "fullrank", "laplace", "optimizing", "pathfinder"])
def test_approximations(algorithm):
    exact, found = (with_prior(0.3, "mode", **a) for a in ({}, {"algorithm": algorithm}))
    for name in exact.posterior.names:
        draws, approximate = exact.posterior.array([name]), found.posterior.array([name])
        assert abs(draws.mean() - approximate.mean()) < 0.5 * draws.std(), name


def test_the_sampler_costs_nothing_for_more_rows():
    small, large = (prepared("stan_lm", "y ~ a + b", frame(n), prior=None).packed.data for n in (20, 20_000))
    assert {k: np.shape(v) for k, v in small.items()} == {k: np.shape(v) for k, v in large.items()}


@pytest.mark.parametrize("prior", [nm.R2(0.5, "mean"), None])
@pytest.mark.parametrize("n", [5, 6, 8])
def test_hardly_more_rows_than_coefficients(n, prior):
    """Least squares goes through all points, or nearly so; the posterior is proper all the same."""
    fit = nm.stan_lm("y ~ a + b + c + d", frame(n), prior=prior, seed=2, iter=1000)
    assert np.isfinite(fit.posterior.array(fit.posterior.names)).all()


def test_the_text_of_a_fit_shows_R2_first():
    text = str(with_prior(0.3, "mode"))
    places = [text.index(name) for name in ("R2", "log-fit_ratio", "sigma")]
    assert places == sorted(places)
    assert " predictors:   5" in text


def test_mean_PPD_is_about_the_mean():
    fit = with_prior(0.3, "mode")
    simulated, y = fit.posterior.mean_PPD, frame()["y"]
    assert abs(simulated.mean() - y.mean()) < 0.1 * y.std()


REFUSALS = {
    "no predictor": ("y ~ 1", {"prior": None}, SettingError, "needs a predictor"),
    "no prior": ("y ~ a", {}, PriorError, "R2"),
    "another prior": ("y ~ a", {"prior": nm.normal()}, PriorError, "R2"),
    "a mode of few predictors": ("y ~ a + b", {"prior": nm.R2(0.5)}, PriorError, "mean"),
    "groups": ("y ~ a + (1 | size)", {"prior": None}, FormulaError, "stan_lmer"),
    "flat intercept of the prior": (
        "y ~ a",
        {"prior": nm.R2(0.5, "mean"), "prior_PD": True},
        PriorError,
        "prior_intercept",
    ),
    "prior of no intercept": (
        "y ~ 0 + a",
        {"prior": None, "prior_intercept": nm.normal(0)},
        PriorError,
        "no intercept",
    ),
    "predictors dependent by weights": (
        "y ~ a + b + I((size > 1) * a)",
        {"prior": None, "weights": np.where(frame()["size"] > 1, 1, 0)},
        DataError,
        "combination",
    ),
    "few rows": (
        "y ~ a + b + c + d",
        {"prior": None, "subset": np.arange(40) < 4},
        DataError,
        "at least as many rows",
    ),
    "tiny weights": ("y ~ a", {"prior": None, "weights": np.full(40, 0.01)}, DataError, "add up to 0.4"),
    "constant outcome": (
        "I(0 * y) ~ a",
        {"prior": None},
        DataError,
        "is 0 in every row, so that there is nothing to explain",
    ),
    "impossible location": (
        "y ~ a + b",
        {"prior": nm.R2(-1e9, "log")},
        PriorError,
        "farther from its limits",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refusals(case):
    formula, arguments, error, words = REFUSALS[case]
    with pytest.raises(error, match=words):
        prepared("stan_lm", formula, frame(), **arguments)


def test_a_prior_of_the_intercept_without_a_scale_is_no_reason_to_fail():
    """Its scale is made from R2 and the data, which the checks of sizes leave alone."""
    fit = nm.stan_lm(
        "y ~ a + b + c", frame(), prior=nm.R2(0.5), prior_intercept=nm.normal(10), iter=400, chains=2, seed=1
    )
    assert fit.findings
