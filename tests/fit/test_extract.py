"""fixef, ranef, coef, se and sigma: rstanarm's layout, and medians of the draws they stand for."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nbmixed.fit import extract
from tests.fit.posteriors import chosen

REFERENCE = Path(__file__).parents[1] / "reference"
MIXED, _ = chosen("stan_lmer", "y ~ x + (x | g) + (1 | h)")


def reference(name):
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["sleepstudy_lmer", "penicillin_lmer", "cbpp_glmer_binomial"])
class TestRstanarmsLayout:
    def test_fixef(self, name, reference_fit):
        assert list(extract.fixef(reference_fit(name).posterior).index) == list(reference(name)["fixef"])

    @pytest.mark.parametrize("method", ["ranef", "coef"])
    def test_a_frame_for_each_factor(self, method, name, reference_fit):
        found = getattr(extract, method)(reference_fit(name).posterior)
        expected = reference(name)[method]
        assert list(found) == list(expected)
        for group, frame in found.items():
            recorded = expected[group]["row_names"]  # of coef at most 20 rows
            assert list(frame.index[: len(recorded)]) == recorded
            assert list(frame.columns) == expected[group]["col_names"]

    def test_se(self, name, reference_fit):
        assert list(extract.se(reference_fit(name).posterior).index) == list(reference(name)["se"])


class TestValues:
    def test_fixef_are_medians_of_all_chains(self):
        expected = np.median(MIXED.parameters.coef.reshape(-1, 2), axis=0)
        pd.testing.assert_series_equal(
            extract.fixef(MIXED), pd.Series(expected, index=["(Intercept)", "x"], name="Median")
        )

    def test_ranef_are_medians_level_by_level(self):
        ranef = extract.ranef(MIXED)
        assert ranef["g"].loc["a b", "x"] == np.median(MIXED.array(["b[x g:a_b]"]))
        assert ranef["h"].loc["v", "(Intercept)"] == np.median(MIXED.array(["b[(Intercept) h:v]"]))

    def test_coef_is_fixef_plus_ranef(self):
        coef, fixef, ranef = extract.coef(MIXED), extract.fixef(MIXED), extract.ranef(MIXED)
        pd.testing.assert_frame_equal(coef["g"], fixef + ranef["g"])
        assert coef["h"].loc["u", "(Intercept)"] == fixef["(Intercept)"] + ranef["h"].loc["u", "(Intercept)"]
        assert (coef["h"]["x"] == fixef["x"]).all()  # does not vary

    def test_se_is_the_scaled_median_absolute_deviation(self):
        se = extract.se(MIXED)
        assert list(se.index) == [*MIXED.coef_names, *MIXED.b_names]
        draws = MIXED.array(["b[x g:c]"]).ravel()
        assert se["b[x g:c]"] == pytest.approx(stats.median_abs_deviation(draws, scale="normal"), rel=1e-4)

    def test_sigma_is_its_median_or_one(self):
        assert extract.sigma(MIXED) == np.median(MIXED.parameters.aux)
        for function, family in (("stan_glm", "poisson"), ("stan_glm", "neg_binomial_2")):
            assert extract.sigma(chosen(function, "count ~ x", family=family)[0]) == 1.0


class TestShapesOfModels:
    def test_terms_of_one_factor_stand_in_one_frame(self):
        posterior, _ = chosen("stan_lmer", "y ~ x + (1 | g) + (0 + x | g)")
        ranef = extract.ranef(posterior)
        assert list(ranef) == ["g"]
        assert list(ranef["g"].columns) == ["(Intercept)", "x"]
        assert ranef["g"].loc["c", "x"] == np.median(posterior.effects[1][:, :, 1, 0])

    def test_what_varies_without_a_population_level_part_starts_at_zero(self):
        posterior, _ = chosen("stan_lmer", "y ~ 1 + (x | g)")
        coef, ranef = extract.coef(posterior)["g"], extract.ranef(posterior)["g"]
        assert list(coef.columns) == ["(Intercept)", "x"]
        pd.testing.assert_series_equal(coef["x"], ranef["x"])

    def test_no_population_level_part_at_all(self):
        posterior, _ = chosen("stan_lmer", "y ~ 0 + (1 | g)")
        assert extract.fixef(posterior).to_dict() == {}
        pd.testing.assert_frame_equal(extract.coef(posterior)["g"], extract.ranef(posterior)["g"])


@pytest.mark.parametrize(
    "fixed, varying",
    [
        ("x + w + w:x", "x*w"),
        ("w*x", "x*w"),
        ("f*x", "x*f"),
        ("I(x^2)*w", "w:I(x^2)"),
        ("poly(x, 2)*w", "w:poly(x, 2)"),
    ],
)
def test_an_interaction_is_one_coefficient_in_whatever_order_it_is_written(fixed, varying):
    rng, N = np.random.default_rng(4), 60
    data = pd.DataFrame({name: rng.standard_normal(N) for name in "yxw"} | {"g": np.arange(N) % 4})
    data["f"] = np.where(rng.uniform(size=N) < 0.5, "a", "b")
    posterior, _ = chosen("stan_lmer", f"y ~ {fixed} + ({varying} | g)", data=data)
    coef, fixef, ranef = extract.coef(posterior)["g"], extract.fixef(posterior), extract.ranef(posterior)["g"]
    assert list(coef.columns) == list(fixef.index)
    assert {name.count(":") for name in ranef.columns} >= {1}
    for name in ranef.columns:
        if ":" in name:
            same = next(c for c in fixef.index if sorted(c.split(":")) == sorted(name.split(":")))
            pd.testing.assert_series_equal(coef[same], fixef[same] + ranef[name], check_names=False)


def test_a_colon_inside_a_call_or_a_name_joins_nothing():
    assert extract._factors("b:I(a:c)") == ("I(a:c)", "b")
    assert extract._factors("`x:y`:splines::ns(z, 2)1") == ("`x:y`", "splines::ns(z, 2)1")
