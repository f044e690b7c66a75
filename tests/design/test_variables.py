"""Numbers that a file has as text are told of."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nbmixed.design.build import build
from nbmixed.spec.formula import parse

N = 60


def _notes(values, formula="y ~ dose", dtype=None):
    rng = np.random.default_rng(1)
    dose = pd.Series(np.resize(values, N), dtype=dtype)
    data = pd.DataFrame({"y": rng.normal(size=N), "dose": dose, "g": np.resize(list("abc"), N)})
    return build(parse(formula), data).notes


@pytest.mark.parametrize(
    "values",
    [
        ["1.5", "2.5", "10"],
        [f"{k / 7:.3f}" for k in range(12)],
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "n/a"],
        ["1,5", "2,5", "3"],
        ["-1e3", "2e-4", "+7"],
        ["1,000", "12,000", " 7 "],
        ["5%", "10%", "20%"],
    ],
)
@pytest.mark.parametrize("formula", ["y ~ dose", "y ~ g * dose", "y ~ 1 + (dose | g)"])
def test_the_note_names_the_column(values, formula):
    (note,) = [n for n in _notes(values, formula) if "as text" in n]
    assert note.startswith("Column dose holds numbers as text")
    assert f"a factor of {len(set(values))} levels" in note
    assert "pd.to_numeric(data['dose']" in note
    assert ("'n/a'" in note) == ("n/a" in values)


@pytest.mark.parametrize("dtype", [object, "string", "str"])
def test_whatever_the_type_of_text(dtype):
    assert any("as text" in n for n in _notes(["1", "2", "4"], dtype=dtype))


@pytest.mark.parametrize(
    ("values", "formula"),
    [
        (["1", "2", "4"], "y ~ factor(dose)"),
        (["1", "2", "4"], "y ~ 1 + (1 | dose)"),
        (["1", "2"], "y ~ dose"),
        (["low", "high", "2"], "y ~ dose"),
        (["1.2.3", "1.2.4", "2.0.0"], "y ~ dose"),
        (["2020-01-01", "2020-01-02", "2020-01-03"], "y ~ dose"),
        ([1.0, 2.0, 4.0], "y ~ dose"),
    ],
)
def test_nothing_is_said_of_labels(values, formula):
    assert not [n for n in _notes(values, formula) if "as text" in n]


def test_nothing_is_said_of_a_categorical():
    assert not _notes(["1", "2", "4"], dtype="category")
