"""Draws in arviz's container, under named coordinates."""

import warnings
from dataclasses import replace

import arviz as az
import numpy as np
import pytest
import xarray as xr

from nbmixed.errors import SettingError
from nbmixed.fit.arviz import GROUPS, to_arviz, to_dataset
from nbmixed.fit.log_lik import log_lik
from nbmixed.fit.predict import outcomes
from nbmixed.fit.request import Fitted, request
from nbmixed.spec.family import binomial, gaussian
from tests.fit.posteriors import FRAME, SHAPE, chosen

MIXED, DESIGN = chosen("stan_lmer", "y ~ x + (x | g) + (1 | h)", weights="size")
NEWER = not az.__version__.startswith("0.")
FITTED = Fitted(MIXED, DESIGN, gaussian(), seed=5)


class TestDataset:
    def test_variables_and_their_dimensions(self):
        assert {k: v.dims for k, v in to_dataset(MIXED).items()} == {
            "beta": ("chain", "draw", "coef"),
            "sigma": ("chain", "draw"),
            "b_g": ("chain", "draw", "g", "g_coef"),
            "Sigma_g": ("chain", "draw", "g_coef", "g_coef_"),
            "b_h": ("chain", "draw", "h", "h_coef"),
            "Sigma_h": ("chain", "draw", "h_coef", "h_coef_"),
        }

    @pytest.mark.parametrize(
        "variable, where, name",
        [
            ("beta", {"coef": "x"}, "x"),
            ("sigma", {}, "sigma"),
            ("b_g", {"g": "a b", "g_coef": "x"}, "b[x g:a_b]"),
            ("b_h", {"h": "v", "h_coef": "(Intercept)"}, "b[(Intercept) h:v]"),
            ("Sigma_g", {"g_coef": "x", "g_coef_": "(Intercept)"}, "Sigma[g:x,(Intercept)]"),
            ("Sigma_g", {"g_coef": "(Intercept)", "g_coef_": "x"}, "Sigma[g:x,(Intercept)]"),
        ],
    )
    def test_coordinates_lead_to_the_draws_of_that_name(self, variable, where, name):
        np.testing.assert_array_equal(to_dataset(MIXED)[variable].sel(where), MIXED.array([name])[..., 0])

    def test_auxiliary_parameters_carry_their_names(self):
        posterior, _ = chosen("stan_glm_nb", "count ~ x")
        assert set(to_dataset(posterior).data_vars) == {"beta", "reciprocal_dispersion"}
        posterior, _ = chosen("stan_glm", "count ~ x", family="poisson")
        assert set(to_dataset(posterior).data_vars) == {"beta"}

    def test_further_parameters_are_variables_too(self):
        posterior, _ = chosen("stan_glm", "y ~ x")
        nu = np.ones(SHAPE)
        student = replace(posterior, parameters=replace(posterior.parameters, further={"nu": nu}))
        assert set(to_dataset(student).data_vars) == {"beta", "sigma", "nu"}
        np.testing.assert_array_equal(to_dataset(student)["nu"], nu)

    def test_further_terms_of_a_factor_are_numbered(self):
        posterior, _ = chosen("stan_lmer", "y ~ x + (1 | g) + (0 + x | g)")
        dataset = to_dataset(posterior)
        assert {"b_g", "b_g_2", "Sigma_g", "Sigma_g_2"} < set(dataset.data_vars)
        np.testing.assert_array_equal(dataset["b_g_2"], posterior.effects[1])

    @pytest.mark.parametrize("column", ["coef", "chain", "draw", "sigma", "beta", "b_h"])
    def test_factors_may_have_any_name(self, column):
        """Even that of a dimension or variable of ours."""
        posterior, _ = chosen(
            "stan_lmer", f"y ~ x + (1 | {column}) + (1 | h)", data=FRAME.rename(columns={"g": column})
        )
        dataset = to_dataset(posterior)
        assert (dataset.sizes["chain"], dataset.sizes["draw"]) == SHAPE
        assert len(dataset.data_vars) == 6
        for effects in posterior.effects:
            assert any(np.array_equal(v, effects) for v in dataset.data_vars.values())


