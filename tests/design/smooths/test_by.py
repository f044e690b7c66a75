"""A smooth times a number, or for each level of a factor."""

import numpy as np
import pytest

from nbmixed.errors import DataError
from tests.design.smooths.references import DATA, smooths


def test_labels():
    assert [s.label for s in smooths("s(x, by = z, k = 5)")] == ["s(x):z"]
    assert [s.label for s in smooths("s(x, by = fac, k = 5)")] == ["s(x):faca", "s(x):facb", "s(x):facc"]


def test_an_ordered_factor_has_no_smooth_for_its_first_level():
    assert [s.label for s in smooths("s(x, by = of, k = 5)")] == ["s(x):ofb", "s(x):ofc"]


def test_rows_of_other_levels_are_zero():
    for level, found in zip("abc", smooths("s(x, by = fac, k = 5)"), strict=True):
        assert ((found.X != 0).all(axis=1) == (DATA["fac"] == level)).all()


def test_a_number_multiplies():
    (plain,), (twice,) = (
        smooths("s(x, by = w, k = 5)"),
        smooths("s(x, by = w, k = 5)", DATA.assign(w=2 * 1.7)),
    )
    np.testing.assert_allclose(twice.X, 2 * plain.X)


def test_unused_levels_have_no_smooth():
    some = DATA[DATA["fac"] != "b"]
    assert [s.label for s in smooths("s(x, by = fac, k = 5)", some)] == ["s(x):faca", "s(x):facc"]


@pytest.mark.parametrize(
    ("values", "message"),
    [(0.0, "by in s.x, by = by. is 0 in every row"), ("a", "by has a single level, 'a'")],
)
def test_refusals(values, message):
    with pytest.raises(DataError, match=message):
        smooths("s(x, by = by)", DATA.assign(by=values))
