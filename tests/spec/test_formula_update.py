"""R's dots: what `update.formula` gives, and one sentence where it cannot be meant."""

import pytest

from nbmixed.errors import FormulaError
from nbmixed.spec.formula import parse
from nbmixed.spec.formula_update import update_formula

OF_R = [
    ("y ~ x", ". ~ . + z", "y ~ x + z"),
    ("y ~ x", "~ . + z", "y ~ x + z"),
    ("y ~ x + z", ". ~ . - x", "y ~ z"),
    ("y ~ x", ". ~ . - x", "y ~ 1"),
    ("y ~ x", "log(.) ~ .", "log(y) ~ x"),
    ("y ~ x", "z ~ q", "z ~ q"),
    ("y ~ a * b", ". ~ . - a:b", "y ~ a + b"),
    ("y ~ x", ". ~ . - 1", "y ~ x - 1"),
    ("y ~ x - 1", ". ~ . + 1", "y ~ x"),
    ("y ~ a + b", ". ~ .^2", "y ~ a + b + a:b"),
    ("y ~ a + b", ". ~ .:z + .", "y ~ a + b + a:z + b:z"),
    ("cbind(s, n - s) ~ x", ". ~ log(x)", "cbind(s, n - s) ~ log(x)"),
    ("y ~ x + offset(w)", ". ~ . - offset(w)", "y ~ x"),
]
OF_BARS = [
    ("y ~ x + (1 | g)", ". ~ . + z", "y ~ x + z + (1 | g)"),
    ("y ~ x + (x || g)", ". ~ . + (1|h)", "y ~ x + (x || g) + (1 | h)"),
    ("y ~ x + (1 | a/b)", ". ~ . - (1 | a/b)", "y ~ x"),
    ("y ~ x + (1 | g)", ". ~ . - x", "y ~ 1 + (1 | g)"),
    ("y ~ x + (1 | g)", ". ~ .:z", "y ~ x:z"),
]


@pytest.mark.parametrize("old, new, expected", OF_R)
def test_as_r(old, new, expected):
    assert update_formula(old, new) == expected


@pytest.mark.parametrize("old, new, expected", OF_BARS)
def test_group_specific_terms_are_terms_of_the_sum(old, new, expected):
    assert update_formula(old, new) == expected


def test_a_dot_of_the_old_formula_is_its_columns():
    columns = ["y", "x", "z", "g"]
    assert update_formula("y ~ . + (1 | g)", ". ~ . - x", columns) == "y ~ z + (1 | g)"


def test_nothing_changes_without_change():
    text = update_formula("y ~ x * z + (x | g) + offset(w)", ". ~ .")
    assert parse(text).terms().labels == ("x", "z", "x:z")
    assert update_formula(text, ". ~ .") == text


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("y ~ Days", ". ~ . - Day", "no Day to take out. Did you mean 'Days'"),
        ("y ~ x", ". ~ . - (1 | g)", r"no \(1 \| g\) to take out"),
        ("y ~ x", ". + z", "no ~"),
        ("y ~ x", ". ~ . +", "ends after"),
        ("y ~ x", "", "empty"),
    ],
)
def test_refused_in_one_sentence(old, new, told):
    with pytest.raises(FormulaError, match=told):
        update_formula(old, new)
