"""`comparisons` equal closed forms and what is computed from posterior_epred by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, special, stats

import nbmixed as nm
from nbmixed.effects import comparisons, datagrid
from nbmixed.errors import DataError, SettingError
from nbmixed.stanreg import StanReg
from tests.effects.draws import draws_of, same


def _largest(fit: StanReg) -> float:
    """What differences of predictions are rounded by."""
    return float(np.abs(fit.posterior_epred()).max())


def test_a_step_on_a_straight_line_is_its_coefficient(subjects: StanReg) -> None:
    found = comparisons(subjects, "Days", by=True, re_form="NA")
    assert same(found.draws[:, 0], draws_of(subjects, "Days"), _largest(subjects))


def test_with_an_interaction_it_depends_on_the_other_variable(line: StanReg) -> None:
    found = comparisons(line, {"mom_iq": 10}, datagrid(line, mom_hs=[0, 1]))
    at_0 = 10 * draws_of(line, "mom_iq")
    assert same(
        found.draws, np.stack([at_0, at_0 + 10 * draws_of(line, "mom_hs:mom_iq")], axis=1), _largest(line)
    )
    assert found.table["contrast"].tolist() == ["+10", "+10"]


def test_averaged_over_rows_the_other_variable_is_at_its_mean(line: StanReg) -> None:
    found = comparisons(line, {"mom_hs": (0, 1)}, by=True)
    expected = draws_of(line, "mom_hs") + draws_of(line, "mom_hs:mom_iq") * line.data["mom_iq"].mean()
    assert same(found.draws[:, 0], expected, _largest(line))


@pytest.mark.parametrize(
    ("how", "length"),
    [
        ("sd", lambda x: x.std()),
        ("2sd", lambda x: 2 * x.std()),
        ("iqr", lambda x: x.quantile(0.75) - x.quantile(0.25)),
        ("minmax", lambda x: x.max() - x.min()),
        ((100, 90), lambda _: -10.0),
        (-3, lambda _: -3.0),
    ],
)
def test_steps_of_numbers(line: StanReg, how: Any, length: Any) -> None:
    found = comparisons(line, {"mom_iq": how}, datagrid(line, mom_hs=0))
    assert same(found.draws[:, 0], length(line.data["mom_iq"]) * draws_of(line, "mom_iq"), _largest(line))


def test_each_subject_has_its_own_slope(subjects: StanReg) -> None:
    found = comparisons(subjects, "Days", datagrid(subjects, Subject=["308", "335"]))
    own = [draws_of(subjects, "Days") + draws_of(subjects, f"b[Days Subject:{s}]") for s in ("308", "335")]
    assert same(found.draws, np.stack(own, axis=1), _largest(subjects))


def test_groups_are_compared_with_one_another(subjects: StanReg) -> None:
    found = comparisons(subjects, {"Subject": ("308", "335")}, datagrid(subjects, Days=0))
    expected = draws_of(subjects, "b[(Intercept) Subject:335]") - draws_of(
        subjects, "b[(Intercept) Subject:308]"
    )
    assert same(found.draws[:, 0], expected, _largest(subjects))


def test_levels_of_a_factor_on_the_scale_of_the_link_are_coefficients(herds: StanReg) -> None:
    found = comparisons(herds, {"period": "reference"}, by=True, type="link")
    expected = [draws_of(herds, f"period{k}") for k in (2, 3, 4)]
    assert same(found.draws, np.stack(expected, axis=1), 10.0)


@pytest.mark.parametrize(
    ("how", "contrasts"),
    [
        ("reference", ["2 - 1", "3 - 1", "4 - 1"]),
        ("sequential", ["2 - 1", "3 - 2", "4 - 3"]),
        ("pairwise", ["2 - 1", "3 - 1", "4 - 1", "3 - 2", "4 - 2", "4 - 3"]),
        (("4", "1"), ["1 - 4"]),
    ],
)
def test_chances_are_averaged_over_rows_and_then_compared(
    herds: StanReg, how: Any, contrasts: list[str]
) -> None:
    found = comparisons(herds, {"period": how}, by=True)
    assert found.table["contrast"].tolist() == contrasts
    mean = {
        level: herds.posterior_epred(herds.data.assign(period=level)).mean(axis=1)
        for level in ("1", "2", "3", "4")
    }
    expected = [mean[c[0]] - mean[c[-1]] for c in contrasts]
    assert same(found.draws, np.stack(expected, axis=1), 1.0)


def test_ratios_are_of_averages(herds: StanReg) -> None:
    low, high = (herds.posterior_epred(herds.data.assign(period=k)).mean(axis=1) for k in ("1", "2"))
    odds = [p / (1 - p) for p in (low, high)]
    for comparison, expected in {
        "ratio": high / low,
        "log_ratio": np.log(high / low),
        "lift": high / low - 1,
        "odds_ratio": odds[1] / odds[0],
        "log_odds_ratio": np.log(odds[1] / odds[0]),
    }.items():
        found = comparisons(herds, {"period": ("1", "2")}, by=True, comparison=comparison)
        assert same(found.draws[:, 0], expected, 10.0), comparison
        assert found.table["contrast"].tolist() == ["2 / 1"]


def test_the_odds_ratio_of_one_row_is_the_exponential_of_the_coefficient(herds: StanReg) -> None:
    found = comparisons(herds, {"period": ("1", "3")}, datagrid(herds), comparison="odds_ratio")
    assert np.allclose(found.draws[:, 0], np.exp(draws_of(herds, "period3")), rtol=1e-12)


def test_averaged_over_groups_they_are_of_integrals(trend: StanReg) -> None:
    """Absolute error of the quadrature 1e-9 and of population_mean 1e-8, twice."""
    found = comparisons(trend, {"time": (1, 4)}, datagrid(trend), group_effects="averaged")
    eta = trend.posterior_linpred(newdata=datagrid(trend, time=[1, 4]), re_form="NA")
    sd = np.sqrt(draws_of(trend, "Sigma[herd:(Intercept),(Intercept)]"))
    for s in range(0, len(sd), 50):
        low, high = (
            integrate.quad(
                lambda z, e=e, s=s: special.expit(e + sd[s] * z) * stats.norm.pdf(z), -10, 10, epsabs=1e-9
            )[0]
            for e in eta[s]
        )
        assert abs(found.draws[s, 0] - (high - low)) < 2 * (1e-9 + 1e-8)


def test_the_probability_of_direction_of_a_ratio_is_beside_1(herds: StanReg) -> None:
    found = comparisons(herds, {"period": ("1", "2")}, by=True, comparison="ratio")
    below = (found.draws[:, 0] < 1).mean()
    assert found.table["p_direction"].iloc[0] == max(below, 1 - below)


def test_ratios_of_counts_do_not_depend_on_the_offset(counts: StanReg) -> None:
    found = comparisons(counts, "treatment", by=True, comparison="log_ratio")
    assert np.allclose(found.draws[:, 0], draws_of(counts, "treatment"), rtol=0, atol=1e-11)
    rows = [counts.data.assign(treatment=k) for k in (0, 1)]
    offset = np.log(counts.data["exposure2"])
    low, high = (counts.posterior_epred(frame, offset=offset).mean(axis=1) for frame in rows)
    difference = comparisons(counts, "treatment", by=True)
    assert same(difference.draws[:, 0], high - low, float(max(low.max(), high.max())))


def test_every_kind_of_column_can_be_compared(kinds: StanReg) -> None:
    asked = {"text": None, "year": None, "ok": None, "size": ("lo", "hi"), "x": None, "dose (mg)": 0.1}
    found = comparisons(kinds, asked, datagrid(kinds))
    assert found.table["contrast"].tolist() == [
        *("b - a", "c - a", "2002 - 2001", "2003 - 2001", "TRUE - FALSE", "hi - lo", "+1", "+0.1")
    ]
    assert same(found.draws[:, 2], draws_of(kinds, "factor(year)2002"), 10.0)
    assert same(found.draws[:, 4], draws_of(kinds, "okTRUE"), 10.0)
    assert same(found.draws[:, 5], np.sqrt(2) * draws_of(kinds, "size.L"), 10.0)


def test_within_cells_each_has_its_own_average(line: StanReg) -> None:
    found = comparisons(line, "mom_iq", by="mom_hs")
    assert found.table["mom_hs"].tolist() == [0, 1]
    assert same(found.draws[:, 1], draws_of(line, "mom_iq") + draws_of(line, "mom_hs:mom_iq"), _largest(line))


@pytest.mark.parametrize(
    ("variables", "arguments", "error", "told"),
    [
        ("perod", {}, SettingError, "no variable 'perod'.*Did you mean 'period'"),
        ("incidence", {}, SettingError, "no variable 'incidence'"),
        ([], {}, SettingError, "at least one variable"),
        ({"period": "pairs"}, {}, SettingError, "not 'pairs'.*Did you mean 'pairwise'"),
        ({"period": 1}, {}, SettingError, "'period' has levels: compare two"),
        ({"period": ("1", "9")}, {}, DataError, "'period' has no level '9'"),
        ({"period": ("1", "2", "3")}, {}, SettingError, "of two values"),
        ("period", {"comparison": "oddsratio"}, SettingError, "Did you mean 'odds_ratio'"),
        ("period", {"comparison": "ratio", "type": "link"}, SettingError, "compared by their difference"),
    ],
)
def test_bad_input_is_one_sentence(
    herds: StanReg, variables: Any, arguments: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        comparisons(herds, variables, **arguments)


def test_odds_are_for_chances(counts: StanReg) -> None:
    with pytest.raises(SettingError, match="the poisson family has none"):
        comparisons(counts, "treatment", comparison="odds_ratio")


def test_numbers_have_no_levels(line: StanReg) -> None:
    with pytest.raises(SettingError, match="'mom_hs' is numeric: compare a step"):
        comparisons(line, {"mom_hs": "pairwise"})


def test_a_step_needs_the_column(line: StanReg) -> None:
    with pytest.raises(DataError, match="no column 'mom_iq'"):
        comparisons(line, "mom_iq", line.data[["mom_hs"]])


def _binary(values: Any) -> StanReg:
    rng = np.random.default_rng(5)
    data = pd.DataFrame({"z": values, "x": rng.normal(size=len(values))})
    data["y"] = 1.0 * data["z"].astype(float) ** 2 + data["x"] + rng.normal(0, 0.1, len(values))
    return nm.stan_glm("y ~ I(z^2) + x", data, chains=1, iter=300, seed=1)


@pytest.mark.parametrize("kind", ["int8", "int64", "float32", "float64", "Int64"])
def test_a_variable_of_zeros_and_ones_goes_from_0_to_1(kind: str) -> None:
    fit = _binary(pd.Series([0, 1, 1, 0, 1] * 8).astype(kind))
    found = nm.comparisons(fit, "z", by=True)
    assert found.to_frame()["contrast"].tolist() == ["1 - 0"]
    assert found.to_frame()["estimate"].iloc[0] == pytest.approx(1, abs=0.15)
    assert "as z goes from 0 to 1" in str(found).replace("\n", " ")
    stepped = nm.comparisons(fit, {"z": 1}, by=True)
    assert stepped.to_frame()["contrast"].tolist() == ["+1"]
    assert "goes from 0" not in str(stepped).replace("\n", " ")


@pytest.mark.parametrize("values", [[0, 2], [1, 2], [0, 1, 2], [-1, 1]])
def test_other_numbers_are_stepped_by_1(values: list[int]) -> None:
    fit = _binary(pd.Series(values * 12))
    assert nm.comparisons(fit, "z", by=True).to_frame()["contrast"].tolist() == ["+1"]
