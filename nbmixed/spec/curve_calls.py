"""Calls of self-starting functions in the curve of a nonlinear formula."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from nbmixed.errors import FormulaError, nearest
from nbmixed.spec.curve_functions import CURVES, SelfStart
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_functions import bare
from nbmixed.spec.formula_nodes import Argument, Binary, Call, Expr, Name, Paren, Unary, start, walk
from nbmixed.spec.scanner import one_line, scan


def refuse_unknown_curves(text: str) -> None:
    """Refuse names that look like self-starting functions and are none.

    Raises
    ------
    FormulaError
        With the list of those that there are.
    """
    for token, after in pairwise(scan(text)):
        name = bare(token.text)
        if token.kind == "name" and name.startswith("SS") and after.text == "(" and name not in CURVES:
            raise FormulaError(
                f"{name} is not a self-starting nonlinear function: use one of {', '.join(CURVES)}, or write the curve "
                f"as an expression.{nearest(name, CURVES)}",
                one_line(text),
                token.position,
            )


def named_parameters(expr: Expr) -> Iterator[str]:
    """Names in the places of parameters of self-starting functions."""
    for call in walk(expr):
        if isinstance(call, Call) and bare(call.function) in CURVES:
            curve = CURVES[bare(call.function)]
            given = matched(call, curve)
            for parameter in curve.parameters:
                yield _parameter(given[parameter], parameter, call)


def _parameter(value: Expr, parameter: str, call: Call) -> str:
    if not isinstance(value, Name):
        raise FormulaError(
            f"{parameter} of {bare(call.function)} is a parameter to estimate: give it a name, not {deparse(value)}.",
            position=start(value),
        )
    return value.name


def matched(call: Call, curve: SelfStart) -> dict[str, Expr]:
    """Arguments by name, as R matches them: named ones first, the others in order."""
    name, wanted = bare(call.function), curve.arguments
    if len(call.arguments) != len(wanted):
        raise FormulaError(
            f"{name} has {len(wanted)} arguments, {name}({', '.join(wanted)}), but is given {len(call.arguments)}.",
            position=call.position,
        )
    given: dict[str, Expr] = {}
    for argument in call.arguments:
        if argument.name and argument.name not in wanted:
            near = nearest(argument.name, wanted)
            raise FormulaError(f"{name} has no argument {argument.name!r}.{near}", position=call.position)
        if argument.name in given:
            raise FormulaError(f"{name} is given {argument.name!r} twice.", position=call.position)
        if argument.name:
            given[argument.name] = argument.value
    rest = iter([a.value for a in call.arguments if not a.name])
    return {w: given[w] if w in given else next(rest) for w in wanted}


def written_out(expr: Expr, log_scale: bool) -> Expr:
    """The expression with self-starting functions replaced by their bodies."""
    if isinstance(expr, Call) and bare(expr.function) in CURVES:
        curve = CURVES[bare(expr.function)]
        values = {k: written_out(v, log_scale) for k, v in matched(expr, curve).items()}
        return Paren(curve.expression(values, log_scale))
    match expr:
        case Paren(inner=inner):
            return Paren(written_out(inner, log_scale), expr.position)
        case Call(function=function, arguments=arguments):
            inside = tuple(Argument(a.name, written_out(a.value, log_scale)) for a in arguments)
            return Call(function, inside, expr.position)
        case Binary(op=op, left=left, right=right):
            return Binary(op, written_out(left, log_scale), written_out(right, log_scale), expr.position)
        case Unary(op=op, operand=operand):
            return Unary(op, written_out(operand, log_scale), expr.position)
    return expr
