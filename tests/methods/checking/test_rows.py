"""`group` and `x` of a check."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from nbmixed.errors import DataError, SettingError
from nbmixed.methods.checking.rows import row_numbers, row_values


@pytest.mark.parametrize("make", [list, np.array, pd.Series, pl.Series, tuple])
def test_values_of_any_sort_stand_for_rows(fitted, make):
    fit = fitted("groups")
    days = fit.data["Days"].tolist()
    assert row_values(fit, make(days), "group").tolist() == days
    assert row_numbers(fit, make(days), "x").tolist() == days


def test_columns_keep_their_name(fitted):
    assert row_values(fitted("groups"), "Days", "group").name == "Days"


def test_none_stays_none(fitted):
    assert row_values(fitted("groups"), None, "group") is None
    assert row_numbers(fitted("groups"), None, "x") is None


def test_x_must_be_numbers(fitted):
    with pytest.raises(DataError, match=r"x must be numbers, and these values are not: give them as group="):
        row_numbers(fitted("groups"), ["a"] * 180, "x")


def test_the_columns_are_listed_where_none_is_near(fitted):
    with pytest.raises(
        DataError, match=r"'qqq' is no column of the data. The columns are 'Reaction', 'Days', 'Subject'"
    ):
        row_values(fitted("groups"), "qqq", "group")


def test_a_series_goes_to_rows_by_its_index(fitted):
    fit = fitted("groups")
    shuffled = fit.data["Days"].sample(frac=1, random_state=1)
    assert row_values(fit, shuffled, "group").tolist() == fit.data["Days"].tolist()
    with pytest.raises(SettingError, match="group is a Series whose index is not that of the data"):
        row_values(fit, shuffled.set_axis(range(1000, 1180)), "group")
