"""Data frames come back with their types, labels and gaps."""

import json

import numpy as np
import pandas as pd
import pytest

from nbmixed.fit.codec import Reader, Writer

N = 4
COLUMNS = {
    "numbers": np.array([1.5, np.nan, 0.1, 3.0]),
    "small": np.arange(N, dtype=np.int8),
    "truth": np.array([True, False, True, True]),
    "text": ["a", "b b", "ü", ""],
    "gaps in text": pd.Series(["a", None, "b", "c"]),
    "objects": pd.Series(["a", 1, None, 2.5], dtype=object),
    "nullable": pd.array([1, None, 3, 4], dtype="Int64"),
    "nullable truth": pd.array([True, None, False, True], dtype="boolean"),
    "days": pd.to_datetime(["2020-01-01", None, "2021-05-06", "2022-01-01"]),
    "hours": pd.to_timedelta([1, 2, 3, 4], unit="h"),
    "zoned": pd.to_datetime(["2020-01-01"] * N).tz_localize("Europe/Vienna"),
    "factor": pd.Categorical(["u", "v", None, "u"], categories=["v", "u", "w"]),
    "ordered": pd.Categorical(["u", "v", "v", "u"], categories=["v", "u"], ordered=True),
    "coded": pd.Categorical([3, 1, 3, 1]),
}
INDEXES = {
    "places": pd.RangeIndex(N),
    "after a subset": pd.Index([7, 3, 5, 1], name="id"),
    "labels": pd.Index(list("abcd")),
    "several levels": pd.MultiIndex.from_arrays([list("aabb"), [1, 2, 1, 2]], names=["g", "t"]),
}


def there_and_back(frame):
    writer = Writer()
    text = json.dumps(writer.write(frame), allow_nan=False)
    return Reader(writer.arrays.__getitem__).read(json.loads(text))


@pytest.mark.parametrize("name", COLUMNS)
def test_columns(name):
    frame = pd.DataFrame({name: COLUMNS[name]})
    pd.testing.assert_frame_equal(there_and_back(frame), frame)


@pytest.mark.parametrize("name", INDEXES)
def test_labels(name):
    frame = pd.DataFrame({"x": np.arange(N)}, index=INDEXES[name])
    pd.testing.assert_frame_equal(there_and_back(frame), frame)


def test_other_objects_are_left_out_with_a_warning():
    frame = pd.DataFrame({"x": np.arange(N), "lists": [[1]] * N})
    with pytest.warns(UserWarning, match="Not saved with the fit.*'lists'"):
        found = there_and_back(frame)
    pd.testing.assert_frame_equal(found, frame[["x"]])
