"""Numbers of priors: one, or one for each parameter."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.errors import PriorError
from nbmixed.spec.numbers import numbers, one_positive, positive


@pytest.mark.parametrize(
    "values",
    [[2.5, 10], (2.5, 10), np.array([2.5, 10.0]), pd.Series([2.5, 10]), (s for s in (2.5, 10))],
    ids=["list", "tuple", "array", "Series", "generator"],
)
def test_any_sequence_becomes_a_tuple(values):
    assert numbers("scale", values) == (2.5, 10.0)


@pytest.mark.parametrize("number", [3, 3.0, np.int64(3), np.float32(3)])
def test_any_number_becomes_a_float(number):
    assert repr(numbers("scale", number)) == "3.0"


@pytest.mark.parametrize("value", ["wide", "12", True, ["a"], object(), {"a": "b"}, None])
def test_what_is_no_number(value):
    with pytest.raises(PriorError, match=r"^scale = .* should be a number or a sequence of numbers"):
        numbers("scale", value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [1, float("nan")]])
def test_numbers_are_finite(value):
    with pytest.raises(PriorError, match="should be finite"):
        numbers("scale", value)


def test_positive_numbers_or_none():
    assert positive("scale", None) is None
    assert positive("scale", [1, 2]) == (1.0, 2.0)
    for value in (0, -1, [1, 0]):
        with pytest.raises(PriorError, match=r"^scale = .* should be positive"):
            positive("scale", value)


@pytest.mark.parametrize("value", [None, [1, 2], [1]])
def test_one_positive_number(value):
    assert one_positive("rate", 2) == 2.0
    with pytest.raises(PriorError, match=r"^rate = .* should be one positive number"):
        one_positive("rate", value)
