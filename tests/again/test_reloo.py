"""Rows that importance sampling cannot leave out are left out by fitting again."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from scipy.special import logsumexp

import nbmixed as nm
from nbmixed.again.reloo import loo, reloo
from nbmixed.errors import DataError, SettingError
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


def test_a_row_that_alone_has_a_level_of_a_predictor():
    data = FRAME.assign(f=["b"] * 7 + ["c"] * 8 + ["rare"])
    fit = nm.stan_glm("y ~ f", data, **QUICK)
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
