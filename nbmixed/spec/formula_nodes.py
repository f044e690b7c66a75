"""The expression tree of a formula: values, each with its place in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or one of the constants TRUE, FALSE, NULL, NA, Inf, NaN, contr.sum and its like."""

    text: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted string."""

    text: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A column of the data, or a variable of the user's."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Paren:
    """An expression in parentheses."""

    inner: Expr
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x`, `+x`, `!x`, `~x`."""

    op: str
    operand: Expr
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """`left op right`; `position` is that of the operator."""

    op: str
    left: Expr
    right: Expr
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a call; `name` is empty when it was given by place."""

    name: str
    value: Expr


@dataclass(frozen=True, slots=True)
class Call:
    """A function call."""

    function: str
    arguments: tuple[Argument, ...]
    position: int = field(default=0, compare=False)


Expr: TypeAlias = Number | Text | Name | Paren | Unary | Binary | Call


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside `expr`."""
    match expr:
        case Paren(inner=inner):
            return (inner,)
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Call(arguments=arguments):
            return tuple(a.value for a in arguments)
    return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """`expr` and every expression inside it, left to right.

    >>> [type(e).__name__ for e in walk(Binary("+", Name("a"), Number("1")))]
    ['Binary', 'Name', 'Number']
    """
    yield expr
    for child in children(expr):
        yield from walk(child)


def names(expr: Expr | None) -> tuple[str, ...]:
    """The variables an expression uses, each once, in order of appearance.

    >>> names(Call("log", (Argument("", Name("x")),)))
    ('x',)
    """
    found = (e.name for e in walk(expr) if isinstance(e, Name)) if expr is not None else ()
    return tuple(dict.fromkeys(found))


def unparenthesised(expr: Expr) -> Expr:
    """`expr` without the parentheses around it."""
    while isinstance(expr, Paren):
        expr = expr.inner
    return expr


def start(expr: Expr) -> int:
    """Where the expression begins in the text."""
    return min((e.position for e in walk(expr)), default=0)
