"""Words and numbers on and about a plot."""

from __future__ import annotations

import pytest

from nbmixed.plots.labels import LONGEST, few, number, shortened


def test_short_names_stay_as_they_are():
    assert shortened("b[(Intercept) Subject:308]") == "b[(Intercept) Subject:308]"


def test_long_names_lose_their_middle():
    name = "start" + "x" * 200 + "end"
    assert len(shortened(name)) == LONGEST
    assert shortened(name).startswith("start")
    assert shortened(name).endswith("end")


@pytest.mark.parametrize(
    ("x", "text"), [(0, "0"), (251.4, "251"), (1e7, "1e+07"), (-0.5, "-0.5"), (99.99, "100")]
)
def test_numbers_have_three_digits(x, text):
    assert number(x) == text


def test_what_is_left_out_is_counted():
    assert few(["a", "b"]) == "a; b."
    assert few(list("abcde"), most=2) == "a; b; and 3 more."
