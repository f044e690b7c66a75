"""What the picker says of columns."""

import pandas as pd
import polars as pl

import nbmixed as nm
from nbmixed.notebook.builder.columns import describe

FRAME = pd.DataFrame(
    {
        "y": [1.5, None, 3.0],
        "n": [1, 2, 3],
        "ok": [True, False, True],
        "g": ["a", "b", None],
        "o": pd.Categorical(["lo", "hi", "lo"], categories=["lo", "hi"], ordered=True),
        "when": pd.to_datetime(["2020-01-01"] * 3),
        "odd": [[1], [2], [3]],
        "<img src=x onerror=alert(1)>": [1.0, 2.5, 3.0],
    }
)


def test_kinds_missing_counts_and_ranges():
    found = {c.name: (c.kind, c.missing, c.about) for c in describe(FRAME)}
    assert found["y"] == ("number", 1, "1.5 to 3")
    assert found["n"] == ("whole number", 0, "1 to 3")
    assert found["ok"][0] == "yes/no"
    assert found["g"] == ("text", 1, "a, b")
    assert found["o"] == ("ordered factor", 0, "lo, hi")
    assert found["when"][0] == found["odd"][0] == "other"


def test_a_polars_frame_reads_as_its_pandas_twin():
    frame = nm.datasets.load("kidiq")
    assert describe(pl.from_pandas(frame)) == describe(frame)


def test_names_are_quoted_where_a_formula_needs_it():
    assert {c.name: c.code for c in describe(FRAME)}[
        "<img src=x onerror=alert(1)>"
    ] == "`<img src=x onerror=alert(1)>`"


def test_groups_are_columns_whose_values_recur():
    assert [c.name for c in describe(FRAME) if c.may_group] == ["n", "ok", "g", "o"]
