"""Rows that importance sampling cannot leave out are left out by fitting again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import logsumexp

import nbmixed as nm
from nbmixed.errors import SettingError
from nbmixed.refit import held_out, loo, reloo, without

QUICK = {"chains": 2, "iter": 1000, "seed": 7, "refresh": 0}
RNG = np.random.default_rng(11)
N = 16
FRAME = pd.DataFrame(
    {
        "x": np.r_[RNG.normal(size=N - 1), 12.0],
        "g": list("abcd") * 4,
        "w": [1.0, 2.0] * 8,
        "e": np.arange(1.0, N + 1),
    },
    index=[f"row{k}" for k in range(N)],
)
FRAME["y"] = 1 + 0.5 * FRAME.x + RNG.normal(size=N)
FRAME.loc["row15", "y"] = -9.0
FRAME["n"] = 6
FRAME["s"] = RNG.binomial(6, 0.4, N)


@pytest.fixture(scope="module")
def fit():
    return nm.stan_glm("y ~ x", FRAME, **QUICK)


@pytest.fixture(scope="module")
def exact(fit):
    return reloo(fit)


class TestReloo:
    def test_only_bad_rows_change(self, fit, exact):
        before, bad = fit.loo(), fit.loo().bad()
        assert 15 in bad
        good = np.setdiff1d(np.arange(N), bad)
        pd.testing.assert_frame_equal(exact.pointwise.iloc[good], before.pointwise.iloc[good])
        assert exact.pointwise["pareto_k"].iloc[15] == 0
        assert exact.pointwise["ic"].iloc[15] == -2 * exact.pointwise["elpd"].iloc[15]

    def test_a_refitted_row_has_the_density_under_the_fit_without_it(self, exact):
        alone = nm.stan_glm("y ~ x", FRAME.drop(index="row15"), **QUICK)
        ll = alone.log_lik(newdata=FRAME.loc[["row15"]])[:, 0]
        assert exact.pointwise["elpd"].iloc[15] == pytest.approx(logsumexp(ll) - np.log(len(ll)))

    def test_says_what_it_did(self, exact):
        assert exact.findings[0].severity == "ok"
        assert "'row15'" in exact.findings[0].message
        assert exact.mcse > 0

    def test_a_threshold_that_no_row_exceeds_leaves_loo_alone(self, fit):
        pd.testing.assert_frame_equal(loo(fit, k_threshold=100.0).pointwise, fit.loo().pointwise)
        pd.testing.assert_frame_equal(loo(fit).pointwise, fit.loo().pointwise)

    def test_from_a_loo_at_hand(self, fit, exact):
        pd.testing.assert_frame_equal(reloo(fit, fit.loo()).pointwise, exact.pointwise)

    @pytest.mark.parametrize("threshold", [-1, "0.7"])
    def test_thresholds_that_are_refused(self, fit, threshold):
        with pytest.raises(SettingError, match="k_threshold must be one number, 0 or larger"):
            reloo(fit, k_threshold=threshold)

    def test_another_criterion_is_refused(self, fit):
        with pytest.raises(SettingError, match="loo= must be what"):
            reloo(fit, fit.waic())


class TestWithout:
    """The rows that stay bring their own weights, trials and offsets, texts or arrays."""

    @pytest.mark.parametrize("weights", ["w", FRAME["w"].to_numpy()])
    def test_weights(self, weights):
        fit = nm.stan_glm("y ~ x", FRAME, weights=weights, **QUICK)
        rows = np.array([3, 8])
        again = without(fit, rows)
        np.testing.assert_array_equal(again.design.weights, FRAME["w"].drop(index=FRAME.index[rows]))
        plain = stats.norm(again.posterior_epred(newdata=FRAME.iloc[rows]), again.to_frame("sigma")).logpdf(
            FRAME.y.iloc[rows]
        )
        np.testing.assert_allclose(held_out(fit, again, rows), plain * [2.0, 1.0])

    @pytest.mark.parametrize("offset", ["log(e)", np.log(FRAME["e"])])
    def test_offsets(self, offset):
        fit = nm.stan_glm("s ~ x + offset(w)", FRAME, family="poisson", offset=offset, **QUICK)
        rows = np.array([5])
        again = without(fit, rows)
        np.testing.assert_allclose(again.design.offset, np.delete((np.log(FRAME.e) + FRAME.w).to_numpy(), 5))
        coef = again.to_frame(["(Intercept)", "x"]).to_numpy()
        eta = coef @ [1, FRAME.x.iloc[5]] + np.log(FRAME.e.iloc[5]) + FRAME.w.iloc[5]
        np.testing.assert_allclose(
            held_out(fit, again, rows)[:, 0], stats.poisson(np.exp(eta)).logpmf(FRAME.s.iloc[5])
        )

    @pytest.mark.parametrize("weights", ["n", FRAME["n"].to_numpy()])
    def test_trials_of_proportions(self, weights):
        fit = nm.stan_glm("s / 6 ~ x", FRAME, family="binomial", weights=weights, **QUICK)
        rows = np.array([2])
        again = without(fit, rows)
        chance = again.posterior_epred(newdata=FRAME.iloc[rows])
        np.testing.assert_allclose(held_out(fit, again, rows), stats.binom(6, chance).logpmf(FRAME.s.iloc[2]))

    def test_a_subset_stays_one(self):
        fit = nm.stan_glm("y ~ x", FRAME, subset="e > 3", **QUICK)
        assert list(without(fit, np.array([0])).data.index) == list(FRAME.index[4:])

    def test_a_group_that_only_the_row_has_is_new(self):
        lonely = FRAME.assign(g=[*FRAME.g[:-1], "z"])
        fit = nm.stan_lmer("y ~ x + (1 | g)", lonely, adapt_delta=0.99, **QUICK)
        rows = np.array([15])
        again = without(fit, rows)
        assert again.ngrps() == {"g": 4}
        assert np.isfinite(held_out(fit, again, rows)).all()
