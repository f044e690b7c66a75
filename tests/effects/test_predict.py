"""`predictions` equal what is computed from posterior_epred by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, special, stats

from nbmixed.effects import comparisons, datagrid, predictions
from nbmixed.errors import DataError, SettingError
from nbmixed.stanreg import StanReg
from tests.effects.draws import same

FITS = ("line", "herds", "subjects", "counts", "kinds")


@pytest.mark.parametrize("name", FITS)
def test_rows_of_the_fit_are_those_of_posterior_epred(name: str, request: pytest.FixtureRequest) -> None:
    fit = request.getfixturevalue(name)
    assert same(predictions(fit).draws, fit.posterior_epred())
    assert same(predictions(fit, type="link").draws, fit.posterior_linpred())


@pytest.mark.parametrize("name", FITS)
def test_the_average_is_over_rows_in_each_draw(name: str, request: pytest.FixtureRequest) -> None:
    fit = request.getfixturevalue(name)
    assert same(predictions(fit, by=True).draws[:, 0], fit.posterior_epred().mean(axis=1))


def test_by_averages_within_combinations_that_occur(herds: StanReg) -> None:
    found = predictions(herds, by=["period", "herd"])
    epred, data = herds.posterior_epred(), herds.data
    cells = data.groupby(["period", "herd"], observed=True)
    assert len(found) == cells.ngroups < 4 * 15
    for k, (period, herd) in enumerate(found.table[["period", "herd"]].itertuples(index=False)):
        rows = ((data["period"] == period) & (data["herd"] == herd)).to_numpy()
        assert same(found.draws[:, k], epred[:, rows].mean(axis=1))


def test_by_may_name_columns_that_the_model_does_not_have(herds: StanReg) -> None:
    new = herds.data.assign(region=np.arange(len(herds.data)) % 3)
    found = predictions(herds, new, by="region")
    assert found.table["region"].tolist() == [0, 1, 2]
    assert same(found.draws[:, 1], herds.posterior_epred()[:, 1::3].mean(axis=1))


@pytest.mark.parametrize("by", [True, "period", ["period", "herd"]])
def test_weights_count_as_replicated_rows(herds: StanReg, by: Any) -> None:
    data = herds.data
    copies = data.loc[data.index.repeat(data["size"])]
    for weights in ("size", data["size"].tolist()):
        found = predictions(herds, by=by, weights=weights)
        assert same(found.draws, predictions(herds, copies, by=by).draws)
        assert "averaged with weights over the 56 rows" in found.estimand
    ratio = comparisons(herds, {"period": ("1", "4")}, by=True, weights="size", comparison="ratio")
    assert same(
        ratio.draws, comparisons(herds, {"period": ("1", "4")}, copies, by=True, comparison="ratio").draws
    )


def test_rows_are_worked_through_in_blocks(herds: StanReg, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = predictions(herds, by="period", weights="size").draws
    monkeypatch.setattr("nbmixed.effects.cells._BLOCK_DOUBLES", 7 * herds.posterior.size)
    assert same(predictions(herds, by="period", weights="size").draws, whole)


def test_medians_and_intervals_are_those_of_the_draws(line: StanReg) -> None:
    found = predictions(line, datagrid(line, mom_hs=[0, 1]), prob=0.5)
    expected = np.quantile(found.draws, [0.5, 0.25, 0.75], axis=0).T
    assert same(found.to_frame()[["estimate", "25%", "75%"]].to_numpy(), expected)


def test_a_grid_without_groups_is_of_a_typical_group(subjects: StanReg) -> None:
    grid = datagrid(subjects, Days=[0, 9])
    found = predictions(subjects, grid)
    assert same(found.draws, subjects.posterior_epred(grid, re_form="NA"))
    assert "typical group of Subject" in found.estimand


def test_a_grid_with_groups_is_of_those_groups(subjects: StanReg) -> None:
    grid = datagrid(subjects, Days=[0, 9], Subject=["308", "somebody else"])
    found = predictions(subjects, grid)
    assert same(found.draws, subjects.posterior_epred(grid))
    assert "own group of Subject" in found.estimand
    left_out = predictions(subjects, grid, re_form="NA")
    assert same(left_out.draws, subjects.posterior_epred(grid, re_form="NA"))


def test_chances_averaged_over_groups_are_integrals(herds: StanReg) -> None:
    """Absolute error of the quadrature 1e-9, of population_mean 1e-8."""
    grid = datagrid(herds, period=["1", "4"])
    found = predictions(herds, grid, group_effects="averaged")
    eta = herds.posterior_linpred(newdata=grid, re_form="NA")
    sd = np.sqrt(herds.posterior.array(["Sigma[herd:(Intercept),(Intercept)]"]).reshape(-1))
    for draw in range(0, len(sd), 50):
        for row in range(2):
            mean, _ = integrate.quad(
                lambda b, e=eta[draw, row], s=sd[draw]: special.expit(e + b) * stats.norm.pdf(b, scale=s),
                -12 * sd[draw],
                12 * sd[draw],
                epsabs=1e-9,
                limit=200,
            )
            assert abs(found.draws[draw, row] - mean) < 1e-9 + 1e-8


def test_straight_lines_averaged_over_groups_are_those_of_a_typical_group(subjects: StanReg) -> None:
    grid = datagrid(subjects, Days=[0, 9])
    assert same(
        predictions(subjects, grid, group_effects="averaged").draws, predictions(subjects, grid).draws
    )


def test_an_offset_is_that_of_the_rows(counts: StanReg) -> None:
    grid = datagrid(counts, roach1=[0, 10])
    with_offset = predictions(counts, grid, offset=[0.0, np.log(2)])
    without = predictions(counts, grid, offset=[0.0, 0.0])
    assert same(with_offset.draws, without.draws * [1, 2])


@pytest.mark.parametrize(
    ("arguments", "error", "told"),
    [
        ({"by": "perod"}, DataError, "'perod'.*Did you mean 'period'"),
        ({"by": 3}, SettingError, "by must be None, True, or names"),
        ({"type": "links"}, SettingError, "type must be one of.*Did you mean 'link'"),
        ({"group_effects": "avg"}, SettingError, "group_effects must be one of 'typical', 'averaged'"),
        ({"group_effects": "averaged", "re_form": None}, SettingError, "there are none; give re_form='NA'"),
        ({"re_form": "~ (1 | cow)"}, SettingError, "'cow', which the model does not have"),
        ({"prob": 90}, SettingError, "prob must be one number between 0 and 1"),
        ({"offset": "size"}, SettingError, "offset= is for newdata"),
        ({"newdata": pd.DataFrame({"herd": ["1"]})}, DataError, "no column 'period'"),
        ({"newdata": pd.DataFrame({"period": []})}, DataError, "newdata has no rows"),
        ({"newdata": pd.DataFrame({"period": ["7"]})}, DataError, "'7'"),
        ({"newdata": 5}, DataError, "must be a data frame"),
        ({"weights": "size"}, SettingError, "weights= are for averages: give by=True"),
        ({"by": True, "weights": "sise"}, DataError, "weights names 'sise'.*Did you mean 'size'"),
        ({"by": True, "weights": [1, 2]}, SettingError, "weights has 2 values, but the data have 56 rows"),
        ({"by": True, "weights": -1}, DataError, "weights must be numbers, 0 or larger"),
        ({"by": "period", "weights": [0] * 55 + [1]}, DataError, "some of each average must be larger"),
    ],
)
def test_bad_input_is_one_sentence(
    herds: StanReg, arguments: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        predictions(herds, **arguments)


def test_models_without_groups_have_nothing_to_average(line: StanReg) -> None:
    with pytest.raises(SettingError, match="models with group-specific terms"):
        predictions(line, group_effects="averaged")


def test_parts_of_terms_cannot_be_averaged_over(subjects: StanReg) -> None:
    with pytest.raises(SettingError, match="whole terms"):
        predictions(subjects, re_form="~ (1 | Subject)", group_effects="averaged")
