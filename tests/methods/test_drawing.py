"""`fit.plot`: what is drawn of a fit, by kind."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.errors import PlotError, SettingError
from nbmixed.fit.diagnostics import ess_bulk, rhat
from nbmixed.plots import KINDS, Plot, Plots

rng = np.random.default_rng(5)
FRAME = pd.DataFrame({"g": np.repeat(list("abcdef"), 10), "x": np.tile(np.arange(10.0), 6)})
FRAME["y"] = 2 + 0.5 * FRAME["x"] + np.repeat([3.0, -1, 0, 2, -2, 1], 10) + rng.normal(size=60)
FRAME["z"] = (rng.random(60) < 0.5).astype(int)


@pytest.fixture(scope="module")
def fit():
    return nm.stan_lmer("y ~ x + (x | g)", FRAME, chains=2, iter=600, seed=3, refresh=0)


@pytest.fixture(scope="module")
def odds():
    return nm.stan_glm("z ~ x", FRAME, family="binomial", chains=2, iter=400, seed=3, refresh=0)


@pytest.fixture(scope="module")
def approximate():
    return nm.stan_glm("y ~ x", FRAME, algorithm="laplace", seed=3, refresh=0)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind(kind, fit):
    pars = {"scatter": ["(Intercept)", "x"], "hex": ["x", "sigma"]}.get(kind)
    assert isinstance(fit.plot(kind, pars=pars), Plots if kind == "combo" else Plot)


def test_coefficients_and_sigma_unless_asked_otherwise(fit):
    assert list(fit.plot().data["parameter"]) == ["(Intercept)", "x", "sigma"]
    assert set(fit.plot(pars="varying").data["parameter"]) == set(fit.posterior.b_names)
    assert list(fit.plot("trace", regex_pars=r"^x$").data["parameter"].unique()) == ["x"]


def test_intervals_are_of_the_draws(fit):
    found = fit.plot(prob=0.8, prob_outer=0.98).data.set_index("parameter")
    expected = fit.posterior_interval(prob=0.98)
    np.testing.assert_allclose(
        found.loc[["x", "sigma"], ["ll", "hh"]], expected.loc[["x", "sigma"]], rtol=1e-12
    )


def test_transformations_are_named(fit):
    frame = fit.plot(pars=["x", "sigma"], transformations={"sigma": "log", "x": np.exp}).data.set_index(
        "parameter"
    )
    assert list(frame.index) == ["exp(x)", "log(sigma)"]
    assert frame.loc["exp(x)", "m"] == pytest.approx(np.median(np.exp(fit.to_frame("x")["x"])))


def test_transformations_of_group_effects_stand_on_the_axis(fit):
    plot = fit.plot("ranef", transformations="exp")
    assert plot.labels.x == "exp(effect)"
    assert (plot.data["ll"] > 0).all()


def test_group_effects_are_sorted_within_their_coefficient(fit):
    frame = fit.plot("ranef").data
    assert list(frame["term"].unique()) == ["g: (Intercept)", "g: x"]
    for coef, (_, own) in zip(["(Intercept)", "x"], frame.groupby("term", observed=True), strict=True):
        expected = fit.ranef()["g"][coef].sort_values(ascending=False)
        assert own["level"].tolist() == expected.index.tolist()
        np.testing.assert_allclose(own["m"], expected, rtol=1e-9)


def test_some_group_effects(fit):
    assert fit.plot("ranef", regex_pars="g:[ab]").data["level"].unique().tolist() == ["a", "b"]


def test_convergence_is_of_all_parameters(fit):
    names = fit.posterior.names
    found = fit.plot("rhat").data.set_index("parameter")["value"]
    np.testing.assert_allclose(found[names], rhat(fit.posterior.array(names)), rtol=1e-12)
    ratio = fit.plot("neff", pars="x").data["value"].item()
    assert ratio == pytest.approx(ess_bulk(fit.posterior.array(["x"])).item() / fit.posterior.size)


def test_the_scale_of_the_link_stands_on_the_axis(fit, odds):
    assert odds.plot().labels.x == "log-odds"
    assert odds.plot("trace").labels.y == "log-odds"
    assert odds.plot(transformations="exp").labels.x == ""
    assert odds.plot(unit="logits").labels.x == "logits"
    assert fit.plot().labels.x == ""


def test_pairs_take_a_statistic_of_the_sampler_as_condition(fit):
    frame = fit.plot("pairs", condition="acceptance").data
    accepted = fit.posterior.sample_stats["acceptance_rate"].ravel()
    above = frame[frame["row"].cat.codes < frame["column"].cat.codes]
    assert (accepted[above["draw"] - 1] > np.median(accepted)).all()


def test_short_forms(fit):
    assert fit.plot("ac").labels.x == "lag"


@pytest.mark.parametrize(
    "kind", ["trace", "mcmc_rank_ecdf", "acf", "rhat", "nuts_energy", "combo", "hist_by_chain"]
)
def test_approximations_have_no_chains(kind, approximate):
    with pytest.raises(SettingError, match='shows Markov chains, and algorithm="laplace" has none'):
        approximate.plot(kind)


@pytest.mark.parametrize("kind", ["intervals", "areas", "areas_ridges", "hist", "dens", "pairs", "parcoord"])
def test_approximations_have_draws(kind, approximate):
    assert isinstance(approximate.plot(kind), Plot)


def test_a_combination_without_chains_can_be_of_an_approximation(approximate):
    assert isinstance(approximate.plot("combo", combo=("hist", "dens")), Plots)


class TestBadInput:
    def test_an_unknown_kind(self, fit):
        with pytest.raises(PlotError, match=r"No plot 'interval'\. Did you mean 'intervals'"):
            fit.plot("interval")

    def test_an_option_of_another_kind(self, fit):
        with pytest.raises(PlotError, match="'trace' has no option 'prob'"):
            fit.plot("trace", prob=0.5)

    def test_no_such_parameter(self, fit):
        with pytest.raises(
            SettingError, match=r"no parameter 'sigm'\. Did you mean 'sigma'\?.*'\(Intercept\)', 'x', 'sigma'"
        ):
            fit.plot(pars="sigm")

    def test_no_matching_parameter(self, fit):
        with pytest.raises(
            SettingError,
            match=r"matches the pattern 'county'.*group effects such as 'b\[\(Intercept\) g:a\]'",
        ):
            fit.plot(regex_pars="county")

    def test_no_group_effects(self, odds):
        with pytest.raises(SettingError, match="stan_glm has none"):
            odds.plot("ranef")

    def test_group_effects_among_other_parameters(self, fit):
        with pytest.raises(SettingError, match="none of those chosen is one"):
            fit.plot("ranef", pars="sigma")

    def test_parameters_of_the_sampler(self, fit):
        with pytest.raises(PlotError, match=r"leave pars= and regex_pars= out"):
            fit.plot("nuts_energy", pars="x")

    def test_transformations_of_what_is_no_value(self, fit):
        with pytest.raises(PlotError, match=r"leave transformations= out"):
            fit.plot("rhat", transformations="exp")
        with pytest.raises(PlotError, match="one transformation for all effects"):
            fit.plot("ranef", transformations={"b[x g:a]": "exp"})

    def test_a_transformation_of_what_is_not_drawn(self, fit):
        with pytest.raises(
            PlotError, match=r"names 'sigm', which is not among the parameters drawn\. Did you mean 'sigma'"
        ):
            fit.plot(transformations={"sigm": "exp"})

    def test_checks_of_predictions(self, fit):
        with pytest.raises(PlotError, match=r"fit\.pp_check\('dens_overlay'\)"):
            fit.plot("ppc_dens_overlay")
