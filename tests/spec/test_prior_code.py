"""Priors written down, as calls and as JSON, can be read back."""

import json

import pytest

from nbmixed.spec.prior_checks import CONSTRUCTORS
from nbmixed.spec.prior_code import code, from_dict, to_dict
from nbmixed.spec.priors import (
    R2,
    cauchy,
    decov,
    default_prior_coef,
    exponential,
    hs,
    hs_plus,
    laplace,
    lasso,
    lkj,
    normal,
    product_normal,
    student_t,
)

EXAMPLES = [
    None,
    normal(),
    normal(1, 2, autoscale=True),
    normal([0, 1.5], [2.5, 10]),
    student_t(df=4),
    student_t([3, 4], 1, [1, 2], autoscale=True),
    cauchy(0, 5),
    laplace(),
    laplace(1, [2, 3], autoscale=True),
    lasso(),
    lasso(2, [0, 1], 0.5, autoscale=True),
    product_normal(),
    product_normal([2, 3], 1, 0.5),
    hs(),
    hs([1, 3], 2, 0.1, 5, 2),
    hs_plus(),
    hs_plus(2, [3, 4], global_scale=0.5),
    exponential(),
    exponential(rate=0.1, autoscale=True),
    R2(0.5),
    R2(-0.7, "log"),
    decov(),
    decov(regularization=[2, 3], concentration=0.5, shape=2, scale=[1, 10, 1]),
    lkj(),
    lkj([1, 2], [5, 1], 3, autoscale=False),
]


@pytest.mark.parametrize("prior", EXAMPLES, ids=str)
def test_the_code_makes_the_prior_again(prior):
    assert eval(code(prior), dict(CONSTRUCTORS)) == prior


@pytest.mark.parametrize("prior", [*EXAMPLES, default_prior_coef()], ids=str)
def test_a_dictionary_through_json_makes_the_prior_again(prior):
    assert from_dict(json.loads(json.dumps(to_dict(prior)))) == prior


@pytest.mark.parametrize(
    "prior, text",
    [
        (normal(), "normal()"),
        (student_t(df=4, scale=2.5), "student_t(4, 0, 2.5)"),
        (decov(regularization=2), "decov(regularization=2)"),
        (lkj(autoscale=False), "lkj(autoscale=False)"),
        (hs(), "hs()"),
        (hs_plus(global_scale=0.1), "hs_plus(global_scale=0.1)"),
        (product_normal(3), "product_normal(df=3)"),
        (R2(0.25, "mean"), 'R2(0.25, "mean")'),
        (None, "None"),
    ],
)
def test_defaults_are_left_out(prior, text):
    assert code(prior) == text


def test_every_kind_of_prior_is_among_the_examples():
    made = {type(p) for p in EXAMPLES}
    defaults = ("default_prior_coef", "default_prior_intercept", "R2")
    assert {type(make()) for name, make in CONSTRUCTORS.items() if name not in defaults} < made
