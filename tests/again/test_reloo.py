"""Rows that importance sampling cannot leave out are left out by fitting again."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import logsumexp

import nbmixed as nm
from nbmixed.again.reloo import loo, reloo
from nbmixed.errors import DataError, FitWarning, SettingError
from tests.again.rows import FRAME, QUICK, N


@pytest.fixture(scope="module")
def fit():
    return nm.stan_glm("y ~ x", FRAME, **QUICK)


@pytest.fixture(scope="module")
def exact(fit):
    return reloo(fit)


def test_only_bad_rows_change(fit, exact):
    before, bad = fit.loo(), fit.loo().bad()
    assert 15 in bad
    good = np.setdiff1d(np.arange(N), bad)
    pd.testing.assert_frame_equal(exact.pointwise.iloc[good], before.pointwise.iloc[good])
    assert exact.pointwise["pareto_k"].iloc[15] == 0
    assert exact.pointwise["ic"].iloc[15] == -2 * exact.pointwise["elpd"].iloc[15]


def test_a_refitted_row_has_the_density_under_the_fit_without_it(exact):
    alone = nm.stan_glm("y ~ x", FRAME.drop(index="row15"), **QUICK)
    ll = alone.log_lik(newdata=FRAME.loc[["row15"]])[:, 0]
    assert exact.pointwise["elpd"].iloc[15] == pytest.approx(logsumexp(ll) - np.log(len(ll)))


def test_says_what_it_did(exact):
    assert [f.severity for f in exact.findings] == ["ok", "ok"]
    assert "'row15'" in exact.findings[0].message
    assert exact.findings[1].message.startswith("All Pareto k estimates are good")
    assert exact.mcse > 0


def test_bad_rows_below_the_users_threshold_are_still_told(fit):
    k = fit.loo().pointwise["pareto_k"].sort_values()
    assert k.iloc[-1] > 0.7
    found = loo(fit, k_threshold=float(k.iloc[-1]) + 0.1)
    assert [f.kind for f in found.findings] == ["khat"]


def test_a_threshold_that_no_row_exceeds_leaves_loo_alone(fit):
    pd.testing.assert_frame_equal(loo(fit, k_threshold=100.0).pointwise, fit.loo().pointwise)
    pd.testing.assert_frame_equal(loo(fit).pointwise, fit.loo().pointwise)


def test_from_a_loo_at_hand(fit, exact):
    pd.testing.assert_frame_equal(reloo(fit, fit.loo()).pointwise, exact.pointwise)


def test_results_do_not_depend_on_the_executor(fit):
    third = float(fit.loo().pointwise["pareto_k"].nlargest(4).iloc[3])
    here = loo(fit, k_threshold=max(third, 0.0))
    with ThreadPoolExecutor(2) as executor:
        there = loo(fit, k_threshold=max(third, 0.0), executor=executor)
    assert (here.pointwise["pareto_k"] == 0).sum() == 3
    pd.testing.assert_frame_equal(there.pointwise, here.pointwise)


def _alone(n=48):
    """One row alone has a level of `f`, one a level of `g` of two, one makes `z` vary."""
    rng = np.random.default_rng(6)
    data = pd.DataFrame(
        {"x": rng.normal(size=n), "f": np.resize(list("abc"), n), "h": np.resize(list("pqrs"), n)}
    )
    data["g"], data["z"] = "most", 0.0
    data.loc[3, "f"], data.loc[7, "g"], data.loc[11, "z"] = "rare", "other", 1.0
    mean = data["x"] + data["f"].map({"a": 0, "b": 1, "c": 2, "rare": 1})
    return data.assign(
        y=mean + rng.normal(0, 0.5, n), count=rng.poisson(np.exp(mean / 2)), yes=rng.random(n) < 0.5
    )


@pytest.mark.parametrize(
    ("formula", "family", "row"),
    [
        ("y ~ x + f", "gaussian", 3),
        ("y ~ x + f + (1 | h)", "gaussian", 3),
        ("y ~ x + h * f", "gaussian", 3),
        ("y ~ x + (1 | g)", "gaussian", 7),
        ("y ~ x + (f | h)", "gaussian", 3),
        ("y ~ x + z", "gaussian", 11),
        ("count ~ x + f + (1 | h)", "poisson", 3),
        ("count ~ x + z", "neg_binomial_2", 11),
        ("yes ~ x + f + (1 | h)", "binomial", 3),
        ("yes ~ x + (1 | g)", "binomial", 7),
    ],
)
def test_a_row_that_alone_tells_of_an_effect_is_predicted_with_its_prior(formula, family, row):
    data = _alone()
    model = nm.stan_glmer if "|" in formula else nm.stan_glm
    fit = model(formula, data, family=family, chains=1, iter=400, seed=1)
    found = fit.loo()
    found.pointwise["pareto_k"] = np.where(np.isin(np.arange(len(data)), [row, 20]), 1.0, 0.0)
    with pytest.warns(FitWarning, match="In 1 of the 2 fits: the other rows could not tell of all effects"):
        exact = reloo(fit, found)
    new, old = exact.pointwise["elpd"], found.pointwise["elpd"]
    assert np.isfinite(new).all()
    assert new.iloc[row] < old.iloc[row] + 0.5
    assert new.iloc[20] == pytest.approx(old.iloc[20], abs=0.4)


def test_the_prediction_of_such_a_row_is_that_of_the_prior():
    data = _alone().assign(x=0.0)
    data["y"] = data["y"].where(data.index != 3, 4.0)
    fit = nm.stan_glm("y ~ f", data, prior=nm.normal(0, [1, 1, 3]), iter=2000, seed=1)
    found = fit.loo()
    found.pointwise["pareto_k"] = (np.arange(len(data)) == 3) * 1.0
    with pytest.warns(FitWarning):
        elpd = reloo(fit, found).pointwise["elpd"].iloc[3]
    rest = data[data.index != 3]
    first = rest[rest.f == "a"].y
    spread = np.sqrt(9 + fit.sigma() ** 2 * (1 + 1 / len(first)))
    assert elpd == pytest.approx(stats.norm.logpdf(4.0, first.mean(), spread), abs=0.2)


def test_a_flat_prior_cannot_predict_such_a_row():
    data = FRAME.assign(f=["b"] * 7 + ["c"] * 8 + ["rare"])
    fit = nm.stan_glm("y ~ f", data, prior=None, **QUICK)
    found = fit.loo()
    found.pointwise["pareto_k"] = np.r_[np.zeros(N - 1), 1.0]
    with pytest.raises(DataError, match=r"Row 'row15' cannot be predicted by a fit without it: .*'rare'"):
        reloo(fit, found)


@pytest.mark.parametrize("threshold", [-1, "0.7"])
def test_thresholds_that_are_refused(fit, threshold):
    with pytest.raises(SettingError, match="k_threshold must be one number, 0 or larger"):
        reloo(fit, k_threshold=threshold)


def test_refused_in_one_sentence(fit):
    with pytest.raises(SettingError, match="loo= must be what"):
        reloo(fit, fit.waic())
    with pytest.raises(SettingError, match="executor must be an executor"):
        reloo(fit, executor=2)
    with pytest.raises(SettingError, match="given a fit"):
        loo("fit")
