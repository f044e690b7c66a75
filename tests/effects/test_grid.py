"""`datagrid`: values given are crossed, others are where they typically are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.effects import datagrid
from nbmixed.errors import DataError, SettingError
from nbmixed.stanreg import StanReg


def test_values_are_crossed_and_the_last_varies_fastest(line: StanReg) -> None:
    grid = datagrid(line, mom_hs=[0, 1], mom_iq=[90, 110])
    assert grid.to_dict("list") == {"mom_hs": [0, 0, 1, 1], "mom_iq": [90, 110, 90, 110]}


def test_others_are_at_their_mean_or_most_frequent_value(kinds: StanReg) -> None:
    grid, data = datagrid(kinds), kinds.data
    assert len(grid) == 1
    row = grid.iloc[0]
    assert row["x"] == data["x"].mean()
    for name in ("year", "ok", "text", "size"):
        assert row[name] == data[name].mode().iloc[0], name


def test_columns_are_of_the_kinds_of_the_fit(kinds: StanReg) -> None:
    grid = datagrid(kinds, size=["hi", "lo"])
    assert grid["size"].dtype == kinds.data["size"].dtype
    assert grid["ok"].dtype == bool
    assert grid["year"].dtype == kinds.data["year"].dtype


def test_a_function_of_the_column_gives_values(kinds: StanReg) -> None:
    assert sorted(datagrid(kinds, text=pd.unique)["text"]) == ["a", "b", "c"]
    assert datagrid(kinds, x=np.median)["x"].tolist() == [kinds.data["x"].median()]


def test_a_name_that_is_none_of_python_goes_into_a_mapping(kinds: StanReg) -> None:
    assert datagrid(kinds, {"dose (mg)": [0.1, 0.2]})["dose (mg)"].tolist() == [0.1, 0.2]


def test_levels_are_known_by_their_labels(kinds: StanReg, herds: StanReg) -> None:
    assert datagrid(kinds, year="2002")["year"].tolist() == [2002]
    assert datagrid(kinds, ok=[0, "TRUE"])["ok"].tolist() == [False, True]
    assert datagrid(herds, period=3)["period"].tolist() == ["3"]


def test_grouping_factors_are_there_only_when_they_are_named(herds: StanReg) -> None:
    assert list(datagrid(herds, period="1").columns) == ["period"]
    named = datagrid(herds, herd=["2", "not seen before"])
    assert named["herd"].tolist() == ["2", "not seen before"]


def test_a_model_without_predictors_has_one_row() -> None:
    data = nm.datasets.load("Penicillin")
    fit = nm.stan_lmer(
        "diameter ~ 1 + (1 | plate) + (1 | sample)", data, iter=200, chains=1, seed=1, refresh=0
    )
    assert datagrid(fit).shape == (1, 0)
    assert len(nm.effects.predictions(fit, datagrid(fit))) == 1


@pytest.mark.parametrize(
    ("values", "error", "told"),
    [
        ({"txt": "a"}, SettingError, "has no variable 'txt'.*Did you mean 'text'"),
        ({"y": 1}, SettingError, "has no variable 'y'"),
        ({"text": "d"}, DataError, "'text' has no level 'd'.*'a', 'b', 'c'"),
        ({"year": 2010}, DataError, "'year' has no level '2010'"),
        ({"x": "a"}, DataError, "'x' is numeric"),
        ({"x": [1.0, np.nan]}, DataError, "'x' is numeric"),
        ({"x": []}, DataError, "no values for 'x'"),
        ({"ok": "maybe"}, DataError, "'ok' is true or false"),
    ],
)
def test_bad_values_are_named(
    kinds: StanReg, values: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        datagrid(kinds, values)
