"""The text of a hypothesis -> its two sides, or statements joined by and, or, not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nbmixed.effects.expression import FUNCTIONS
from nbmixed.errors import FormulaError, SettingError
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_functions import KNOWN
from nbmixed.spec.formula_nodes import Binary, Expr, Paren, Unary, unparenthesised
from nbmixed.spec.formula_parse import parse_expression
from nbmixed.spec.scanner import scan

ORDERINGS = ("<", ">", "<=", ">=")
EQUALITY = "=="
_JOINING = ("&", "&&", "|", "||")


def read_statement(text: str, parameters: Iterable[str] = ()) -> Expr:
    """A hypothesis as an expression: a comparison of two sides, or such joined by ``&``, ``|`` and ``!``.

    One ``=`` means ``==``. Besides `FUNCTIONS` it may have those that occur in the names of parameters.

    Raises
    ------
    SettingError
        For a text that cannot be read, has no comparison, or compares comparisons.

    Examples
    --------
    >>> read_statement("a + b = 0").op
    '=='
    """
    if not isinstance(text, str):
        raise SettingError(f"A hypothesis is a text such as 'Days > 5', not {text!r}.")
    try:
        names = tuple(parameters)
        expr = unparenthesised(parse_expression(_doubled(text, names), _known(names), names))
    except FormulaError as error:
        told = (
            str(error).replace("The formula", "The hypothesis").replace("in the formula", "in the hypothesis")
        )
        raise SettingError(told) from None
    _check(expr, text)
    return expr


def joined(expr: Expr) -> bool:
    """Whether it is made of several statements, or denies one."""
    return (isinstance(expr, Binary) and expr.op in _JOINING) or isinstance(expr, Unary)


def _known(parameters: Iterable[str]) -> frozenset[str]:
    text = " ".join(parameters)
    return frozenset(FUNCTIONS) | {name for name in KNOWN if f"{name}(" in text}


def _doubled(text: str, names: Sequence[str]) -> str:
    """The text with each lone = doubled."""
    out, done = "", 0
    for token in scan(text, names):
        if token.kind == "op" and token.text == "=":
            out += text[done : token.position] + "=="
            done = token.position + 1
    return out + text[done:]


def _check(expr: Expr, text: str) -> None:
    match expr:
        case Paren(inner=inner):
            return _check(inner, text)
        case Unary(op="!", operand=operand):
            return _check(operand, text)
        case Binary(op=op, left=left, right=right) if op in _JOINING:
            _check(left, text)
            return _check(right, text)
        case Binary(op=op, left=left, right=right) if op in (*ORDERINGS, EQUALITY):
            if _compares(unparenthesised(left)) or _compares(unparenthesised(right)):
                raise SettingError(
                    f"{text!r} compares a comparison; write both parts, as in '0 < x & x < 5'."
                )
            return None
        case Binary(op="!="):
            raise SettingError(
                f"{text!r} holds in every draw of continuous parameters; ask whether they are equal, with =."
            )
    raise SettingError(
        f"{deparse(expr)!r} is no statement: a hypothesis has one of >, <, >=, <= or =, as in 'Days > 5'."
    )


def _compares(expr: Expr) -> bool:
    return isinstance(expr, Binary) and expr.op in (*ORDERINGS, EQUALITY, "!=", *_JOINING)
