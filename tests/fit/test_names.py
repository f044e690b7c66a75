"""Parameters are told apart by kind: any column and any level may be called anything."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.design.groups import GroupTerm
from nbmixed.fit.names import parameter_names
from nbmixed.notebook.builder.posteriors import posteriors

SLOPES = {"sigma": 2.0, "mean_PPD": -3.0, "R2": 1.0, "beta": 4.0, "log-posterior": 5.0, "b[x]": -4.0}


def _data(seed=3, n=80):
    rng = np.random.default_rng(seed)
    data = pd.DataFrame({name: rng.normal(size=n) for name in SLOPES})
    data["smooth"] = np.tile(["a b", "a_b", "a  b", "sigma"], n // 4)
    effect = data["smooth"].map({"a b": -6.0, "a_b": 0.0, "a  b": 6.0, "sigma": 1.0})
    data["y"] = data[list(SLOPES)] @ list(SLOPES.values()) + effect + rng.normal(0, 0.2, n)
    return data


@pytest.fixture(scope="module")
def fit():
    fixed = " + ".join(f"`{name}`" for name in SLOPES)
    return nm.stan_lmer(f"y ~ {fixed} + (1 | smooth)", _data(), seed=1, chains=2, iter=500)


def _rows(name):
    return name if name.isidentifier() else f"`{name}`"


class TestColumnsCalledAsParameters:
    @pytest.mark.parametrize("name", SLOPES)
    def test_each_row_has_its_own_numbers(self, fit, name):
        row = _rows(name)
        for median in (
            fit.fixef()[row],
            fit.summary().to_frame().loc[row, "50%"],
            fit.to_frame()[row].median(),
            fit.table().to_frame().loc[row, "Median"],
            fit.posterior_interval(pars=row, prob=0.5).loc[row].mean(),
            nm.comparisons(fit, name).to_frame()["estimate"].iloc[0],
        ):
            assert median == pytest.approx(SLOPES[name], abs=0.3)

    def test_hypotheses_are_of_the_predictor(self, fit):
        table = nm.hypothesis(fit, "sigma = 0", "beta = 0", "mean_PPD = 0").to_frame()
        assert table["estimate"].tolist() == pytest.approx([2, 4, -3], abs=0.3)

    def test_no_two_names_are_the_same(self, fit):
        names = [*fit.posterior.names, *fit.posterior.diagnostic_names]
        assert len(set(names)) == len(names)
        assert {"sigma (auxiliary)", "mean_PPD (diagnostic)", "log-posterior"} <= set(names)

    def test_what_gives_way_says_what_it_is(self, fit):
        shown = fit.summary().to_frame()
        assert shown.loc["sigma (auxiliary)", "mean"] == pytest.approx(0.2, abs=0.1)
        assert shown.loc["mean_PPD (diagnostic)", "mean"] == pytest.approx(fit.data.y.mean(), abs=0.3)
        assert "sigma (auxiliary) 0.2" in repr(fit)
        assert fit.sigma() == pytest.approx(0.2, abs=0.1)
        assert fit.VarCorr().residual == pytest.approx(0.2, abs=0.1)
        interval = nm.hypothesis(fit, "`sigma (auxiliary)` < 1").to_frame()
        assert interval["probability"].iloc[0] == 1

    def test_a_parameters_name_comes_before_a_shortcut(self, fit):
        assert list(fit.to_frame(pars="beta")) == ["beta"]
        assert len(list(fit.to_frame(pars="varying"))) == 4

    def test_summary_keeps_predictors_among_the_estimates(self, fit):
        estimates = str(fit.summary()).partition("Estimates:")[2].partition("Fit Diagnostics:")[0]
        assert "\nmean_PPD " in estimates
        assert "\n`log-posterior` " in estimates

    def test_arviz_has_kinds_of_its_own(self, fit):
        posterior = fit.to_arviz(["posterior"]).posterior
        assert float(posterior["sigma"].mean()) == pytest.approx(0.2, abs=0.1)
        assert float(posterior["beta"].sel(coef="sigma").mean()) == pytest.approx(2, abs=0.3)
        assert posterior["b_smooth_2" if "b_smooth_2" in posterior else "b_smooth"].shape[-2:] == (4, 1)

    def test_a_saved_fit_keeps_them_apart(self, fit, tmp_path):
        fit.save(tmp_path / "fit.nbm")
        again = nm.load(tmp_path / "fit.nbm")
        pd.testing.assert_frame_equal(again.to_frame(), fit.to_frame())
        pd.testing.assert_frame_equal(again.summary().to_frame(), fit.summary().to_frame())

    def test_the_form_shows_both(self, fit):
        found = posteriors(fit)
        assert np.median(found["sigma"]) == pytest.approx(2, abs=0.3)
        assert np.median(found["sigma (auxiliary)"]) == pytest.approx(0.2, abs=0.1)

    def test_plots_show_each(self, fit):
        assert set(fit.plot("intervals").data["parameter"]) >= {"sigma", "sigma (auxiliary)", "mean_PPD"}


class TestLevels:
    def test_that_differ_in_blanks_alone_have_their_own_effects(self, fit):
        median = fit.to_frame(pars="varying").median()
        mean = median.mean()
        assert median["b[(Intercept) smooth:a b]"] - mean == pytest.approx(-6.25, abs=0.7)
        assert median["b[(Intercept) smooth:a_b]"] - mean == pytest.approx(-0.25, abs=0.7)
        assert median["b[(Intercept) smooth:a__b]"] - mean == pytest.approx(5.75, abs=0.7)
        assert list(fit.summary(pars="varying").to_frame()["mean"].round(6)) == list(
            fit.to_frame(pars="varying").mean().round(6)
        )

    def test_blanks_become_underscores_where_no_other_level_has_the_name(self):
        names = _named(_term("g", ["x y", "z"]))
        assert names == ["b[(Intercept) g:x_y]", "b[(Intercept) g:z]"]

    def test_terms_whose_names_meet_are_numbered_by_kind(self):
        names = _named(_term("a:b", ["1", "2"]), _term("a", ["b:1", "c"]))
        assert names[2] == "b[(Intercept) a:b:1] (group effect)"
        assert len(set(names)) == 4


def _term(group, levels):
    return GroupTerm(group, ("(Intercept)",), tuple(levels), np.zeros(1, dtype=np.int64), np.ones((1, 1)))


def _named(*terms):
    return [name for names in parameter_names([], terms, [], []).effects for name in names]


@pytest.mark.parametrize(
    ("family", "name"),
    [
        (nm.Gamma("log"), "shape"),
        (nm.inverse_gaussian("log"), "lambda"),
        (nm.neg_binomial_2(), "reciprocal_dispersion"),
        (nm.beta(), "phi"),
        (nm.student(), "nu"),
    ],
)
def test_every_family(family, name):
    rng = np.random.default_rng(8)
    x = rng.normal(size=80)
    outcomes = {
        "beta": lambda: rng.beta(20 / (1 + np.exp(-0.5 * x)), 20 / (1 + np.exp(0.5 * x))),
        "student": lambda: 0.5 * x + 0.02 * rng.normal(size=80),
        "neg_binomial_2": lambda: rng.poisson(9 * np.exp(0.5 * x)),
    }
    y = outcomes.get(family.name, lambda: np.exp(0.5 * x) * rng.uniform(0.9, 1.1, 80))()
    fit = nm.stan_glm(
        f"y ~ {name}", pd.DataFrame({name: x, "y": y}), family=family, chains=1, iter=400, seed=2
    )
    assert fit.to_frame()[name].median() == pytest.approx(0.5, abs=0.15)
    assert fit.summary().to_frame().loc[name, "50%"] == pytest.approx(0.5, abs=0.15)
    assert fit.table().to_frame().loc[name, "Median"] == pytest.approx(0.5, abs=0.15)
    assert len(set(fit.posterior.names)) == len(fit.posterior.names)


def test_the_parameters_of_stan_lm():
    rng = np.random.default_rng(4)
    data = pd.DataFrame({"R2": rng.normal(size=60), "z": rng.normal(size=60)})
    data["y"] = 3 * data.R2 + rng.normal(0, 0.5, 60)
    fit = nm.stan_lm("y ~ R2 + z", data, prior=nm.R2(0.7, "mean"), chains=1, iter=400, seed=2)
    assert fit.to_frame()["R2"].median() == pytest.approx(3, abs=0.3)
    assert 0.8 < fit.to_frame()["R2 (auxiliary)"].median() < 1
    auxiliary = repr(fit).partition("Auxiliary")[2]
    assert auxiliary.index("R2 (auxiliary)") < auxiliary.index("log-fit_ratio") < auxiliary.index("sigma")


@pytest.mark.parametrize("name", ["chain", "draw", "obs", "coef", "beta"])
def test_outcomes_called_as_dimensions_of_arviz(name):
    rng = np.random.default_rng(4)
    data = pd.DataFrame({name: rng.normal(size=30), "x": rng.normal(size=30)})
    fit = nm.stan_glm(f"{name} ~ x", data, algorithm="laplace", seed=1)
    found = fit.to_arviz(["log_likelihood", "observed_data", "constant_data"])
    own = f"{name}_outcome" if name in ("chain", "draw", "obs") else name
    np.testing.assert_array_equal(found.observed_data[own], data[name])
    assert found.log_likelihood[own].dims == ("chain", "draw", "obs")
