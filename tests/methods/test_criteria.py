"""loo, waic and R2 agree with those of rstanarm 2.21.3 to Monte Carlo error, and refits mend what loo cannot see."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.compare import loo_compare, loo_model_weights
from nbmixed.errors import SettingError
from nbmixed.fit.criteria import Criterion
from tests.conftest import REFERENCE_FITS
from tests.marginals import reference_size, scores
from tests.recorded import reference

LIMIT = 4.5  # combined standard errors
BLOCKS = 10
POSTERIORS = [name for name in REFERENCE_FITS if "prior_PD" not in name]
# rstanarm judges nonlinear and additive models by wrong linear predictors; tests/test_nlmer.py and tests/test_gamm4.py
# have what is right.
JUDGED = [name for name in POSTERIORS if "nlmer" not in name and "gamm4" not in name]


def sampling_error(fit, statistic, recorded):
    """Of the difference between a statistic of two posteriors: from its spread over blocks of our draws.

    The reference has as many draws as its slowest parameter is worth.
    """
    ll = fit.log_lik()
    blocks = [statistic(block) for block in np.split(ll[: len(ll) // BLOCKS * BLOCKS], BLOCKS)]
    ours = np.std(blocks, ddof=1) / np.sqrt(BLOCKS)
    return ours * np.sqrt(1 + len(ll) / min(reference_size(recorded)))


def elpd_waic(ll):
    return float(np.sum(np.log(np.mean(np.exp(ll), axis=0)) - ll.var(axis=0, ddof=1)))


def elpd_loo(ll):
    """Without smoothing: of the same order of error."""
    return float(-np.sum(np.log(np.mean(np.exp(-ll), axis=0))))


@pytest.mark.parametrize("name", JUDGED)
class TestCriteria:
    def test_waic(self, name, reference_fit):
        recorded, fit = reference(name), reference_fit(name)
        found = fit.waic()
        error = sampling_error(fit, elpd_waic, recorded)
        assert abs(found.elpd - recorded["waic"]["elpd_waic"]["estimate"]) < LIMIT * error
        assert found.se == pytest.approx(recorded["waic"]["elpd_waic"]["se"], rel=0.05)

    def test_loo(self, name, reference_fit):
        """Where a k is above 1, no estimate has a finite error, and k itself is what agrees."""
        recorded, fit = reference(name)["loo"], reference_fit(name)
        found = fit.loo()
        if recorded["pareto_k"]["n_gt_1"]:
            assert found.pointwise["pareto_k"].max() > 1
            assert found.findings[0].severity == "serious"
            return
        error = sampling_error(fit, elpd_loo, reference(name))
        assert abs(found.elpd - recorded["elpd_loo"]["estimate"]) < LIMIT * error
        assert found.se == pytest.approx(recorded["elpd_loo"]["se"], rel=0.05)
        if not recorded["pareto_k"]["n_gt_0.5"]:
            assert found.findings[0].severity == "ok"

    def test_bayes_R2(self, name, reference_fit):
        recorded, fit = reference(name), reference_fit(name)
        draws = fit.bayes_R2().reshape(fit.posterior.shape)
        assert ((draws >= 0) & (draws <= 1)).all()
        if "error" not in recorded["bayes_R2"]:
            found = dict(scores(draws, recorded["bayes_R2"], reference_size(recorded)))
            assert {k: z for k, z in found.items() if abs(z) > LIMIT} == {}


@pytest.mark.parametrize("name", POSTERIORS)
class TestSummaries:
    def test_intervals(self, name, reference_fit):
        recorded, fit = reference(name), reference_fit(name)
        theirs = recorded["posterior_interval_90"]
        ours = fit.posterior_interval(0.9)
        for par, limits in zip(theirs["row_names"], theirs["values"], strict=True):
            expected = dict(zip(theirs["col_names"], limits, strict=True))
            assert not apart(fit, par, expected, recorded)
            draws = fit.posterior.array([par])
            np.testing.assert_allclose(ours.loc[par], np.quantile(draws, [0.05, 0.95]))

    def test_group_effects(self, name, reference_fit):
        recorded, fit = reference(name), reference_fit(name)
        for group, theirs in recorded.get("ranef", {}).items():
            ours = fit.ranef()[group]
            assert list(ours.index) == theirs["row_names"]
            assert list(ours.columns) == theirs["col_names"]
            for level, values in zip(theirs["row_names"], theirs["values"], strict=True):
                for coef, value in zip(theirs["col_names"], values, strict=True):
                    par = f"b[{coef} {group}:{level.replace(' ', '_')}]"
                    assert not apart(fit, par, {"median": value}, recorded)
                    assert ours.loc[level, coef] == np.median(fit.posterior.array([par]))

    def test_their_covariances(self, name, reference_fit):
        recorded, fit = reference(name), reference_fit(name)
        for entry in recorded.get("VarCorr", []):
            if entry["grp"] == "Residual":
                assert not apart(fit, "sigma", {"mean": entry["sdcor"]}, recorded)
                continue
            first, second = entry["var2"] or entry["var1"], entry["var1"]
            par = f"Sigma[{entry['grp']}:{first},{second}]"
            assert not apart(fit, par, {"mean": entry["vcov"]}, recorded)


def apart(fit, par, expected, recorded):
    """Statistics of a parameter that differ from the reference's, whose effective sample sizes are known."""
    row = next(r for r in recorded["parameters"] if r["name"] == par)
    draws = fit.posterior.array([par])[..., 0]
    size = (row["ess_bulk"], row["ess_tail"])
    return {k: round(z, 2) for k, z in scores(draws, expected, size) if not abs(z) < LIMIT}


