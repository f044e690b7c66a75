"""The third part of a nonlinear formula: what varies by group, and predictors of single parameters."""

from __future__ import annotations

from collections.abc import Iterator

from nbmixed.errors import FormulaError
from nbmixed.spec.formula_bars import Bar, expand_bar, is_bar
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_functions import SMOOTHS, SPECIAL, bare
from nbmixed.spec.formula_nodes import (
    Binary,
    Call,
    Expr,
    Name,
    Number,
    Paren,
    names,
    start,
    unparenthesised,
    walk,
)
from nbmixed.spec.terms import expand

EXAMPLE = "y ~ SSlogis(x, Asym, xmid, scal) ~ Asym | g"


def last_part(expr: Expr) -> tuple[tuple[tuple[str, Expr], ...], tuple[Bar, ...]]:
    """Fixed parts of parameters, and bars, with `||` and `/` expanded.

    Raises
    ------
    FormulaError
        For what is neither, no bars, or a parameter that has either twice.
    """
    fixed: dict[str, Expr] = {}
    bars: list[Bar] = []
    for part in [expr] if _is_bar(expr) else _summands(expr):
        inner = unparenthesised(part)
        if isinstance(inner, Binary) and is_bar(inner) and (part is expr or isinstance(part, Paren)):
            bars += _bars(inner)
        elif isinstance(inner, Binary) and inner.op == "~":
            fixed |= _fixed(inner, fixed)
        else:
            raise FormulaError(
                f"{deparse(part)} cannot stand in the third part: it has terms such as (Asym | g), each in parentheses, "
                "and predictors of single parameters such as (Asym ~ x).",
                position=start(part),
            )
    if not bars:
        raise FormulaError(
            f"Nothing varies by group in the third part: write, for example, {EXAMPLE}.",
            position=start(expr),
        )
    _refuse_twice(bars)
    return tuple(fixed.items()), tuple(bars)


def parameter_names(bar: Bar) -> tuple[str, ...]:
    """The parameters that vary in a group-specific term."""
    return tuple(n for n in names(bar.lhs))


def refuse_structure(part: Expr, what: str) -> None:
    """Refuse bars, tildes, smooths and offsets in `part`, which the message calls `what`.

    Raises
    ------
    FormulaError
    """
    for inner in walk(part):
        if isinstance(inner, Binary) and (is_bar(inner) or inner.op == "~"):
            raise FormulaError(
                f"{inner.op} cannot be part of {what}: groups come in the third part, as in {EXAMPLE}.",
                position=inner.position,
            )
        if isinstance(inner, Call) and bare(inner.function) in SMOOTHS | SPECIAL:
            raise FormulaError(_special(bare(inner.function), what), position=inner.position)


def _special(function: str, what: str) -> str:
    if function in SPECIAL:
        return f"offset() cannot be part of {what}: give offset= as an argument, it is added to the curve."
    return f"{function}() cannot be part of {what}, for a smooth has no parameters to vary: use stan_gamm4, or write a curve."


def _is_bar(expr: Expr) -> bool:
    return isinstance(expr, Binary) and is_bar(expr)


def _summands(expr: Expr) -> list[Expr]:
    if isinstance(expr, Binary) and expr.op == "+":
        return [*_summands(expr.left), *_summands(expr.right)]
    return [expr]


def _fixed(part: Binary, earlier: dict[str, Expr]) -> dict[str, Expr]:
    left = unparenthesised(part.left)
    if not isinstance(left, Name):
        raise FormulaError(
            f"{deparse(part.left)} is not the name of a parameter: write (Asym ~ x).",
            position=start(part.left),
        )
    if left.name in earlier:
        raise FormulaError(f"{left.name} has predictors twice: join them with +.", position=left.position)
    refuse_structure(part.right, "the predictors of a parameter")
    terms = expand(part.right)
    if not terms.intercept and not terms.terms:
        raise FormulaError(
            f"{left.name} has nothing to be estimated from: write 1 or a predictor.", position=left.position
        )
    return {left.name: part.right}


def _bars(bar: Binary) -> Iterator[Bar]:
    """lme4's bars over parameters; there is no intercept, for it is no parameter of the curve."""
    zero = Number("0")
    terms = expand(Binary("+", zero, bar.left))
    single = [label for term in terms.terms for label in term]
    if terms.intercept or any(len(t) > 1 for t in terms.terms) or not single:
        raise FormulaError(
            f"({deparse(bar)}) should name the parameters that vary, as in (Asym + xmid | g).",
            position=start(bar.left),
        )
    for label in single:
        if not isinstance(terms.variables[label], Name):
            raise FormulaError(
                f"{label} is not the name of a parameter.", position=start(terms.variables[label])
            )
    variables = [terms.variables[label] for label in single]
    for together in [[v] for v in variables] if bar.op == "||" else [variables]:
        lhs: Expr = zero
        for variable in together:
            lhs = Binary("+", lhs, variable)
        yield from expand_bar(Binary("|", lhs, bar.right, bar.position))


def _refuse_twice(bars: list[Bar]) -> None:
    seen: dict[frozenset[str], set[str]] = {}
    for bar in bars:
        known = seen.setdefault(frozenset(deparse(f) for f in bar.factors), set())
        for name in parameter_names(bar):
            if name in known:
                raise FormulaError(
                    f"{name} varies by {bar.group_name} in more than one group-specific term, so its variance would be "
                    f"counted twice: leave it out of one, or write (a + b || {bar.group_name}) for uncorrelated terms.",
                    position=start(bar.lhs),
                )
            known.add(name)
