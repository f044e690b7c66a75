"""Expressions are computed as R computes them; only known functions run."""

import numpy as np
import pytest

from nbmixed.design.evaluate import STATEFUL, STATELESS, Scope, evaluate
from nbmixed.design.values import Factor
from nbmixed.errors import DataError, FormulaError
from nbmixed.spec.formula_functions import EXPRESSION
from nbmixed.spec.formula_parse import parse_expression

COLUMNS = {
    "x": np.array([1.0, 4.0, 9.0]),
    "z": np.array([-2.5, 0.5, 7.0]),
    "l": np.array([True, False, True]),
    "f": Factor(np.array([1, 0, 1]), ("lo", "hi")),
}


def value(text: str, **constants):
    return evaluate(parse_expression(text), Scope(COLUMNS, 3, constants))


def test_every_function_of_the_grammar_is_computed():
    assert STATELESS.keys() | STATEFUL.keys() == EXPRESSION


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x + z * 2", [-4, 5, 23]),
        ("-x^2", [-1, -16, -81]),
        ("2^-1 * x", [0.5, 2, 4.5]),
        ("z %% 2", [1.5, 0.5, 1]),
        ("z %/% 2", [-2, 0, 3]),
        ("sqrt(x) + log(exp(1))", [2, 3, 4]),
        ("log(x, base = 3)", [0, np.log(4) / np.log(3), 2]),
        ("log10(x * 10)", [1, np.log10(40), np.log10(90)]),
        ("round(z)", [-2, 0, 7]),
        ("abs(z) + ceiling(z)", [0.5, 1.5, 14]),
        ("as.integer(z)", [-2, 0, 7]),
        ("I(x > 2) + 0", [0, 1, 1]),
        ("l * x", [1, 0, 9]),
        ("ifelse(z > 0 & l, x, -1)", [-1, -1, 9]),
        ("pmin(x, 5) + pmax(z, 0)", [1, 4.5, 12]),
        ("as.numeric(f)", [2, 1, 2]),
        ("x / k", [0.5, 2, 4.5]),
        ("x - mean(x)", [1 - 14 / 3, 4 - 14 / 3, 9 - 14 / 3]),
        ("plogis(qlogis(x / 10))", [0.1, 0.4, 0.9]),
        ("pi + 0 * x", [np.pi] * 3),
    ],
)
def test_arithmetic(text, expected):
    np.testing.assert_allclose(value(text, k=2.0), expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x >= 4", [False, True, True]),
        ("f == 'hi'", [True, False, True]),
        ('f != "hi" | z < 0', [True, True, False]),
        ("!l", [False, True, False]),
        ("l == TRUE", [True, False, True]),
    ],
)
def test_comparisons(text, expected):
    assert value(text).tolist() == expected


@pytest.mark.parametrize(
    ("text", "levels", "codes"),
    [
        ("factor(z)", ("-2.5", "0.5", "7"), [0, 1, 2]),
        ("factor(f, levels = c('hi', 'lo'))", ("hi", "lo"), [0, 1, 0]),
        ("factor(l, labels = c('no', 'yes'))", ("no", "yes"), [1, 0, 1]),
        ("relevel(f, ref = 'hi')", ("hi", "lo"), [0, 1, 0]),
        ("as.character(f)", ("hi", "lo"), [0, 1, 0]),
        ("interaction(f, l)", ("lo.FALSE", "hi.FALSE", "lo.TRUE", "hi.TRUE"), [3, 0, 3]),
        (
            "interaction(f, factor(x))",
            ("lo.1", "hi.1", "lo.4", "hi.4", "lo.9", "hi.9"),
            [1, 2, 5],
        ),
        (
            "interaction(factor(x), f)",
            ("1.lo", "4.lo", "9.lo", "1.hi", "4.hi", "9.hi"),
            [3, 1, 5],
        ),
        ("C(f, contr.sum)", ("lo", "hi"), [1, 0, 1]),
        ("base::factor(x)", ("1", "4", "9"), [0, 1, 2]),
    ],
)
def test_factors(text, levels, codes):
    found = value(text)
    assert (found.levels, found.codes.tolist()) == (levels, codes)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("xx + 1", DataError, "Did you mean 'x'"),
        ("f + 1", DataError, "f is not numeric"),
        ("log(f)", FormulaError, "numbers are needed"),
        ("x == 'a'", DataError, "compares text with numbers"),
        ("x + short", DataError, "joins 3 values with 2"),
        ("relevel(f, ref = 'top')", FormulaError, "'top' is not a level"),
        ("factor(f, levels = c('lo'))", FormulaError, "not among the levels"),
        ("log(x, bass = 2)", FormulaError, "bass"),
        ("x:z", FormulaError, "no meaning"),
    ],
)
def test_what_cannot_be_computed_is_refused(text, error, message):
    with pytest.raises(error, match=message):
        value(text, short=np.array([1.0, 2.0]))
