"""Data sets come back as R has them."""

import json
from importlib.resources import files

import pandas as pd
import pytest

from nbmixed.datasets import describe, load, names
from nbmixed.errors import DataError

SCHEMA = json.loads((files("nbmixed.datasets") / "schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", names())
def test_every_set_has_the_rows_columns_and_levels_of_its_schema(name):
    frame, entry = load(name), SCHEMA[name]
    assert len(frame) == entry["rows"]
    assert list(frame) == list(entry["columns"])
    assert not frame.isna().any().any()
    for column, described in entry["columns"].items():
        if "levels" in described:
            assert frame[column].cat.categories.tolist() == described["levels"]
            assert frame[column].cat.ordered == (described["type"] == "ordered")
        elif described["type"] == "integer":
            assert pd.api.types.is_integer_dtype(frame[column])
        else:
            assert pd.api.types.is_numeric_dtype(frame[column])


def test_level_order_is_r_s_not_alphabetical():
    assert load("Orange")["Tree"].cat.categories.tolist() == ["3", "1", "5", "2", "4"]


def test_each_load_is_independent():
    frame = load("mortality")
    frame["y"] = 0
    assert load("mortality")["y"].sum() > 0


def test_the_source_is_named():
    assert load("cbpp").attrs["source"] == "R package lme4"
    sources = (files("nbmixed.datasets") / "SOURCES.md").read_text(encoding="utf-8")
    assert all(f"| {name} |" in sources for name in names())


def test_describe_gives_the_meaning_of_each_column():
    assert "average reaction time, ms" in describe("sleepstudy")


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(DataError, match="'sleepstudy'"):
        load("sleepstdy")


@pytest.mark.parametrize("name", ["nosuch", "Sleepstudy", "", 3, None, ["wells"]])
def test_an_unknown_name_lists_those_there_are(name):
    with pytest.raises(DataError) as caught:
        load(name)
    assert all(repr(known) in str(caught.value) for known in names())
