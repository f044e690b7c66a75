"""Priors as values: their defaults, their printed calls, what they refuse, and where each may stand."""

import json

import numpy as np
import pandas as pd
import pytest

from nbmixed.errors import PriorError
from nbmixed.spec import priors
from nbmixed.spec.priors import (
    CONSTRUCTORS,
    Decov,
    Exponential,
    Normal,
    StudentT,
    cauchy,
    check_prior,
    code,
    decov,
    default_prior_coef,
    default_prior_intercept,
    exponential,
    from_dict,
    normal,
    student_t,
    to_dict,
)

EXAMPLES = [
    None,
    normal(),
    normal(1, 2, autoscale=True),
    normal([0, 1.5], [2.5, 10]),
    student_t(df=4),
    student_t([3, 4], 1, [1, 2], autoscale=True),
    cauchy(0, 5),
    exponential(),
    exponential(rate=0.1, autoscale=True),
    decov(),
    decov(regularization=[2, 3], concentration=0.5, shape=2, scale=[1, 10, 1]),
    default_prior_coef(),
]


class TestDefaults:
    """Those of rstanarm since 2.21."""

    def test_constructors_do_not_autoscale(self):
        assert not any(make().autoscale for make in (normal, student_t, cauchy, exponential))

    def test_location_scale_and_degrees_of_freedom(self):
        assert (normal().location, normal().scale) == (0.0, None)
        assert student_t().df == 1
        assert cauchy(0, 2) == student_t(1, 0, 2)
        assert exponential().rate == 1

    def test_decov(self):
        assert decov() == Decov(regularization=1, concentration=1, shape=1, scale=1)

    def test_the_models_defaults_autoscale_and_know_that_they_are_defaults(self):
        for prior in (default_prior_coef(), default_prior_intercept()):
            assert (prior.location, prior.scale, prior.autoscale, prior.default) == (0, 2.5, True, True)
        assert not normal(0, 2.5, autoscale=True).default


class TestPrintedCalls:
    @pytest.mark.parametrize("prior", EXAMPLES[:-1], ids=str)
    def test_the_code_makes_the_prior_again(self, prior):
        assert eval(code(prior), dict(CONSTRUCTORS)) == prior

    def test_defaults_are_left_out(self):
        assert code(normal()) == "normal()"
        assert code(student_t(df=4, scale=2.5)) == "student_t(4, 0, 2.5)"
        assert code(decov(regularization=2)) == "decov(regularization=2)"
        assert code(None) == "None"


@pytest.mark.parametrize("prior", EXAMPLES, ids=str)
def test_a_dictionary_through_json_makes_the_prior_again(prior):
    assert from_dict(json.loads(json.dumps(to_dict(prior)))) == prior


@pytest.mark.parametrize(
    "scale",
    [[2.5, 10], (2.5, 10), np.array([2.5, 10.0]), pd.Series([2.5, 10]), (s for s in (2.5, 10))],
    ids=["list", "tuple", "array", "Series", "generator"],
)
def test_any_sequence_of_numbers_becomes_a_tuple(scale):
    assert normal(0, scale).scale == (2.5, 10.0)


@pytest.mark.parametrize("number", [3, 3.0, np.int64(3), np.float32(3)])
def test_any_number_becomes_a_float(number):
    assert repr(normal(scale=number).scale) == "3.0"


class TestRefusals:
    @pytest.mark.parametrize("scale", [0, -1, [1, 0], [1, -2.0]])
    def test_scales_are_positive(self, scale):
        with pytest.raises(PriorError, match=r"^scale = .* should be positive"):
            normal(0, scale)

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), [1, float("nan")]])
    def test_numbers_are_finite(self, value):
        with pytest.raises(PriorError, match="should be finite"):
            normal(value)

    @pytest.mark.parametrize("value", ["wide", "12", True, ["a"], object(), {"a": "b"}])
    def test_numbers_are_numbers(self, value):
        with pytest.raises(PriorError, match=r"^scale = .* should be a number or a sequence of numbers"):
            normal(0, value)

    def test_a_sequence_has_elements(self):
        with pytest.raises(PriorError, match="empty sequence"):
            normal([])

    @pytest.mark.parametrize("rate", [None, 0, -1, [1, 2]])
    def test_a_rate_is_one_positive_number(self, rate):
        with pytest.raises(PriorError, match=r"^rate = .* should be"):
            exponential(rate)

    def test_degrees_of_freedom_cannot_be_left_open(self):
        with pytest.raises(PriorError, match="give a positive number"):
            student_t(df=None)

    @pytest.mark.parametrize("argument", ["regularization", "concentration", "shape", "scale"])
    @pytest.mark.parametrize("value", [0, -1, None])
    def test_every_argument_of_decov_is_positive(self, argument, value):
        with pytest.raises(PriorError, match=f"^{argument} = {value}"):
            decov(**{argument: value})


class TestPlaces:
    def test_a_function_that_was_not_called(self):
        with pytest.raises(
            PriorError, match=r"prior = normal is the function itself: call it, as in prior=normal\(\)"
        ):
            check_prior("prior", normal, (Normal, StudentT), flat=True)

    def test_the_wrong_kind_names_those_that_may_stand_here(self):
        with pytest.raises(PriorError, match=r"give normal\(...\), student_t\(...\), cauchy\(...\) or None"):
            check_prior("prior", exponential(), (Normal, StudentT), flat=True)

    @pytest.mark.parametrize("given", ["normal", 2.5, [normal()], dict])
    def test_what_is_no_prior(self, given):
        with pytest.raises(PriorError, match="is not a prior that can stand here"):
            check_prior("prior", given, (Normal, StudentT), flat=True)

    def test_flat_only_where_it_may_be(self):
        check_prior("prior_aux", None, (Exponential,), flat=True)
        with pytest.raises(PriorError, match=r"prior_covariance cannot be None here: give decov\(...\)\."):
            check_prior("prior_covariance", None, (Decov,), flat=False)


def test_every_constructor_is_listed_under_its_name():
    assert {name: getattr(priors, name) for name in CONSTRUCTORS} == CONSTRUCTORS
