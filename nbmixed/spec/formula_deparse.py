"""Expression tree -> text, spaced and broken into lines as R's `deparse` does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nbmixed.spec.formula_nodes import Argument, Binary, Call, Expr, Name, Number, Paren, Text, Unary

TIGHT = frozenset({"^", ":", "/", "%%", "%/%"})
RESERVED = frozenset({"TRUE", "FALSE", "NULL", "NA", "Inf", "NaN"})
_SYNTACTIC = re.compile(r"(?:[^\W\d_]|\.(?!\d))[\w.]*(?:::[\w.]+)?\Z")


def deparse(expr: Expr) -> str:
    """The expression as R prints it, on one line.

    >>> from nbmixed.spec.formula_parse import parse_expression
    >>> deparse(parse_expression("y~x**2+(1|a / b)"))
    'y ~ x^2 + (1 | a/b)'
    """
    return "".join(deparse_lines(expr, width=None))


def deparse_lines(expr: Expr, width: int | None = 60) -> tuple[str, ...]:
    """The expression broken as R breaks it: after the first operator beyond `width` characters.

    Continuation lines carry R's four-space indent.
    """
    writer = _Writer(width)
    _write(expr, writer)
    return (*writer.lines, writer.line)


@dataclass(slots=True)
class _Writer:
    width: int | None
    lines: list[str] = field(default_factory=list)
    line: str = ""
    indent: int = 0

    def put(self, text: str) -> None:
        self.line = self.line or "    " * self.indent
        self.line += text

    def may_break(self, inside: bool) -> bool:
        """End the line when it is full; True when the expression being written is now indented."""
        if self.width is None or len(self.line.lstrip()) <= self.width:
            return inside
        self.lines.append(self.line)
        self.line = ""
        self.indent += not inside
        return True


def _write(expr: Expr, to: _Writer) -> None:
    match expr:
        case Number(text=text):
            to.put(number(text))
        case Text(text=text):
            to.put('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
        case Name(name=name):
            to.put(quoted(name))
        case Paren(inner=inner):
            to.put("(")
            _write(inner, to)
            to.put(")")
        case Unary(op=op, operand=operand):
            to.put(op)
            _write(operand, to)
        case Binary():
            _write_binary(expr, to)
        case Call(function=function, arguments=arguments):
            to.put(function + "(")
            _write_arguments(arguments, to)
            to.put(")")


def _write_binary(expr: Binary, to: _Writer) -> None:
    _write(expr.left, to)
    if expr.op in TIGHT:
        to.put(expr.op)
        _write(_nested(expr), to)
        return
    to.put(f" {expr.op} ")
    inside = to.may_break(False)
    _write(expr.right, to)
    to.indent -= inside


def _nested(expr: Binary) -> Expr:
    right = expr.right
    return Paren(right) if expr.op == ":" and isinstance(right, Binary) and right.op == ":" else right


def _write_arguments(arguments: tuple[Argument, ...], to: _Writer) -> None:
    inside = False
    for i, argument in enumerate(arguments):
        if i:
            to.put(", ")
            inside = to.may_break(inside)
        to.put(f"{argument.name} = " if argument.name else "")
        _write(argument.value, to)
    to.indent -= inside


def quoted(name: str) -> str:
    """A name, in backquotes when R would need them.

    >>> quoted("log.x"), quoted("dose (mg)")
    ('log.x', '`dose (mg)`')
    """
    return name if _SYNTACTIC.match(name) and name not in RESERVED else f"`{name}`"


def number(text: str) -> str:
    """A number as R prints it: the shorter of fixed and scientific.

    >>> number("100000"), number("0.50"), number("123456"), number("2L")
    ('1e+05', '0.5', '123456', '2L')
    """
    if text.endswith("L") or not re.match(r"[\d.]", text):
        return text
    return shortest(float(text))


def shortest(value: float) -> str:
    """At most 15 significant digits, fixed notation unless scientific is shorter.

    >>> shortest(0.1 + 0.2), shortest(3.0), shortest(1e-5)
    ('0.3', '3', '1e-05')
    """
    digits = next(d for d in range(1, 16) if d == 15 or float(f"{value:.{d}g}") == float(f"{value:.15g}"))
    scientific = f"{value:.{digits - 1}e}"
    exponent = int(scientific.partition("e")[2])
    fixed = f"{value:.{max(digits - 1 - exponent, 0)}f}"
    return fixed if len(fixed) <= len(scientific) else scientific
