"""The outcome is checked for its family before anything is sampled."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbmixed.design.build import build
from nbmixed.errors import DataError
from nbmixed.spec.formula import parse

X = pd.DataFrame({"x": [1.0, 2.0, 4.0, 8.0]})


def read(left: str, family: str, weights=None, **columns):
    return build(parse(f"{left} ~ x"), X.assign(**columns), family=family, weights=weights)


@pytest.mark.parametrize("y", [[0, 1, 1, 0], [False, True, True, False], [0.0, 1.0, 1.0, 0.0]])
def test_binomial_takes_zeros_and_ones(y):
    response = read("y", "binomial", y=y).response
    assert response.y.tolist() == [0, 1, 1, 0]
    assert response.trials is None
    assert response.levels == ()


def test_the_first_level_of_a_factor_is_failure():
    response = read("y", "binomial", y=pd.Categorical(["no", "yes", "yes", "no"], ["yes", "no"])).response
    assert response.y.tolist() == [1, 0, 0, 1]
    assert response.levels == ("yes", "no")


def test_cbind_is_successes_and_failures():
    response = read("cbind(s, n - s)", "binomial", s=[1, 0, 2, 3], n=[4, 4, 4, 3]).response
    assert response.y.tolist() == [1, 0, 2, 3]
    assert response.trials.tolist() == [4, 4, 4, 3]
    assert response.trials.dtype == np.int64
    assert response.name == "cbind(s, n - s)"


def test_likelihood_weights_stay_beside_cbind_and_zeros_and_ones():
    counted = read("cbind(s, n - s)", "binomial", weights=[1, 2, 1, 1], s=[1, 0, 2, 3], n=[4, 4, 4, 3])
    assert counted.weights.tolist() == [1, 2, 1, 1]
    assert read("y", "binomial", weights=[1, 2, 1, 1], y=[0, 1, 1, 0]).weights.tolist() == [1, 2, 1, 1]


def test_proportions_turn_their_weights_into_trials():
    design = read("p", "binomial", weights="n", p=[0.5, 0.25, 1.0, 0.0], n=[4, 4, 3, 2])
    assert design.response.y.tolist() == [2, 1, 3, 0]
    assert design.response.trials.tolist() == [4, 4, 3, 2]
    assert design.weights is None
    again = design.at(pd.DataFrame({"x": [1.0], "p": [0.75], "n": [8]}))
    assert (again.response.y.tolist(), again.response.trials.tolist()) == ([6], [8])


@given(st.lists(st.tuples(st.integers(1, 10**6), st.floats(0, 1)), min_size=4, max_size=4))
def test_proportions_are_rounded_to_the_counts_they_came_from(pairs):
    trials = np.array([n for n, _ in pairs])
    counts = np.array([int(n * share) for n, share in pairs])
    response = read("p", "binomial", weights=trials, p=counts / trials).response
    if response.trials is not None:
        assert response.y.tolist() == counts.tolist()


def test_a_share_of_a_hundred_is_not_cut():
    """0.29 * 100 is 28.999... in floating point; rstanarm makes 28 of it."""
    assert read("p", "binomial", weights=[100] * 4, p=[0.29] * 4).response.y.tolist() == [29] * 4


@pytest.mark.parametrize("family", ["poisson", "neg_binomial_2"])
def test_counts_may_be_floats(family):
    assert read("y", family, y=[0.0, 3.0, 2.0, 7.0]).response.y.tolist() == [0, 3, 2, 7]


def test_the_outcome_may_be_an_expression_and_constant():
    assert read("log(y)", "gaussian", y=[1.0, 1.0, 1.0, 1.0]).response.name == "log(y)"


@pytest.mark.parametrize(
    ("left", "family", "weights", "y", "message"),
    [
        ("y", "gaussian", None, list("abab"), "is text"),
        ("y", "binomial", None, list("abab"), "is text.*categorical with two levels"),
        ("y", "gaussian", None, pd.Categorical(list("abab")), "is a factor"),
        ("y", "binomial", None, pd.Categorical(list("abca")), "has 3 levels"),
        ("y", "binomial", None, [0, 1, 2, 1], "must be 0 or 1.*cbind"),
        ("y", "binomial", None, [0.5, 0.1, 0.2, 1], "give the numbers of trials as weights"),
        ("y", "binomial", [2.5, 1, 1, 1], [0.5, 0.1, 0.2, 1], "positive whole numbers"),
        ("y", "binomial", [3, 10, 10, 1], [0.5, 0.1, 0.2, 1], "0.5 of 3 is 1.5"),
        ("y", "poisson", None, [1, -2, 0, 1], "must not be negative; the smallest is -2"),
        ("y", "neg_binomial_2", None, [1, 2.5, 0, 1], "whole numbers; found 2.5"),
        ("cbind(y, y, y)", "binomial", None, [1, 2, 0, 1], "has 3 columns"),
        ("cbind(y, -y)", "binomial", None, [1, 2, 0, 1], "must not be negative"),
        ("cbind(y, y / 2)", "binomial", None, [1, 2, 0, 1], "whole numbers"),
        ("cbind(y, y)", "poisson", None, [1, 2, 0, 1], "only a binomial model"),
        ("log(y)", "gaussian", None, [0, 1, 2, 3], "infinite or undefined"),
        ("mean(y)", "gaussian", None, [0, 1, 2, 3], "one value for each of the 4 rows"),
    ],
)
def test_what_the_family_cannot_have_given_is_refused(left, family, weights, y, message):
    with pytest.raises(DataError, match=message):
        read(left, family, weights, y=y)
