"""`weights`, `offset` and `subset` may be arrays, columns or expressions."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from nbmixed.design.arguments import check_weights, row_array, truth_values
from nbmixed.design.build import build
from nbmixed.errors import SettingError
from nbmixed.spec.formula import parse

FRAME = pd.DataFrame({"y": [1.0, 2, 4, 8], "x": [1.0, 3, 2, 5], "case weight": [1.0, 2, 3, 4]})


def designed(**arguments):
    return build(parse("y ~ x"), FRAME, **arguments)


@pytest.mark.parametrize(
    "weights",
    ["case weight", "`case weight` * 1", [1, 2, 3, 4], FRAME["case weight"], pl.Series([1, 2, 3, 4])],
)
def test_weights(weights):
    assert designed(weights=weights).weights.tolist() == [1, 2, 3, 4]


def test_a_single_number_holds_for_all_rows():
    assert designed(offset=0.5).offset.tolist() == [0.5] * 4


@pytest.mark.parametrize(
    "subset",
    ["x > 1", "!(x <= 1)", [False, True, True, True], pd.array([False, True, True, True], dtype="boolean")],
)
def test_subset(subset):
    design = designed(subset=subset, weights=[1, 2, 3, 4])
    assert design.frame.index.tolist() == [1, 2, 3]
    assert design.weights.tolist() == [2, 3, 4]
    assert design.n_dropped == 0


def test_where_a_subset_is_missing_the_row_is_left_out():
    assert truth_values(pd.array([True, None, False], dtype="boolean"), 3).tolist() == [True, False, False]
    frame = FRAME.assign(s=[1.0, np.nan, 3.0, 4.0])
    design = build(parse("y ~ x"), frame, subset="s != 3")
    assert design.frame.index.tolist() == [0, 3]


def test_a_missing_weight_drops_its_row():
    assert designed(weights=[1, np.nan, 3, 4]).n_dropped == 1


@pytest.mark.parametrize(
    ("weights", "message"),
    [([-1.0, 1], "not be negative"), ([np.inf, 1], "finite"), ([0.0, 0], "all zero")],
)
def test_unusable_weights_are_refused(weights, message):
    with pytest.raises(SettingError, match=message):
        check_weights(np.array(weights))


def test_arrays_must_be_numbers_of_the_right_length():
    with pytest.raises(SettingError, match="must be numbers"):
        row_array(["a", "b"], "weights", pd.RangeIndex(2))
    with pytest.raises(SettingError, match="offset has 3 values, but the data have 2 rows"):
        row_array([1, 2, 3], "offset", pd.RangeIndex(2))
