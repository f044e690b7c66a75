"""`StanReg`: what it prints is rstanarm's text around its own numbers, and its methods are about the same draws."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from plotnine import ggplot

import nbmixed as nm
from nbmixed.errors import SettingError
from nbmixed.options import options
from tests.recorded import read

REFERENCE = Path(__file__).parent / "reference"
LIKE_R = [
    "sleepstudy_lmer",
    "cbpp_glmer_binomial",
    "penicillin_lmer",
    "roaches_glm_poisson",
    "kidiq_glm_default",
]
FRAME = pd.DataFrame(
    {
        "y": [1.0, 3.0, 2.0, 6.0, 5.0, 7.0, 2.0, 9.0],
        "x": [0.0, 1, 2, 3, 4, 5, 1, None],
        "g": list("uuvvwwuv"),
    },
    index=list("abcdefgh"),
)


def reference(name):
    return read(REFERENCE / f"{name}.json")


def masked(text):
    """A text with its numbers hidden and its columns one space apart."""
    return re.sub(r"[ ]+", " ", re.sub(r"-?\d+(\.\d+)?(e[+-]\d+)?", "#", text)).replace(" \n", "\n").strip()


@pytest.fixture(scope="module")
def small_fit():
    """A fit of seven rows; an eighth has a missing value."""
    return nm.stan_lmer("y ~ x + (1 | g)", FRAME, chains=2, iter=400, seed=3, refresh=0)


@pytest.fixture(scope="module")
def plain_fit():
    """A fit without groups."""
    return nm.stan_glm("y ~ x", FRAME, chains=2, iter=400, seed=3, refresh=0)


@pytest.mark.parametrize("name", LIKE_R)
class TestRstanarmsText:
    def test_prior_summary_to_the_character(self, name, reference_fit):
        assert repr(reference_fit(name).prior_summary()) == reference(name)["prior_summary"]

    def test_print_around_the_numbers(self, name, reference_fit):
        assert masked(repr(reference_fit(name))) == masked(reference(name)["print"])

    def test_print_around_the_numbers_with_more_digits(self, name, reference_fit, capsys):
        reference_fit(name).print(digits=3)
        assert masked(capsys.readouterr().out) == masked(reference(name)["print_digits3"])

    def test_summary_around_the_numbers(self, name, reference_fit):
        assert masked(repr(reference_fit(name).summary())) == masked(reference(name)["summary"])

    def test_methods_have_rstanarms_shapes(self, name, reference_fit):
        fit, recorded = reference_fit(name), reference(name)
        assert fit.nobs() == recorded["n_obs"]
        assert fit.ngrps() == (recorded["ngrps"] if "cnms" in recorded else {})
        assert list(fit.posterior_interval().index) == recorded["posterior_interval_90"]["row_names"]
        assert list(fit.posterior_interval().columns) == recorded["posterior_interval_90"]["col_names"]
        assert list(fit.to_frame().columns) == recorded["as_matrix_colnames"]


class TestPrinting:
    def test_group_effects_are_not_drawn_for_it(self):
        fit = nm.stan_lmer("y ~ x + (1 | g)", FRAME, chains=1, iter=200, seed=3, refresh=0)
        assert "sigma" in repr(fit)
        assert "effects" not in vars(fit.posterior)
        assert fit.summary("beta").frame is not None
        assert "effects" not in vars(fit.posterior)

    def test_digits_are_an_option_of_the_session(self, small_fit, monkeypatch):
        monkeypatch.setattr(options, "digits", 4)
        assert re.search(r"x +-?\d+\.\d{4} ", repr(small_fit))

    def test_the_tables_alone(self, small_fit, capsys):
        small_fit.print(detail=False)
        text = capsys.readouterr().out
        assert "Median" in text
        assert "family:" not in text
        assert "For help" not in text

    def test_a_notebook_gets_text_and_html(self, small_fit):
        bundle = small_fit._repr_mimebundle_()
        assert bundle["text/plain"] == repr(small_fit)
        assert "<table" in bundle["text/html"]

    def test_rows_left_out_are_counted_wherever_a_fit_is_printed(self, small_fit):
        assert small_fit.nobs() == 7
        note = "1 of 8 rows was left out, with missing values in 'x'."
        bundle = small_fit._repr_mimebundle_()
        assert (
            note in repr(small_fit) and note in repr(small_fit.summary()) and note in repr(small_fit.check())
        )
        assert note.replace("'", "&#x27;") in bundle["text/html"] and note in bundle["text/latex"]


class TestNumbers:
    def test_fixef_and_se_are_those_printed(self, small_fit):
        row = small_fit.posterior.to_frame(["x"])["x"]
        assert small_fit.fixef()["x"] == row.median()
        assert small_fit.se()["x"] == pytest.approx(1.4826 * (row - row.median()).abs().median())
        assert f"x {small_fit.fixef()['x']:.1f} {small_fit.se()['x']:.1f}" in re.sub(
            " +", " ", repr(small_fit)
        )

    def test_coef_is_fixef_plus_ranef(self, small_fit):
        total = small_fit.fixef()["(Intercept)"] + small_fit.ranef()["g"]["(Intercept)"]
        pd.testing.assert_series_equal(small_fit.coef()["g"]["(Intercept)"], total)

    def test_VarCorr_is_the_mean_of_Sigma(self, small_fit):
        frame = small_fit.VarCorr().to_frame()
        draws = small_fit.to_frame("Sigma[g:(Intercept),(Intercept)]")
        assert frame["vcov"].iloc[0] == pytest.approx(draws.to_numpy().mean())

    def test_sigma_is_a_median(self, small_fit):
        assert small_fit.sigma() == small_fit.to_frame("sigma")["sigma"].median()

    def test_summary_is_about_the_same_draws(self, small_fit):
        frame = small_fit.summary(probs=(0.05, 0.5)).to_frame()
        draws = small_fit.to_frame()
        assert list(frame.index) == [*draws.columns, "mean_PPD", "log-posterior"]
        np.testing.assert_allclose(frame.loc[list(draws.columns), "mean"], draws.mean())
        np.testing.assert_allclose(frame.loc["x", "5%"], draws["x"].quantile(0.05))

    def test_summary_of_some(self, small_fit):
        assert list(small_fit.summary("varying").to_frame().index) == small_fit.posterior.b_names
        assert (
            list(small_fit.summary(regex_pars="^Sigma").to_frame().index) == small_fit.posterior.Sigma_names
        )

    def test_posterior_interval(self, small_fit):
        interval = small_fit.posterior_interval(prob=0.5, pars="beta")
        assert list(interval.columns) == ["25%", "75%"]
        np.testing.assert_allclose(interval.loc["x"], small_fit.to_frame("x")["x"].quantile([0.25, 0.75]))

    def test_to_frame_has_a_row_for_each_draw(self, small_fit):
        assert small_fit.to_frame(["sigma", "x"]).shape == (400, 2)

    def test_to_arviz(self, small_fit):
        draws = small_fit.to_arviz().posterior
        np.testing.assert_array_equal(draws["beta"].sel(coef="x"), small_fit.posterior.array(["x"])[..., 0])


class TestWithoutGroups:
    def test_coefficients_are_those_of_the_population(self, plain_fit):
        pd.testing.assert_series_equal(plain_fit.coef(), plain_fit.fixef())
        assert plain_fit.ngrps() == {}

    @pytest.mark.parametrize("method", ["ranef", "VarCorr"])
    def test_there_are_no_group_effects(self, method, plain_fit):
        with pytest.raises(
            SettingError, match=rf"^{method}\(\) is for models with group-specific terms; stan_glm"
        ):
            getattr(plain_fit, method)()

    def test_predictors_are_counted_where_rstanarm_counts_them(self, plain_fit, small_fit):
        assert "predictors:   2" in repr(plain_fit)
        assert "predictors:" not in repr(small_fit)


class TestAttributes:
    def test_the_model(self, small_fit):
        assert small_fit.formula == "y ~ x + (1 | g)"
        assert str(small_fit.family) == "gaussian [identity]"

    def test_the_rows_in_use(self, small_fit):
        assert list(small_fit.data.index) == list("abcdefg")

    def test_the_call_fits_it_again(self, small_fit):
        again = eval(small_fit.spec.to_call(), {"stan_lmer": nm.stan_lmer, "data": FRAME})
        pd.testing.assert_frame_equal(again.to_frame(), small_fit.to_frame())

    def test_provenance(self, small_fit):
        found = small_fit.provenance
        assert (found.program, found.seed) == ("lmm", 3)
        assert json.loads(json.dumps(found.to_dict()))["engine"].startswith("Stan")

    def test_the_priors(self, small_fit):
        assert small_fit.priors.coef.adjusted_scale == pytest.approx(
            2.5 * FRAME.y[:7].std() / FRAME.x[:7].std()
        )


class TestChecks:
    def test_in_words(self, small_fit):
        assert repr(small_fit.check()).startswith("• 1 of 8 rows was left out")

    @pytest.mark.parametrize("fit, effects", [("sleepstudy_lmer", 0), ("cbpp_glmer_binomial", 15)])
    def test_about_what_was_sampled(self, fit, effects, reference_fit, monkeypatch):
        """Group effects that were integrated out have no chains that could disagree."""
        checked = []
        monkeypatch.setattr(
            "nbmixed.methods.diagnosis.check_draws", lambda _, names, *__: checked.extend(names) or ()
        )
        _ = replace(reference_fit(fit)).findings
        assert {"(Intercept)"} < set(checked)
        assert sum(name.startswith("b[") for name in checked) == effects


class TestPlots:
    @pytest.mark.parametrize("kind", ["intervals", "areas", "trace"])
    def test_each_kind(self, kind, small_fit):
        assert isinstance(small_fit.plot(kind), ggplot)

    def test_coefficients_and_sigma_unless_asked_otherwise(self, small_fit):
        assert set(small_fit.plot().data["parameter"]) == {"(Intercept)", "x", "sigma"}
        assert set(small_fit.plot(pars="varying").data["parameter"]) == set(small_fit.posterior.b_names)

    def test_an_unknown_kind_and_an_unknown_parameter(self, small_fit):
        with pytest.raises(nm.NbmixedError, match="interval"):
            small_fit.plot("interval")
        with pytest.raises(SettingError, match=r"no parameter 'sigm'\. Did you mean 'sigma'\?"):
            small_fit.plot(pars="sigm")
