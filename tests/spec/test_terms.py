"""The term algebra is R's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbmixed.errors import FormulaError
from nbmixed.spec.formula_parse import parse_expression
from nbmixed.spec.terms import expand


def labels(text: str, **arguments) -> str:
    terms = expand(parse_expression(text), **arguments)
    return " + ".join([*(["1"] if terms.intercept else []), *terms.labels])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a * b", "1 + a + b + a:b"),
        ("a * b * c", "1 + a + b + c + a:b + a:c + b:c + a:b:c"),
        ("a / b", "1 + a + a:b"),
        ("(a + b) / c", "1 + a + b + a:b:c"),
        ("a / b / c", "1 + a + a:b + a:b:c"),
        ("b %in% a", "1 + b:a"),
        ("c + b %in% (a + d)", "1 + c + b:a:d"),
        ("(a + b + c)^2", "1 + a + b + c + a:b + a:c + b:c"),
        ("(a + b)^3", "1 + a + b + a:b"),
        ("a:b + b:a + a", "1 + a + a:b"),
        ("x + b:x + b", "1 + x + b + x:b"),
        ("a * b - a:b", "1 + a + b"),
        ("a * b * c - a:b:c - c", "1 + a + b + a:b + a:c + b:c"),
        ("a + b - (a + b)", "1"),
        ("0 + a", "a"),
        ("a - 1", "a"),
        ("-1 + a", "a"),
        ("a + 0", "a"),
        ("a - 0", "1 + a"),
        ("0 + a + 1", "1 + a"),
        ("x^2", "1 + x"),
        ("log(x) + I(x^2)", "1 + log(x) + I(x^2)"),
        ("x > 2", "1 + x > 2"),
        ("1", "1"),
        ("0", ""),
    ],
)
def test_expansion(text, expected):
    assert labels(text) == expected


def test_interactions_follow_the_order_of_appearance_removed_variables_included():
    assert labels("a + b + c - a + c:b:a - a") == "1 + b + c + a:b:c"


def test_the_dot_is_every_other_column():
    assert labels(". - x + log(x)", dot=["x", "z"]) == "1 + z + log(x)"
    assert labels("(.)^2", dot=["x", "z"]) == "1 + x + z + x:z"


def test_the_outcome_is_not_its_own_predictor():
    assert labels("x + y", response=parse_expression("y")) == "1 + x"


@pytest.mark.parametrize("text", ["2 + x", "x^k", "x^2.5", "'x'", ".", "TRUE"])
def test_what_has_no_meaning_among_terms_is_refused(text):
    with pytest.raises(FormulaError):
        expand(parse_expression(text))


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True))
def test_crossing_is_the_power_of_the_sum(names):
    crossed, power = labels(" * ".join(names)), labels(f"({' + '.join(names)})^{len(names)}")
    assert set(crossed.split(" + ")) == set(power.split(" + "))
