"""R's dots: a new formula in terms of an old one, as in ``. ~ . + x``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from nbmixed.errors import FormulaError, nearest
from nbmixed.spec.formula import Formula, parse
from nbmixed.spec.formula_bars import written_bar
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_functions import SMOOTHS, bare
from nbmixed.spec.formula_nodes import Argument, Binary, Call, Expr, Name, Number, Paren, Unary, start, walk
from nbmixed.spec.formula_parse import parse_expression
from nbmixed.spec.scanner import one_line
from nbmixed.spec.terms import expand


def update_formula(old: str, new: str, columns: Iterable[str] = ()) -> str:
    """A formula in which `.` stands for the outcome or the predictors of another, as R's `update`.

    Parameters
    ----------
    old
        What the dots stand for.
    new
        Such as ``. ~ . + x``, ``log(.) ~ . - (1 | g)`` or ``~ . + z`` (which keeps the outcome). Inside an interaction or a
        function, as in ``. ~ .:z``, a dot stands for the population-level part alone. Without dots it is the result.
    columns
        Of the data, for an old formula in which `.` stands for all other columns.

    Returns
    -------
    Written out, as R's: ``a * b`` becomes ``a + b + a:b``; group-specific terms, offsets and smooths as they were.

    Raises
    ------
    FormulaError
        For a formula that cannot be read, and for a term taken out that is not there.

    Examples
    --------
    >>> update_formula("y ~ x + (1 | g)", ". ~ . + z")
    'y ~ x + z + (1 | g)'
    >>> update_formula("y ~ x + (1 | g)", "log(.) ~ . - x - (1 | g)")
    'log(y) ~ 1'
    """
    tree = parse_expression(new)
    if not any(isinstance(e, Unary | Binary) and e.op == "~" for e in walk(tree)):
        raise FormulaError("The new formula has no ~: write it as in '. ~ . + x'.", one_line(new))
    if isinstance(tree, Binary) and not _has_dot(tree):
        return new.strip()
    known = parse(old)
    try:
        return _updated(known, tree, tuple(columns))
    except FormulaError as error:
        if error.text is not None:
            raise
        raise FormulaError(str(error), one_line(new), error.position) from None


def _updated(old: Formula, tree: Expr, columns: tuple[str, ...]) -> str:
    match tree:
        case Binary(op="~", left=left, right=right):
            outcome = left if old.response is None else _filled(left, old.response)
        case Unary(op="~", operand=right) if old.response is not None:
            outcome = old.response
        case _:
            raise FormulaError("A formula has one ~, between outcome and predictors.")
    before = _Sum()
    before.add(_written_out(old, columns), 1)
    after = _Sum(before=before)
    after.add(right, 1)
    return f"{deparse(outcome)} ~ {after.text(outcome)}"


def _written_out(old: Formula, columns: tuple[str, ...]) -> Expr:
    """The old right-hand side; a dot there is the sum of the other columns."""
    tree = old.tree
    right = tree.right if isinstance(tree, Binary) else tree.operand if isinstance(tree, Unary) else tree
    if not columns or not _has_dot(right):
        return right
    taken = {*_names_of(old.response), *old.grouping_variables}
    others: list[Expr] = [Name(name) for name in columns if name not in taken]
    whole: Expr = others[0] if others else Number("1")
    for other in others[1:]:
        whole = Binary("+", whole, other)
    return _filled(right, whole)


def _names_of(expr: Expr | None) -> tuple[str, ...]:
    """The variables of an expression that may be missing."""
    return () if expr is None else tuple(e.name for e in walk(expr) if isinstance(e, Name))


@dataclass(slots=True)
class _Sum:
    """A right-hand side, taken apart.

    Attributes
    ----------
    fixed
        The population-level part.
    others
        Group-specific terms, offsets and smooths by their text.
    before
        What a dot stands for.
    """

    fixed: Expr | None = None
    others: dict[str, Expr] = field(default_factory=dict)
    before: _Sum | None = None

    def add(self, expr: Expr, sign: int) -> None:
        match expr:
            case Binary(op="+" | "-", left=left, right=right):
                self.add(left, sign)
                self.add(right, sign if expr.op == "+" else -sign)
            case Name(name=".") if self.before is not None:
                self.add_all(self.before, sign)
            case Paren(inner=inner) if written_bar(expr) is None and _is_sum(inner):
                self.add(inner, sign)
            case _ if _apart(expr):
                self.add_other(expr, sign)
            case _:
                self.add_fixed(self.filled(expr), sign)

    def add_all(self, other: _Sum, sign: int) -> None:
        if other.fixed is not None:
            self.add_fixed(Paren(other.fixed), sign)
        for term in other.others.values():
            self.add_other(term, sign)

    def add_other(self, expr: Expr, sign: int) -> None:
        text = deparse(expr)
        if sign > 0:
            self.others[text] = expr
        elif text in self.others:
            del self.others[text]
        else:
            raise FormulaError(
                f"There is no {text} to take out.{nearest(text, self.others)}", position=start(expr)
            )

    def add_fixed(self, expr: Expr, sign: int) -> None:
        if sign < 0:
            self.check_there(expr)
        if self.fixed is None:
            self.fixed = expr if sign > 0 else Unary("-", expr)
        else:
            self.fixed = Binary("+" if sign > 0 else "-", self.fixed, Paren(expr))

    def check_there(self, expr: Expr) -> None:
        """Refuse to take out what is not there; a number is about the intercept."""
        gone = expand(expr, ["."])
        there = expand(self.fixed, ["."]) if self.fixed is not None else None
        known = set() if there is None else {frozenset(term) for term in there.terms}
        if gone.terms and not known & {frozenset(term) for term in gone.terms}:
            labels = () if there is None else there.labels
            raise FormulaError(
                f"There is no {deparse(expr)} to take out.{nearest(deparse(expr), labels)}",
                position=start(expr),
            )

    def filled(self, expr: Expr) -> Expr:
        if self.before is None or not _has_dot(expr):
            return expr
        return _filled(expr, Number("1") if self.before.fixed is None else self.before.fixed)

    def text(self, outcome: Expr) -> str:
        terms = expand(Number("1") if self.fixed is None else self.fixed, ["."], outcome)
        parts = [*(terms.labels or ("1" if terms.intercept else "0",)), *self.others]
        return " + ".join(parts) + (" - 1" if terms.labels and not terms.intercept else "")


def _is_sum(expr: Expr) -> bool:
    return (
        (isinstance(expr, Binary) and expr.op in "+-")
        or (isinstance(expr, Name) and expr.name == ".")
        or _apart(expr)
        or (isinstance(expr, Paren) and _is_sum(expr.inner))
    )


def _apart(expr: Expr) -> bool:
    """Whether it is no part of the population-level formula."""
    special = isinstance(expr, Call) and bare(expr.function) in {"offset", *SMOOTHS}
    return special or written_bar(expr) is not None


def _has_dot(expr: Expr) -> bool:
    return any(isinstance(e, Name) and e.name == "." for e in walk(expr))


def _filled(expr: Expr, value: Expr) -> Expr:
    """`expr` with `value` for each dot, in parentheses where the dot was part of more."""
    if isinstance(expr, Name) and expr.name == ".":
        return value
    inner = value if isinstance(value, Name | Number | Call | Paren) else Paren(value)
    match expr:
        case Paren():
            return Paren(_filled(expr.inner, value), expr.position)
        case Unary():
            return replace(expr, operand=_filled(expr.operand, inner))
        case Binary():
            return replace(expr, left=_filled(expr.left, inner), right=_filled(expr.right, inner))
        case Call():
            arguments = tuple(Argument(a.name, _filled(a.value, value)) for a in expr.arguments)
            return replace(expr, arguments=arguments)
    return expr
