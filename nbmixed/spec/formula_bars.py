"""Group-specific terms: `(x | g)`, `(x || g)`, `(1 | a/b)`, `(1 | a:b)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nbmixed.errors import FormulaError
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_functions import FACTORS, bare
from nbmixed.spec.formula_nodes import Binary, Call, Expr, Name, Number, Paren, start, unparenthesised
from nbmixed.spec.terms import Terms, expand

INTERCEPT = "(Intercept)"


@dataclass(frozen=True, slots=True)
class Bar:
    """One group-specific term after expansion.

    Attributes
    ----------
    lhs
        What varies: the expression before the bar.
    group
        By what: a column, a call such as `factor(g)`, or columns joined by `:`.
    """

    lhs: Expr
    group: Expr

    def __str__(self) -> str:
        return f"{deparse(self.lhs)} | {self.group_name}"

    @property
    def group_name(self) -> str:
        """The grouping factor as lme4 names it; a lone column without backquotes.

        >>> Bar(Number("1"), Binary(":", Name("b"), Name("a"))).group_name
        'b:a'
        """
        return self.group.name if isinstance(self.group, Name) else deparse(self.group)

    @property
    def factors(self) -> tuple[Expr, ...]:
        """The expressions whose combinations are the levels, outermost first."""
        return tuple(_joined(self.group))

    def terms(self) -> Terms:
        """The terms of the left side."""
        return expand(self.lhs)


def is_bar(expr: Expr) -> bool:
    """Whether `expr` is `x | g` or `x || g`."""
    return isinstance(expr, Binary) and expr.op in ("|", "||")


def expand_bar(bar: Binary) -> tuple[Bar, ...]:
    """One written bar -> the bars it stands for, in lme4's order.

    `x || g` is `(1 | g) + (0 + x | g)`; `1 | a/b` is `(1 | b:a) + (1 | a)`.

    Raises
    ------
    FormulaError
        When the group is not a factor, or nothing varies by it.
    """
    lefts = (_separate(bar) if bar.op == "||" else ()) or (bar.left,)
    groups = tuple(_nested(bar.right))
    return tuple(Bar(left, group) for left in lefts for group in groups)


def _separate(bar: Binary) -> tuple[Expr, ...]:
    terms = expand(bar.left)
    intercept: tuple[Expr, ...] = (Number("1"),) if terms.intercept else ()
    slopes = (Binary("+", Number("0"), _interaction(terms, term)) for term in terms.terms)
    return (*intercept, *slopes)


def _interaction(terms: Terms, term: tuple[str, ...]) -> Expr:
    first, *rest = (terms.variables[label] for label in term)
    whole: Expr = first
    for variable in rest:
        whole = Binary(":", whole, variable)
    return whole


def _nested(group: Expr) -> Iterator[Expr]:
    group = unparenthesised(group)
    if not (isinstance(group, Binary) and group.op == "/"):
        _check_group(group)
        yield group
        return
    outer = list(_nested(group.left))
    inner = unparenthesised(group.right)
    _check_group(inner)
    yield Binary(":", inner, outer[0])
    yield from outer


def _joined(group: Expr) -> Iterator[Expr]:
    group = unparenthesised(group)
    if isinstance(group, Binary) and group.op == ":":
        yield from _joined(group.left)
        yield from _joined(group.right)
    else:
        yield group


def _check_group(group: Expr) -> None:
    for factor in _joined(group):
        if isinstance(factor, Name) and factor.name != ".":
            continue
        if isinstance(factor, Call) and bare(factor.function) in FACTORS:
            continue
        raise FormulaError(
            f"{deparse(factor)} cannot be a grouping factor: give a column, factor(column), a:b or a/b. "
            "For two crossed factors write (1 | a) + (1 | b).",
            position=start(factor),
        )


def check_bars(bars: tuple[Bar, ...]) -> None:
    """Refuse bars with no coefficient, and coefficients that vary twice by the same group.

    Raises
    ------
    FormulaError
        Suggesting `||` or `0 +`, as rstanarm does.
    """
    seen: dict[frozenset[str], set[str]] = {}
    for bar in bars:
        coefs = _coefficients(bar)
        if not coefs:
            raise FormulaError(
                f"Nothing varies in ({bar}): write (1 | {bar.group_name}) for the intercept.",
                position=start(bar.lhs),
            )
        known = seen.setdefault(frozenset(deparse(f) for f in bar.factors), set())
        if shared := [c for c in coefs if c in known]:
            raise FormulaError(_duplicate(shared[0], bar, bars), position=start(bar.group))
        known.update(coefs)


def _coefficients(bar: Bar) -> list[str]:
    terms = bar.terms()
    return [*([INTERCEPT] if terms.intercept else []), *terms.labels]


def _duplicate(coefficient: str, bar: Bar, bars: tuple[Bar, ...]) -> str:
    return (
        f"{coefficient} varies by {bar.group_name} in more than one group-specific term, so its variance would be "
        f"counted twice. Write it once, as in {_each_once(bars)}."
    )


def _each_once(bars: tuple[Bar, ...]) -> str:
    """The terms, each coefficient only where it comes first."""
    seen: dict[frozenset[str], set[str]] = {}
    parts = []
    for bar in bars:
        known = seen.setdefault(frozenset(deparse(f) for f in bar.factors), set())
        new = [c for c in _coefficients(bar) if c not in known]
        known.update(new)
        slopes = [c for c in new if c != INTERCEPT]
        if new:
            parts.append(f"({' + '.join([_constant(new, slopes), *slopes]).lstrip(' +')} | {bar.group_name})")
    return " + ".join(parts)


def _constant(new: list[str], slopes: list[str]) -> str:
    """How an intercept, or its absence, is written before slopes."""
    if INTERCEPT not in new:
        return "0"
    return "" if slopes else "1"


def written_bar(expr: Expr) -> Binary | None:
    """The bar inside parentheses, or None."""
    inner = unparenthesised(expr)
    return inner if isinstance(expr, Paren) and isinstance(inner, Binary) and is_bar(inner) else None
