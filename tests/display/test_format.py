"""R's `round` and `format`, held to what R 4.2.2 gave.

Lines of r_format.txt are, between semicolons: numbers x (hexadecimal), digits, nsmall, decimals,
format(x, digits = digits, nsmall = nsmall), round(x, decimals) (hexadecimal), and
format(round(x, decimals), nsmall = decimals). The numbers were drawn at random in R, a third of
them as decimal or binary ties.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from nbmixed.display.format import align, format_numbers, format_rounded, round_decimals

LINES = (Path(__file__).parent / "r_format.txt").read_text(encoding="utf-8").splitlines()


def _numbers(text: str) -> list[float]:
    return [float.fromhex(t) for t in text.split(",")]


@pytest.mark.parametrize("line", LINES)
def test_as_R(line):
    x, digits, nsmall, decimals, formatted, rounded, both = line.split(";")
    assert ",".join(format_numbers(_numbers(x), int(digits), int(nsmall))) == formatted
    assert [round_decimals(v, int(decimals)) for v in _numbers(x)] == _numbers(rounded)
    assert ",".join(format_rounded(_numbers(x), int(decimals))) == both


@pytest.mark.parametrize(
    ("x", "digits", "expected"),
    [
        ([24.13072, 6.965748, 25.98211], 2, ["24", " 7", "26"]),
        ([38.2, 3.6], 2, ["38.2", " 3.6"]),
        ([0.000123, 1], 2, ["0.00012", "1.00000"]),
        ([1e10, 1], 2, ["1e+10", "1e+00"]),
        ([9996, 0.5], 3, ["1e+04", "5e-01"]),
        ([1e100, 1e-100], 3, ["1e+100", "1e-100"]),
        ([0.15], 1, ["0.1"]),
        ([9.9996], 4, ["10"]),
    ],
)
def test_significant_digits_are_common_to_a_vector(x, digits, expected):
    assert format_numbers(x, digits) == expected


def test_nsmall_comes_after_the_choice_of_notation():
    assert format_numbers([123456789.123], nsmall=1) == ["123456789.1"]
    assert format_numbers([1e15], nsmall=1) == ["1e+15"]


def test_what_is_not_a_number():
    assert format_numbers([math.inf, -1.5]) == [" Inf", "-1.5"]
    assert format_numbers([math.nan, 100]) == ["NaN", "100"]
    assert format_numbers([math.nan, -math.inf]) == [" NaN", "-Inf"]
    assert format_rounded([math.nan, 1.25], 1) == ["NaN", "1.2"]


def test_no_numbers():
    assert format_numbers([]) == []
    assert align([]) == []


def test_a_negative_number_rounded_to_zero_has_no_sign():
    assert format_rounded([-0.04, 1], 1) == ["0.0", "1.0"]