class TestShown:
    def test_as_rs_loo_prints_it(self, sleep_fit):
        lines = repr(sleep_fit.loo()).splitlines()
        assert lines[0] == "Computed from 40000 by 180 log-likelihood matrix"
        assert lines[2] == "         Estimate   SE"
        assert lines[3].startswith("elpd_loo   -86")
        assert [line.split()[0] for line in lines[3:6]] == ["elpd_loo", "p_loo", "looic"]

    def test_a_notebook_gets_a_table_and_words(self, sleep_fit):
        bundle = sleep_fit.loo()._repr_mimebundle_()
        assert "elpd_loo" in bundle["text/html"]
        assert "Pareto k" in bundle["text/html"]
        assert "<table" in sleep_fit.waic()._repr_mimebundle_()["text/html"]

    def test_is_a_value(self, sleep_fit):
        found = sleep_fit.waic()
        assert isinstance(found, Criterion)
        with pytest.raises(AttributeError):
            found.kind = "loo"


class TestComparison:
    @pytest.fixture(scope="class")
    @classmethod
    def plain(cls):
        return nm.stan_glm(
            "Reaction ~ Days", nm.datasets.load("sleepstudy"), seed=1, chains=2, iter=1000, refresh=0
        )

    def test_fits_or_their_criteria(self, sleep_fit, plain):
        found = loo_compare({"none": plain, "varying": sleep_fit})
        assert list(found.to_frame().index) == ["varying", "none"]
        other = loo_compare(plain.loo(), sleep_fit, names=["none", "varying"])
        pd.testing.assert_frame_equal(found.to_frame(), other.to_frame())
        assert "elpd_diff" in repr(found)
        assert "<table" in found._repr_mimebundle_()["text/html"]

    def test_names(self, sleep_fit, plain):
        assert set(loo_compare(sleep_fit, plain).to_frame().index) == {"model1", "model2"}
        with pytest.raises(SettingError, match="names has 1 names for 2 models"):
            loo_compare(sleep_fit, plain, names=["a"])

    def test_by_waic(self, sleep_fit, plain):
        assert (
            loo_compare(sleep_fit, plain, criterion="waic").to_frame()["elpd"].iloc[0]
            == sleep_fit.waic().elpd
        )
        with pytest.raises(SettingError, match="criterion must be 'loo' or 'waic'"):
            loo_compare(sleep_fit, plain, criterion="aic")

    def test_weights(self, sleep_fit, plain):
        weights = loo_model_weights({"none": plain, "varying": sleep_fit})
        assert weights.sum() == pytest.approx(1)
        assert weights["varying"] > 0.9

    def test_other_outcomes_are_refused(self, sleep_fit, herd_fit):
        with pytest.raises(SettingError, match="no probability of a count"):
            loo_compare(sleep_fit, herd_fit)
        with pytest.raises(SettingError, match="Compare fits, or what loo"):
            loo_compare(sleep_fit, 3)


class TestOthers:
    def test_rows_left_out_are_predicted(self, sleep_fit):
        means = sleep_fit.loo_predict()
        assert list(means.index) == list(sleep_fit.data.index)
        limits = sleep_fit.loo_predictive_interval(0.5)
        assert list(limits.columns) == ["25%", "75%", "pareto_k"]
        inside = (limits["25%"] < sleep_fit.data["Reaction"]) & (sleep_fit.data["Reaction"] < limits["75%"])
        assert abs(inside.mean() - 0.5) < LIMIT * np.sqrt(0.25 / 180)
        assert sleep_fit.loo_linpred("quantile", [0.1, 0.9]).shape == (180, 3)

    def test_loo_R2_is_below_R2(self, sleep_fit):
        assert sleep_fit.loo_R2().mean() < sleep_fit.bayes_R2().mean()

    def test_draws_of_an_approximation_are_told(self):
        fit = nm.stan_glm("mpg ~ wt", CARS, algorithm="laplace", seed=1)
        for found in (fit.loo(), fit.waic()):
            assert found.findings[-1].message.startswith(
                'The draws are from an approximation (algorithm="laplace")'
            )

    def test_draws_from_the_prior_are_refused(self):
        fit = nm.stan_glm("mpg ~ wt", CARS, prior_PD=True, seed=1, chains=1, iter=200, refresh=0)
        for method in ("loo", "waic", "loo_predict", "loo_R2"):
            with pytest.raises(SettingError, match="judges a model fitted to data"):
                getattr(fit, method)()


CARS = pd.DataFrame({"mpg": [21.0, 22.8, 21.4, 18.7, 18.1, 14.3], "wt": [2.6, 2.3, 3.2, 3.4, 3.5, 3.6]})
