"""Operators group as in R; what is wrong is marked."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbmixed.errors import FormulaError
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_nodes import Binary, Call, Name, Number, Paren, Unary
from nbmixed.spec.formula_parse import parse_expression


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("a + b * c", "a + (b * c)"),
        ("a * b:c", "a * (b:c)"),
        ("a:b^2", "a:(b^2)"),
        ("-a^2", "-(a^2)"),
        ("-a:b", "(-a):b"),
        ("a^b^c", "a^(b^c)"),
        ("a - b - c", "(a - b) - c"),
        ("a * b %in% c", "a * (b %in% c)"),
        ("a %in% b:c", "a %in% (b:c)"),
        ("a + b | c", "(a + b) | c"),
        ("a & b | c", "(a & b) | c"),
        ("!a == b", "!(a == b)"),
        ("y ~ a | b", "y ~ (a | b)"),
        ("a / b * c", "(a / b) * c"),
    ],
)
def test_precedence_is_r_s(text, grouped):
    assert parse_expression(text) == without_parentheses(parse_expression(grouped))


def without_parentheses(expr):
    match expr:
        case Paren(inner=inner):
            return without_parentheses(inner)
        case Binary(op=op, left=left, right=right):
            return Binary(op, without_parentheses(left), without_parentheses(right))
        case Unary(op=op, operand=operand):
            return Unary(op, without_parentheses(operand))
    return expr


def test_arguments_keep_their_names():
    call = parse_expression("poly(x, degree = 2)")
    assert isinstance(call, Call)
    assert [(a.name, a.value) for a in call.arguments] == [("", Name("x")), ("degree", Number("2"))]


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("y ~ x + (1 | g", "never closed", 8),
        ("y ~ log(x", "never closed", 7),
        ("y ~ x)", "no \\( before", 5),
        ("y ~ x z", "operator such as \\+ is missing", 6),
        ("y x", "a ~ is missing", 2),
        ("y ~", "right-hand side of the formula is empty", 3),
        ("y ~ x +", "ends after '\\+'", 7),
        ("y ~ * x", "right-hand side", 4),
        ("y ~ (x, z)", "Expected \\)", 6),
        ("y ~ sqr(x)", "'sqrt'", 4),
        ("y ~ np.log(x)", "Unknown function 'np.log'", 4),
    ],
)
def test_what_cannot_be_read_is_marked_in_the_text(text, message, place):
    with pytest.raises(FormulaError, match=message) as caught:
        parse_expression(text)
    assert caught.value.position == place
    assert str(caught.value).endswith(f"\n    {text}\n    {' ' * place}^")


@given(st.text(alphabet="xyg01 ()|+-*/:^~.,%in`'", max_size=30))
def test_any_text_is_read_or_refused_in_words(text):
    """No exception but FormulaError; what is read prints as a formula that reads alike."""
    with contextlib.suppress(FormulaError):
        shown = deparse(parse_expression(text))
        assert deparse(parse_expression(shown)) == shown
