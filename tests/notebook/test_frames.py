"""Data frames among the notebook's variables."""

import pandas as pd
import polars as pl
import pytest

from nbmixed.errors import DataError, SettingError
from nbmixed.notebook.frames import column_names, find_frame, frame_names

VARIABLES = {
    "cattle": pd.DataFrame({"herd": [1], "size": [2]}),
    "sheep": pl.DataFrame({"flock": [1]}),
    "numbers": [1, 2],
    "_3": pd.DataFrame(),
}


def test_pandas_and_polars_frames_are_found():
    assert frame_names(VARIABLES) == ["cattle", "sheep"]
    assert find_frame("sheep", VARIABLES) is VARIABLES["sheep"]


@pytest.mark.parametrize("name, columns", [("cattle", ["herd", "size"]), ("sheep", ["flock"])])
def test_columns(name, columns):
    assert column_names(VARIABLES[name]) == columns


@pytest.mark.parametrize(
    "name, error, message",
    [
        (
            "catle",
            DataError,
            "no data frame 'catle' in this notebook. Did you mean 'cattle'? Data frames here: 'cattle', 'sheep'.",
        ),
        (
            "sleepstudy",
            DataError,
            'It comes with the package: sleepstudy = nbmixed.datasets.load("sleepstudy").',
        ),
        ("numbers", DataError, "numbers is a list, not a data frame. Data frames here: 'cattle', 'sheep'."),
        ("a.b", DataError, "--data a.b is not the name of a variable"),
        (None, SettingError, "add --data NAME to its first line. Data frames here: 'cattle', 'sheep'."),
    ],
)
def test_what_is_not_there(name, error, message):
    with pytest.raises(error) as raised:
        find_frame(name, VARIABLES)
    assert message in str(raised.value)


def test_an_empty_notebook_says_so():
    with pytest.raises(DataError, match="The notebook has no data frame yet"):
        find_frame("anything", {})
