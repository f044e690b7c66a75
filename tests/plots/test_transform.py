"""Parameters on another scale."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from nbmixed.errors import PlotError
from nbmixed.plots import transformed


def test_one_for_all_or_some_by_name(make_case):
    draws, names = make_case(2, ["a", "b"])
    both, told = transformed(draws, names, "exp")
    np.testing.assert_array_equal(both, np.exp(draws))
    assert told == ["exp(a)", "exp(b)"]
    one, told = transformed(draws, names, {"b": "plogis"})
    np.testing.assert_array_equal(one[:, :, 0], draws[:, :, 0])
    np.testing.assert_array_equal(one[:, :, 1], expit(draws[:, :, 1]))
    assert told == ["a", "plogis(b)"]


def test_functions_give_their_name(make_case):
    draws, names = make_case(2, ["a", "b"])

    def per_hour(x):
        return x * 60

    assert transformed(draws, names, {"a": per_hour, "b": lambda x: x + 1})[1] == ["per_hour(a)", "t(b)"]


def test_what_was_given_stays_as_it_is(make_case):
    draws, names = make_case(1)
    before = draws.copy()
    transformed(draws, names, "exp")
    np.testing.assert_array_equal(draws, before)


@pytest.mark.parametrize(
    "transformations, told",
    [
        ("exq", "No transformation 'exq'. Did you mean 'exp'"),
        ({"c": "exp"}, "names 'c', which is not among the parameters drawn"),
        ("log", "log of 'a' gives values that are not finite"),
        (lambda x: x.mean(), "t of 'a' must give an array of the shape of the draws"),
    ],
)
def test_bad_transformations_are_refused(transformations, told):
    with pytest.raises(PlotError, match=told):
        transformed(np.array([[[-1.0], [2.0]]]), ["a"], transformations)
