"""Dates and times name groups; as predictors they are refused with the code that makes numbers of them."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd
import polars as pl
import pytest

from nbmixed.design.build import build
from nbmixed.errors import DataError
from nbmixed.spec.formula import parse

N = 24
DAYS = pd.date_range("2021-12-30", periods=4).repeat(N // 4)
Y = np.random.default_rng(2).normal(size=N)
COLUMNS = {
    "timestamps": DAYS,
    "zoned": DAYS.tz_localize("Europe/Vienna"),
    "hours": pd.date_range("2021-12-30 22:00", periods=4, freq="h").repeat(N // 4),
    "dates": [d.date() for d in DAYS],
    "datetimes": pd.Series([d.to_pydatetime() for d in DAYS], dtype=object),
    "periods": DAYS.to_period("M").where(DAYS.year == 2021, pd.Period("2022-03", "M")),
    "spans": pd.to_timedelta(np.repeat([9, 1, 10, 2], N // 4), unit="D"),
    "times": [dt.time(h, 30) for h in np.repeat([3, 22, 7, 11], N // 4)],
}


def _data(name):
    return pd.DataFrame({"y": Y, "when": COLUMNS[name]})


@pytest.mark.parametrize("name", COLUMNS)
class TestEachKind:
    def test_names_groups(self, name):
        data = _data(name)
        design = build(parse("y ~ 1 + (1 | when)"), data)
        (term,) = design.groups
        assert len(term.levels) == data["when"].nunique()
        order = np.argsort(np.argsort(pd.factorize(data["when"], sort=True)[0], kind="stable"))
        assert np.all(np.diff(term.index[np.argsort(order)]) >= 0)
        for rows in ([0], [N - 1, 0]):
            np.testing.assert_array_equal(design.at(data.iloc[rows]).groups[0].index, term.index[rows])

    def test_is_no_predictor_until_the_user_says_which_number(self, name):
        data = _data(name)
        with pytest.raises(DataError, match="which are no numbers") as caught:
            build(parse("y ~ when"), data)
        code = re.search(r"data\['when_number'\] = (.*); for", str(caught.value))[1]
        data["when_number"] = eval(code, {"pd": pd, "data": data})
        assert build(parse("y ~ when_number"), data).X.shape == (N, 2)

    def test_is_a_factor_where_the_formula_says_so(self, name):
        data = _data(name)
        design = build(parse("y ~ factor(when)"), data)
        assert design.X.shape == (N, data["when"].nunique())
        np.testing.assert_array_equal(design.at(data.iloc[[9]]).X, design.X[[9]])

    @pytest.mark.parametrize(
        "formula",
        [
            "y ~ log(when)",
            "y ~ when + 1 + I(when * 2)",
            "y ~ as.numeric(when)",
            "when ~ 1",
            "y ~ 1 + (when | g)",
            "y ~ poly(when, 2)",
        ],
    )
    def test_is_no_number_anywhere(self, name, formula):
        with pytest.raises(DataError, match="which are no numbers"):
            build(parse(formula), _data(name).assign(g=list("ab") * (N // 2)))


def test_labels_are_iso_dates_and_text_finds_them():
    design = build(parse("y ~ 1 + (1 | when)"), _data("timestamps"))
    assert design.groups[0].levels == ("2021-12-30", "2021-12-31", "2022-01-01", "2022-01-02")
    new = pd.DataFrame({"when": ["2022-01-01", "2022-05-01"]})
    assert design.at(new).groups[0].index.tolist() == [2, -1]
    assert design.at(pd.DataFrame({"when": [dt.date(2022, 1, 2)]})).groups[0].index.tolist() == [3]


def test_spans_are_in_order_of_length():
    assert build(parse("y ~ 1 + (1 | when)"), _data("spans")).groups[0].levels == (
        "1 days",
        "2 days",
        "9 days",
        "10 days",
    )


@pytest.mark.parametrize("dtype", [pl.Date, pl.Datetime, pl.Datetime("ms", "UTC")])
def test_dates_of_polars(dtype):
    data = pl.DataFrame({"y": Y, "when": [d.date() for d in DAYS]}).with_columns(pl.col("when").cast(dtype))
    assert len(build(parse("y ~ 1 + (1 | when)"), data).groups[0].levels) == 4
    with pytest.raises(DataError, match="which are no numbers"):
        build(parse("y ~ when"), data)


def test_intervals_are_levels_in_their_order():
    bins = pd.cut(np.resize([15.0, 1.0, 7.0, 25.0], N), [0, 5, 10, 20, 30])
    data = pd.DataFrame({"y": Y, "when": pd.Series(pd.IntervalIndex(bins))})
    design = build(parse("y ~ 1 + (1 | when)"), data)
    assert design.groups[0].levels == ("(0, 5]", "(5, 10]", "(10, 20]", "(20, 30]")
    np.testing.assert_array_equal(design.at(data.iloc[[2, 3]]).groups[0].index, design.groups[0].index[2:4])