class TestContainer:
    def test_groups(self):
        container = to_arviz(FITTED)
        for group in ("posterior", "log_likelihood", "sample_stats", "observed_data", "constant_data"):
            assert group in container
        assert "posterior_predictive" not in container

    def test_outcomes_stand_under_their_name(self):
        np.testing.assert_array_equal(to_arviz(FITTED).observed_data["y"], FRAME.y)

    def test_sampler_statistics(self):
        stats = to_arviz(FITTED).sample_stats
        assert stats["diverging"].shape == SHAPE
        np.testing.assert_array_equal(stats["lp"], MIXED.sample_stats["lp"])

    def test_arviz_reads_it(self):
        summary = az.summary(to_arviz(FITTED), var_names=["beta", "Sigma_h"], round_to="none")
        assert summary["mean"].iloc[1] == pytest.approx(MIXED.array(["x"]).mean())

    def test_log_likelihoods_and_predictions_stand_under_the_name_of_the_outcome(self):
        container = to_arviz(FITTED, ["log_likelihood", "posterior_predictive"])
        np.testing.assert_array_equal(
            container.log_likelihood["y"], log_lik(request(FITTED)).reshape(*SHAPE, -1)
        )
        np.testing.assert_array_equal(
            container.posterior_predictive["y"], outcomes(request(FITTED)).reshape(*SHAPE, -1)
        )
        assert "posterior" not in container

    def test_constant_data(self):
        constant = to_arviz(FITTED).constant_data
        np.testing.assert_array_equal(constant["X"].sel(coef="x"), FRAME.x)
        assert constant["g"].to_numpy().tolist() == FRAME.g.tolist()
        np.testing.assert_array_equal(constant["weights"], FRAME["size"])
        posterior, design = chosen("stan_glm", "cbind(count, size) ~ x", family=binomial(), offset="x")
        constant = to_arviz(Fitted(posterior, design, binomial(), seed=5)).constant_data
        np.testing.assert_array_equal(constant["trials"], FRAME["count"] + FRAME["size"])
        np.testing.assert_array_equal(constant["offset"], FRAME.x)

    def test_rows_carry_their_labels_where_these_are_distinct(self):
        for index, expected in ((list("abcdef"), list("abcdef")), (list("aabbcc"), list(range(6)))):
            posterior, design = chosen("stan_glm", "y ~ x", data=FRAME.set_axis(index))
            data = to_arviz(Fitted(posterior, design, gaussian(), seed=5)).observed_data
            assert data["obs"].to_numpy().tolist() == expected

    def test_names_have_no_slashes_which_a_tree_takes_for_paths(self):
        posterior, design = chosen("stan_lmer", "y / 2 ~ x + (1 | factor(size / 2))")
        container = to_arviz(Fitted(posterior, design, gaussian(), seed=5))
        groups = {name: getattr(container, name) for name in ("posterior", "observed_data", "log_likelihood")}
        assert list(groups["observed_data"].data_vars) == ["y÷2"]
        assert not [n for group in groups.values() for n in {*group.variables, *group.dims} if "/" in n]
        xr.DataTree.from_dict(groups)

    def test_the_prior_stands_beside(self):
        """Of another number of draws, under the same names."""
        posterior, design = chosen("stan_lmer", "y ~ x + (x | g) + (1 | h)", (3, 7), weights="size")
        prior = Fitted(posterior, design, gaussian(), seed=6)
        container = to_arviz(FITTED, prior=prior)
        xr.testing.assert_identical(
            container.prior.to_dataset() if NEWER else container.prior, to_dataset(posterior)
        )
        assert "prior_predictive" not in container
        both = to_arviz(FITTED, ["prior", "prior_predictive", "observed_data"], prior)
        np.testing.assert_array_equal(both.prior_predictive["y"], outcomes(request(prior)).reshape(3, 7, -1))

    def test_groups_that_are_refused(self):
        with pytest.raises(SettingError, match="There is no group 'posteriors'"):
            to_arviz(FITTED, ["posteriors"])
        with pytest.raises(SettingError, match="The group 'prior' needs draws from the prior"):
            to_arviz(FITTED, ["prior"])
        other = Fitted(*chosen("stan_glm", "y ~ x"), gaussian(), seed=5)
        with pytest.raises(SettingError, match="of a model with other parameters"):
            to_arviz(FITTED, prior=other)

    def test_arviz_judges_and_compares(self):
        rng = np.random.default_rng(1)
        posterior, design = chosen("stan_glm", "y ~ x", (2, 500))
        near = replace(posterior.parameters, coef=posterior.parameters.coef * 0.01 + rng.normal(0, 0.01, 2))
        of = Fitted(replace(posterior, parameters=near), design, gaussian(), seed=5)
        found = az.loo(to_arviz(of))
        assert found.n_data_points == 6
        assert list(az.compare({"a": to_arviz(of), "b": to_arviz(of)}).index) == ["a", "b"]


PLOTS = {
    "plot_trace": {"var_names": ["beta", "sigma"]},
    "plot_forest": {},
    "plot_pair": {"var_names": ["beta"]},
    "plot_autocorr": {"var_names": ["sigma"]},
    "plot_energy": {},
    **(
        {"plot_dist": {}, "plot_ppc_dist": {}, "plot_prior_posterior": {"var_names": ["sigma"]}}
        if NEWER
        else {"plot_posterior": {}, "plot_ppc": {}, "plot_dist_comparison": {"var_names": ["sigma"]}}
    ),
}


@pytest.mark.parametrize("plot", PLOTS)
def test_arviz_draws_it(plot):
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    energy = {"energy": np.random.default_rng(1).standard_normal(SHAPE)}
    of = replace(FITTED, posterior=replace(MIXED, sample_stats={**MIXED.sample_stats, **energy}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # arviz's own of pandas, numpy and matplotlib
        assert getattr(az, plot)(to_arviz(of, GROUPS, prior=FITTED), **PLOTS[plot]) is not None
    plt.close("all")
