"""A model formula as a value: outcome, fixed part, group-specific terms, offsets, smooths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nbmixed.errors import FormulaError
from nbmixed.spec.formula_bars import Bar, check_bars, expand_bar, is_bar, written_bar
from nbmixed.spec.formula_deparse import deparse, deparse_lines
from nbmixed.spec.formula_functions import SMOOTHS, bare
from nbmixed.spec.formula_nodes import Binary, Call, Expr, Name, Number, Paren, Unary, names, walk
from nbmixed.spec.formula_parse import parse_expression
from nbmixed.spec.scanner import one_line
from nbmixed.spec.terms import Terms, expand

__all__ = ["Bar", "Formula", "parse"]


@dataclass(frozen=True, slots=True)
class Formula:
    """What `parse` reads; equal to another when R would print both alike.

    Attributes
    ----------
    text
        As written.
    tree
        The whole formula.
    response
        The outcome, or None in a one-sided formula.
    fixed
        The right-hand side without bars, offsets and smooths; `1` when nothing is left.
    bars
        Group-specific terms, with `||` and `/` expanded, in order.
    offsets
        The arguments of `offset()`.
    smooths
        Calls such as `s(x)`, for the models that take them.
    """

    text: str = field(compare=False)
    tree: Expr
    response: Expr | None
    fixed: Expr
    bars: tuple[Bar, ...] = ()
    offsets: tuple[Expr, ...] = ()
    smooths: tuple[Call, ...] = ()

    def __str__(self) -> str:
        return deparse(self.tree)

    def lines(self, width: int = 60) -> tuple[str, ...]:
        """The formula broken into lines as R's `deparse` breaks it."""
        return deparse_lines(self.tree, width)

    @property
    def response_name(self) -> str:
        """The outcome as written, or an empty string."""
        return "" if self.response is None else deparse(self.response)

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable used, each once; `.` stands for itself."""
        return names(self.tree)

    @property
    def grouping_variables(self) -> tuple[str, ...]:
        """The variables that form grouping factors, each once."""
        return tuple(dict.fromkeys(n for bar in self.bars for n in names(bar.group)))

    def terms(self, columns: Iterable[str] = ()) -> Terms:
        """The terms of the fixed part.

        Parameters
        ----------
        columns
            Names of the data's columns. `.` stands for those of them that are neither in the outcome
            nor grouping factors. (lme4 counts grouping factors in; its users take them out with `- g`,
            which does no harm here.)

        >>> parse("y ~ . - x + (1 | g)").terms(["y", "x", "z", "g"]).labels
        ('z',)
        """
        own = {*names(self.response), *self.grouping_variables}
        return expand(self.fixed, [c for c in columns if c not in own], self.response)


def parse(text: str) -> Formula:
    """Read a formula of R, lme4 or rstanarm.

    Parameters
    ----------
    text
        On one or more lines; `# comments` are skipped.

    Raises
    ------
    FormulaError
        With the text and, where there is one, the place.

    >>> formula = parse("Reaction~Days+(Days|Subject)")
    >>> print(formula)
    Reaction ~ Days + (Days | Subject)
    >>> [str(bar) for bar in formula.bars]
    ['Days | Subject']
    """
    tree = parse_expression(text)
    try:
        return _formula(text, tree)
    except FormulaError as error:
        if error.text is not None:
            raise
        raise FormulaError(str(error), one_line(text), error.position) from None


def _formula(text: str, tree: Expr) -> Formula:
    response, right = _sides(text, tree)
    parts = _Parts(text)
    fixed = parts.split(right)
    formula = Formula(
        text,
        tree,
        response,
        Number("1") if fixed is None else fixed,
        tuple(parts.bars),
        tuple(parts.offsets),
        tuple(parts.smooths),
    )
    check_bars(formula.bars)
    expand(formula.fixed, (), response)
    return formula


def _sides(text: str, tree: Expr) -> tuple[Expr | None, Expr]:
    tildes = [e for e in walk(tree) if isinstance(e, Unary | Binary) and e.op == "~"]
    if len(tildes) > 1:
        last = max(e.position for e in tildes)
        raise FormulaError("A formula has one ~, between outcome and predictors.", one_line(text), last)
    match tree:
        case Binary(op="~", left=left, right=right):
            _refuse_special(text, left, "the outcome")
            return left, right
        case Unary(op="~", operand=right):
            return None, right
    raise FormulaError(
        "The formula has no ~: write the outcome, ~, then the predictors, as in y ~ x.", one_line(text), 0
    )


@dataclass(slots=True)
class _Parts:
    text: str
    bars: list[Bar] = field(default_factory=list)
    offsets: list[Expr] = field(default_factory=list)
    smooths: list[Call] = field(default_factory=list)

    def split(self, expr: Expr) -> Expr | None:
        """Take bars, offsets and smooths out of a sum; what is left, or None."""
        if bar := written_bar(expr):
            self.bars.extend(expand_bar(bar))
            return None
        match expr:
            case Binary(op="+" | "-", left=left, right=right):
                return self.split_sum(expr, self.split(left), right)
            case Paren(inner=inner) if _has_special(inner):
                return self.split(inner)
            case Call(function=function) if bare(function) == "offset":
                self.offsets.append(self.only_argument(expr))
                return None
            case Call(function=function) if bare(function) in SMOOTHS:
                self.smooths.append(expr)
                return None
        _refuse_special(self.text, expr, "an interaction or a function")
        return expr

    def split_sum(self, expr: Binary, left: Expr | None, right: Expr) -> Expr | None:
        if expr.op == "-":
            _refuse_special(self.text, right, "what is taken out")
            rest: Expr | None = right
        else:
            rest = self.split(right)
        if rest is None:
            return left
        if left is None:
            return rest if expr.op == "+" else Unary("-", rest, expr.position)
        return Binary(expr.op, left, rest, expr.position)

    def only_argument(self, call: Call) -> Expr:
        if len(call.arguments) != 1:
            raise FormulaError("offset() takes one expression.", one_line(self.text), call.position)
        return call.arguments[0].value


def _is_special(expr: Expr) -> bool:
    return is_bar(expr) or (isinstance(expr, Call) and bare(expr.function) in {"offset", *SMOOTHS})


def _has_special(expr: Expr) -> bool:
    return any(map(_is_special, walk(expr)))


def _refuse_special(text: str, expr: Expr, where: str) -> None:
    for inner in walk(expr):
        if isinstance(inner, Binary) and is_bar(inner):
            raise FormulaError(_bar_advice(expr, inner, where), one_line(text), inner.position)
        if isinstance(inner, Call) and _is_special(inner):
            raise FormulaError(
                f"{inner.function}() cannot be part of {where}: add it with +.",
                one_line(text),
                inner.position,
            )


def _bar_advice(expr: Expr, bar: Binary, where: str) -> str:
    if bar is not expr:
        return f"A group-specific term cannot be part of {where}: add it with +, as in x + (1 | g)."
    term, before = bar.left, ""
    if isinstance(term, Binary) and term.op == "+" and not isinstance(term.right, Name):
        before, term = deparse(term.left) + " + ", term.right
    suggestion = f"{before}({deparse(Binary(bar.op, term, bar.right))})"
    return f"A group-specific term needs parentheses around it: write {suggestion}."
