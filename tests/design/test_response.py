"""The outcome is checked for its family before anything is sampled."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbmixed.design.build import build
from nbmixed.errors import DataError, FamilyError
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


@pytest.mark.parametrize("family", ["Gamma", "inverse.gaussian"])
def test_positive_families_take_positive_numbers(family):
    assert read("y", family, y=[0.1, 3.0, 2.5, 7.0]).response.y.tolist() == [0.1, 3.0, 2.5, 7.0]


def test_beta_takes_what_lies_between_0_and_1():
    design = read("y", "beta", weights=[1, 2, 1, 1], y=[0.1, 0.5, 0.25, 0.999])
    assert design.response.y.tolist() == [0.1, 0.5, 0.25, 0.999]
    assert design.response.trials is None
    assert design.weights.tolist() == [1, 2, 1, 1]


def test_student_takes_what_gaussian_takes():
    assert read("y", "student", y=[-1.0, 3.0, 0.0, 7.0]).response.y.tolist() == [-1, 3, 0, 7]


class TestBetaBinomial:
    """Always successes among trials, however written."""

    def test_cbind(self):
        response = read("cbind(s, n - s)", "beta_binomial", s=[1, 0, 2, 3], n=[4, 4, 4, 3]).response
        assert (response.y.tolist(), response.trials.tolist()) == ([1, 0, 2, 3], [4, 4, 4, 3])

    def test_proportions_with_trials_as_weights(self):
        design = read("p", "beta_binomial", weights="n", p=[0.5, 0.25, 1.0, 0.0], n=[4, 4, 3, 2])
        assert (design.response.y.tolist(), design.response.trials.tolist()) == ([2, 1, 3, 0], [4, 4, 3, 2])
        assert design.weights is None

    def test_zeros_and_ones_are_one_trial_each_and_keep_their_weights(self):
        design = read("y", "beta_binomial", weights=[1, 2, 1, 1], y=[0, 1, 1, 0])
        assert (design.response.y.tolist(), design.response.trials.tolist()) == ([0, 1, 1, 0], [1] * 4)
        assert design.weights.tolist() == [1, 2, 1, 1]

    def test_two_levels(self):
        y = pd.Categorical(["no", "yes", "yes", "no"])
        response = read("y", "beta_binomial", y=y).response
        assert (response.trials.tolist(), response.levels) == ([1] * 4, ("no", "yes"))


@pytest.mark.parametrize(
    ("left", "family", "weights", "y", "message"),
    [
        ("y", "gaussian", None, list("abab"), "is text"),
        ("y", "binomial", None, list("abab"), "is text.*categorical with two levels"),
        ("y", "gaussian", None, pd.Categorical(list("abab")), "is a factor"),
        ("y", "beta", None, pd.Categorical(list("abab")), "is a factor; a beta model needs numbers"),
        ("y", "binomial", None, pd.Categorical(list("abca")), "has 3 levels"),
        ("y", "binomial", None, [0, 1, 2, 1], "must be 0 or 1, or a proportion, but is 2 in row 3.*cbind"),
        (
            "y",
            "binomial",
            None,
            [1, 0.5, 0.2, 1],
            r"proportions, the first in row 2 \(and 1 more\): give.* as weights",
        ),
        ("y", "binomial", [1, 2.5, 1, 1], [0.5, 0.1, 0.2, 1], "positive whole numbers.* is 2.5 in row 2"),
        ("y", "beta_binomial", [1, 1, 0, 1], [0.5, 0.1, 0.2, 1], "positive whole numbers.* is 0 in row 3"),
        ("y", "binomial", [3, 10, 10, 1], [0.5, 0.1, 0.2, 1], "in row 1: 0.5 of 3 is 1.5"),
        ("y", "poisson", None, [1, -2, 0, -1], r"must not be negative, but is -2 in row 2 \(and 1 more\)"),
        ("y", "neg_binomial_2", None, [1, 2.5, 0, 1], "must be a whole number, but is 2.5 in row 2"),
        ("y", "poisson", None, [1, 2, 3e9, 1], "must be at most 2147483647, but is 3000000000 in row 3"),
        ("cbind(y, y, y)", "binomial", None, [1, 2, 0, 1], "has 3 columns"),
        ("cbind(y, -y)", "binomial", None, [0, 2, 0, 1], "must not be negative, but is -2 in row 2"),
        ("cbind(y, y / 2)", "beta_binomial", None, [2, 1, 0, 1], "whole number, but is 0.5 in row 2"),
        ("cbind(y, y)", "poisson", None, [1, 2, 0, 1], "only a binomial or beta_binomial model"),
        ("log(y)", "gaussian", None, [1, 0, 2, 3], "must be finite, but is -inf in row 2"),
        ("log(y)", "student", None, [1, 2, 0, 3], "must be finite, but is -inf in row 3"),
        ("y", "Gamma", None, [1, 2, 0, 3], "Gamma family must be positive, but is 0 in row 3"),
        ("y", "inverse.gaussian", None, [1, -0.5, 2, 3], "must be positive, but is -0.5 in row 2"),
        ("y", "beta", None, [0.1, 0.2, 1, 0], "strictly between 0 and 1, but is 1 in row 3.*cbind"),
        ("mean(y)", "gaussian", None, [0, 1, 2, 3], "one value for each of the 4 rows"),
    ],
)
def test_what_the_family_cannot_have_given_is_refused(left, family, weights, y, message):
    with pytest.raises(DataError, match=message):
        read(left, family, weights, y=y)


def test_a_row_that_has_a_name_is_called_by_it():
    data = X.assign(y=[1.0, 2.0, -3.0, 4.0]).set_axis(["ann", "bob", "cyd", "dan"])
    with pytest.raises(DataError, match=r"but is -3 in row 3 \(labelled 'cyd'\)"):
        build(parse("y ~ x"), data, family="Gamma")


def test_where_rows_were_left_out_the_label_leads_to_the_row():
    data = X.assign(y=[1.0, 2.0, -3.0, 4.0])
    with pytest.raises(DataError, match=r"but is -3 in row 2 \(labelled 2\)"):
        build(parse("y ~ x"), data, family="Gamma", subset="x > 1")


def test_a_family_that_does_not_exist():
    with pytest.raises(FamilyError, match=r"Unknown family 'poison'\. Did you mean 'poisson'\?"):
        read("y", "poison", y=[1, 2, 3, 4])
