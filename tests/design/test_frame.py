"""Columns of any frame become R's types."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from nbmixed.design.frame import Columns, ColumnType, read_column, to_pandas
from nbmixed.errors import DataError


@pytest.mark.parametrize(
    ("column", "kind", "levels"),
    [
        (["b", "a", "b"], "text", ("a", "b")),
        (pd.array(["b", "a", "b"], dtype="string"), "text", ("a", "b")),
        (pd.Categorical(["b", "a", "b"], ["b", "c", "a"]), "factor", ("b", "c", "a")),
        (pd.Categorical(["b", "a"], ["b", "a"], ordered=True), "ordered", ("b", "a")),
        (pd.Categorical([3, 10, 3]), "factor", ("3", "10")),
        (pd.Categorical([1.0, 2.5]), "factor", ("1", "2.5")),
        (pd.Categorical([True, False]), "factor", ("FALSE", "TRUE")),
    ],
)
def test_categories_and_text_are_factors(column, kind, levels):
    factor = read_column(pd.Series(column), "c")
    assert (factor.kind, factor.levels) == (kind, levels)


@pytest.mark.parametrize(
    "column", [[1, 2], [1.0, 2.0], pd.array([1, 2], dtype="Int64"), np.array([1, 2], dtype=np.float32)]
)
def test_numbers_are_floats(column):
    values = read_column(pd.Series(column), "c")
    assert values.dtype == np.float64
    assert values.tolist() == [1, 2]


@pytest.mark.parametrize(
    "column", [[True, False], pd.array([True, False], dtype="boolean"), np.array([True, False], dtype=object)]
)
def test_truth_values_stay_truth_values(column):
    assert read_column(pd.Series(column), "c").tolist() == [True, False]
    assert read_column(pd.Series(column), "c").dtype == np.bool_


def test_objects_that_are_numbers_are_numbers():
    assert read_column(pd.Series([1, 2.5], dtype=object), "c").tolist() == [1, 2.5]


def test_new_data_are_read_as_the_data_of_the_fit_were():
    types = {
        "f": ColumnType("factor", ("hi", "lo")),
        "n": ColumnType("factor", ("2", "1")),
        "l": ColumnType("logical"),
    }
    columns = Columns(pd.DataFrame({"f": ["lo", "mid"], "n": [1, 2], "l": [0, 1]}), types)
    assert (columns["f"].levels, columns["f"].codes.tolist()) == (("hi", "lo", "mid"), [1, 2])
    assert columns["n"].codes.tolist() == [1, 0]
    assert columns["l"].tolist() == [False, True]


def test_only_labels_count_where_a_column_names_groups():
    frame = pd.DataFrame({"g": [2, "10", 2.5, True], "h": ["2", "10", "2", "2"], "k": [2, 10, 2, 2]})
    columns = Columns(frame, dict.fromkeys("ghk", ColumnType("numeric")), frozenset("ghk"))
    assert [columns["g"].levels[i] for i in columns["g"].codes] == ["2", "10", "2.5", "TRUE"]
    assert columns["h"].levels == ("10", "2")
    assert columns["k"].tolist() == [2, 10, 2, 2]
    with pytest.raises(DataError, match="was numeric in the data of the fit; in newdata it is text"):
        Columns(frame, {"h": ColumnType("numeric")})["h"]


def test_any_frame_becomes_pandas():
    expected = pd.DataFrame({"x": [1, 2], "g": ["a", "b"]})
    for frame in (expected, {"x": [1, 2], "g": ["a", "b"]}, pl.DataFrame({"x": [1, 2], "g": ["a", "b"]})):
        pd.testing.assert_frame_equal(to_pandas(frame), expected)
    assert list(to_pandas(pd.DataFrame([[1, 2]]))) == ["0", "1"]


def test_a_polars_enum_keeps_its_order():
    frame = to_pandas(pl.DataFrame({"e": pl.Series(["a", None], dtype=pl.Enum(["z", "a"]))}))
    assert frame["e"].cat.categories.tolist() == ["z", "a"]
    assert frame["e"].isna().tolist() == [False, True]


def test_what_is_no_frame_is_refused():
    with pytest.raises(DataError, match="not list"):
        to_pandas([1, 2])
