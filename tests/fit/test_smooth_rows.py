"""Smooths in the rows of a fit: cells of levels, columns at any point, names that are asked for."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.design.build import build
from nbmixed.errors import SettingError
from nbmixed.fit.smooth_rows import chosen_smooths
from nbmixed.spec.formula import parse

RNG = np.random.default_rng(8)
N = 60
FRAME = pd.DataFrame({"x": RNG.uniform(0, 1, N), "u": RNG.normal(0, 1, N), "y": RNG.normal(0, 1, N)})
FRAME["f"] = np.array(["b", "a", "c"])[np.arange(N) % 3]
FRAME["g"] = np.array(["north", "south"])[np.arange(N) % 2]


def rows(formula, asked=None):
    return chosen_smooths(build(parse(formula), FRAME), asked)


def test_a_number_is_one_cell():
    (smooth,) = rows("y ~ s(log(x + 1), k = 4)")
    (cell,) = smooth.cells()
    assert smooth.variables == ("log(x + 1)",) and cell.label == ""
    np.testing.assert_allclose(smooth.points(cell.rows)[:, 0], np.log(FRAME.x + 1))


def test_a_smooth_of_a_level_is_in_its_rows():
    levels = rows("y ~ s(x, by = f, k = 4)")
    assert [s.smooth.label for s in levels] == ["s(x):fa", "s(x):fb", "s(x):fc"]
    assert [set(FRAME.f.iloc[s.rows]) for s in levels] == [{"a"}, {"b"}, {"c"}]
    assert {s.multiplier for s in levels} == {""}


def test_a_number_that_multiplies_has_a_name():
    (smooth,) = rows("y ~ s(x, by = u, k = 4)")
    assert smooth.multiplier == "u" and len(smooth.rows) == N


def test_factors_have_a_cell_for_each_combination():
    (smooth,) = rows('y ~ s(f, g, bs = "re")')
    cells = list(smooth.cells())
    assert [c.label for c in cells] == [f"{f}, {g}" for f in "abc" for g in ("north", "south")]
    assert sum(len(c.rows) for c in cells) == N
    np.testing.assert_array_equal(
        [smooth.at(np.empty((1, 0)), c.codes).argmax() for c in cells], [0, 3, 1, 4, 2, 5]
    )


@pytest.mark.parametrize(
    "smooth", ["s(x)", "s(x, u, k = 12)", 's(x, f, bs = "fs", k = 4)', 't2(f, x, bs = c("re", "cr"), k = 4)']
)
def test_columns_are_those_of_the_fit(smooth):
    (found,) = rows(f"y ~ {smooth}")
    for cell in found.cells():
        own = found.at(found.points(cell.rows), cell.codes)
        np.testing.assert_allclose(own, found.smooth.X[cell.rows], atol=1e-12)


@pytest.mark.parametrize(
    ("asked", "labels"),
    [
        (None, ["s(x):fa", "s(x):fb", "s(x):fc", "s(u)"]),
        ("s(x)", ["s(x):fa", "s(x):fb", "s(x):fc"]),
        ("s(x):fb", ["s(x):fb"]),
        (["s( u )", "s(x):fa"], ["s(x):fa", "s(u)"]),
    ],
)
def test_names(asked, labels):
    found = rows("y ~ s(x, by = f, k = 4) + s(u, k = 4)", asked)
    assert [s.smooth.label for s in found] == labels


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("s(uu)", "no smooth 's\\(uu\\)'. Did you mean 's\\(u\\)'"),
        ("s(x):fd", "s\\(x\\):f"),
        ([], "is empty"),
    ],
)
def test_a_name_that_no_smooth_has(asked, message):
    with pytest.raises(SettingError, match=message):
        rows("y ~ s(x, by = f, k = 4) + s(u, k = 4)", asked)
