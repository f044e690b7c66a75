"""The groups that a check is made in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots.ppc.groups import groups


def test_without_groups_all_rows_are_together():
    found = groups(None, 3)
    assert found.one
    assert [(label, rows.tolist()) for label, rows in found] == [("", [0, 1, 2])]


def test_text_is_sorted_and_has_no_order_of_its_own():
    found = groups(["b", "a", "b"], 3)
    assert [(label, rows.tolist()) for label, rows in found] == [("a", [1]), ("b", [0, 2])]
    assert not found.ranked


def test_numbers_are_sorted_as_numbers_and_named():
    found = groups(pd.Series([10, 9, 10], name="Days"), 3)
    assert found.labels == ("Days = 9", "Days = 10")
    assert found.ranked
    assert groups([10.0, 0.5], 2).labels == ("0.5", "10")


def test_categories_keep_their_order_without_unused_ones():
    values = pd.Categorical(["low", "high"], categories=["low", "middle", "high"], ordered=True)
    assert groups(pd.Series(values, name="dose"), 2).labels == ("low", "high")


def test_truth_values_and_other_frames_are_groups_too():
    assert groups([True, False], 2).labels == ("False", "True")
    assert groups(pl.Series(["x", "y"]), 2).labels == ("x", "y")


def test_the_largest_of_many_groups_are_shown():
    found = groups(["a", "b", "b", "c", "c"], 5, most=2)
    assert found.labels == ("b", "c")
    assert found.codes.tolist() == [-1, 0, 0, 1, 1]
    assert found.caption == "The 2 of 3 groups with most rows are shown."


def test_groups_can_be_reordered():
    found = groups(["a", "b", "c"], 3).reordered(np.array([2, 0, 1]))
    assert found.labels == ("c", "a", "b")
    assert [rows.tolist() for _, rows in found] == [[2], [0], [1]]


@pytest.mark.parametrize(
    ("group", "words"),
    [
        (["a", "b"], "group has 2 values, but y has 3"),
        (["a", None, "b"], "missing values in 1 rows"),
        ("Days", "one value for each of the 3 rows"),
        (3, "one value for each of the 3 rows"),
    ],
)
def test_groups_that_do_not_fit_are_refused(group, words):
    with pytest.raises(PlotError, match=words):
        groups(group, 3)
