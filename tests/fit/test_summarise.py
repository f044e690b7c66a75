"""Point summaries of draws."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import SettingError
from nbmixed.fit.diagnostics import ess_mean, rhat_split
from nbmixed.fit.importance import diagnose
from nbmixed.fit.summarise import (
    approximate_frame,
    estimates,
    mad_sd,
    medians,
    percent,
    posterior_interval,
    summary_frame,
)
from tests.fit.posteriors import chosen


@pytest.fixture(scope="module")
def draws():
    return np.random.default_rng(8).normal([0, 5, -3], [1, 2, 3], size=(4, 1000, 3))


NAMES = ["(Intercept)", "x", "b[(Intercept) g:1]"]


def test_estimates_pool_the_chains(draws):
    frame = estimates(draws, NAMES)
    assert frame.columns.tolist() == ["Median", "MAD_SD"]
    assert frame.index.tolist() == NAMES
    assert frame.loc["x", "Median"] == np.median(draws[..., 1])


def test_mad_sd_is_1_4826_times_the_median_absolute_deviation():
    assert mad_sd(np.array([[[1.0], [2.0], [3.0]], [[4.0], [5.0], [1e9]]]))[0] == pytest.approx(1.4826 * 1.5)


def test_mad_sd_of_a_normal_is_its_sd(draws):
    np.testing.assert_allclose(mad_sd(draws), [1, 2, 3], rtol=0.06)


def test_a_constant_has_no_spread():
    constant = np.full((2, 10, 1), 3.0)
    assert medians(constant)[0] == 3
    assert mad_sd(constant)[0] == 0


def test_summary_has_rstanarms_columns(draws):
    frame = summary_frame(draws, NAMES)
    assert frame.columns.tolist() == ["mean", "mcse", "sd", "10%", "50%", "90%", "n_eff", "Rhat"]
    assert frame.index.tolist() == NAMES


def test_summary_numbers(draws):
    frame = summary_frame(draws, NAMES, probs=(0.025, 0.5))
    pooled = draws.reshape(-1, 3)
    np.testing.assert_allclose(frame["mean"], pooled.mean(axis=0))
    np.testing.assert_allclose(frame["sd"], pooled.std(axis=0, ddof=1))
    np.testing.assert_allclose(frame["2.5%"], np.quantile(pooled, 0.025, axis=0))
    np.testing.assert_array_equal(frame["n_eff"], np.round(ess_mean(draws)))
    np.testing.assert_array_equal(frame["Rhat"], rhat_split(draws))
    np.testing.assert_allclose(frame["mcse"], frame["sd"] / np.sqrt(ess_mean(draws)))


def test_summary_of_a_constant_and_of_one_chain():
    frame = summary_frame(np.full((1, 100, 1), 2.0), ["a"])
    assert frame.loc["a", "mean"] == 2
    assert np.isnan(frame.loc["a", "Rhat"])


def test_summary_of_no_parameters():
    assert summary_frame(np.empty((4, 100, 0)), []).shape == (0, 8)


@pytest.mark.parametrize("probs", [(-0.1,), (0.5, 1.1), (float("nan"),)])
def test_probabilities_lie_between_0_and_1(draws, probs):
    with pytest.raises(SettingError, match="probs"):
        summary_frame(draws, NAMES, probs)


def test_intervals_are_named_after_their_quantiles(draws):
    assert posterior_interval(draws, NAMES).columns.tolist() == ["5%", "95%"]
    assert posterior_interval(draws, NAMES, 0.95).columns.tolist() == ["2.5%", "97.5%"]
    frame = posterior_interval(draws, NAMES, 0.5)
    np.testing.assert_allclose(frame["25%"], np.quantile(draws.reshape(-1, 3), 0.25, axis=0))


@pytest.mark.parametrize("prob", [0, 1, -0.1, 90, [0.5, 0.9], "0.9", True, None, float("nan")])
def test_an_interval_needs_one_probability(draws, prob):
    with pytest.raises(SettingError, match="one number between 0 and 1"):
        posterior_interval(draws, NAMES, prob)


def test_percent_as_R_names_quantiles():
    assert [percent(p) for p in (0.1, 0.025, 0.005, 0.5, 1)] == ["10%", "2.5%", "0.5%", "50%", "100%"]


class TestApproximations:
    """The table of draws picked from proposals."""

    PROPOSALS, _ = chosen("stan_glm", "y ~ x", shape=(1, 2000))
    NAMES = ("x", "sigma", "mean_PPD", "log-posterior")

    def picked(self, spread=0.5):
        log_g = spread * np.random.default_rng(3).standard_normal((1, 2000))
        return self.PROPOSALS.resampled(np.zeros((1, 2000)), log_g, draws=500, seed=1)

    def test_means_are_of_the_draws_and_diagnostics_of_the_proposals(self):
        picked = self.picked()
        frame = approximate_frame(picked, self.NAMES, probs=(0.25, 0.75))
        assert frame.columns.tolist() == ["mean", "mcse", "sd", "25%", "75%", "n_eff", "khat"]
        assert frame.index.tolist() == list(self.NAMES)
        assert frame.loc["x", "mean"] == pytest.approx(picked.array(["x"]).mean())
        assert frame.loc["x", "sd"] == pytest.approx(picked.array(["x"]).std(ddof=1))
        assert frame.loc["x", "25%"] == np.quantile(picked.array(["x"]), 0.25)
        mcse, n_eff, khat = diagnose(self.PROPOSALS.array(["x"])[0], picked.importance)
        assert frame.loc["x", ["mcse", "n_eff", "khat"]].tolist() == pytest.approx(
            [mcse[0], round(n_eff[0]), khat[0]]
        )

    def test_around_a_mode_medians_stand_first(self):
        picked = self.picked()
        frame = approximate_frame(picked, self.NAMES, probs=(0.1, 0.9), point="median")
        assert frame.columns.tolist() == ["Median", "MAD_SD", "10%", "90%", "mcse", "khat", "n_eff"]
        assert frame.loc["sigma", "Median"] == np.median(picked.array(["sigma"]))

    def test_without_resampling_errors_are_unknown(self):
        frame = approximate_frame(self.picked(spread=20), self.NAMES)
        assert frame[["mcse", "n_eff"]].isna().all(axis=None)
        assert (frame.khat > 1).all()
        assert frame["mean"].notna().all()
