"""A formula as the parts that buttons add and take away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nbmixed.notebook.builder.curves import Curve, OwnCurve, curve_of
from nbmixed.spec.curve import CurveFormula, parse_curve
from nbmixed.spec.formula import parse
from nbmixed.spec.formula_bars import written_bar
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_nodes import Binary, Expr, Paren, Unary, unparenthesised
from nbmixed.spec.terms import expand


@dataclass(frozen=True, slots=True)
class Group:
    """A group-specific term.

    Attributes
    ----------
    by
        The grouping factor as written: "Subject", "a:b", or "a/b" for b within a.
    slopes
        What varies besides the intercept; in a nonlinear model the parameters that vary.
    intercept
        Whether the intercept varies.
    correlated
        Whether its coefficients are correlated.

    Examples
    --------
    >>> print(Group("Subject", ("Days",)), Group("g", ("x", "z"), correlated=False), Group("a/b"))
    (Days | Subject) (x + z || g) (1 | a/b)
    """

    by: str
    slopes: tuple[str, ...] = ()
    intercept: bool = True
    correlated: bool = True

    def __str__(self) -> str:
        return self.written(of_curve=False)

    def written(self, *, of_curve: bool) -> str:
        """As in a formula; parameters of a curve have no intercept among them."""
        zero = () if self.intercept or of_curve else ("0",)
        bar = "|" if self.correlated or not self.slopes else "||"
        return f"({' + '.join([*zero, *self.slopes]) or '1'} {bar} {self.by})"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a formula consists of.

    Attributes
    ----------
    outcome
        As written.
    terms
        Predictors and interactions, as R labels them.
    intercept
        Whether there is one.
    groups, smooths, offsets
        As written, smooths such as "s(x, k = 5)".
    curve
        Of a nonlinear model, which has no terms, smooths or offsets.
    """

    outcome: str
    terms: tuple[str, ...] = ()
    intercept: bool = True
    groups: tuple[Group, ...] = ()
    smooths: tuple[str, ...] = ()
    offsets: tuple[str, ...] = ()
    curve: Curve | OwnCurve | None = None

    def written(self) -> tuple[str, str]:
        """The formula, and the group-specific terms apart where smooths ask for that.

        >>> Parts("y", ("x",), groups=(Group("g"),)).written()
        ('y ~ x + (1 | g)', '')
        >>> Parts("y", smooths=("s(x)",), groups=(Group("g"),)).written()
        ('y ~ s(x)', '~ (1 | g)')
        """
        groups = [str(group) for group in self.groups]
        if self.curve is not None:
            varying = " + ".join(group.written(of_curve=True) for group in self.groups)
            return f"{self.outcome} ~ {self.curve} ~ {varying}", ""
        fixed = [*self.terms, *(f"offset({o})" for o in self.offsets), *self.smooths]
        apart = bool(self.smooths and groups)
        right = _sum([*fixed, *(() if apart else groups)], self.intercept)
        return f"{self.outcome} ~ {right}", f"~ {' + '.join(groups)}" if apart else ""


def _sum(terms: list[str], intercept: bool) -> str:
    return " + ".join(terms if intercept else ["0", *terms]) or "1"


def read_parts(
    formula: str,
    random: str = "",
    columns: Iterable[str] = (),
    variables: Mapping[str, object] | None = None,
) -> Parts | None:
    """The parts of a formula; None for a nonlinear one that buttons cannot make.

    Parameters
    ----------
    random
        Group-specific terms of an additive model.
    columns
        Of the data; `.` stands for those of them that have no other place.
    variables
        The notebook's: numbers among them are no parameters of a curve.

    Raises
    ------
    FormulaError

    Examples
    --------
    >>> parts = read_parts("log(y) ~ a * b + (1 | g/h) + offset(log(e))")
    >>> parts.terms, parts.groups, parts.offsets
    (('a', 'b', 'a:b'), (Group(by='g/h', slopes=(), intercept=True, correlated=True),), ('log(e)',))
    """
    if is_curve(formula):
        return _curve_parts(parse_curve(formula), list(columns), variables or {})
    read = parse(formula)
    bars = [*_bars(read.tree), *(_bars(parse(random).tree) if random else ())]
    terms = read.terms(columns)
    return Parts(
        outcome=read.response_name,
        terms=terms.labels,
        intercept=terms.intercept,
        groups=tuple(map(_group, bars)),
        smooths=tuple(deparse(call) for call in read.smooths),
        offsets=tuple(deparse(offset) for offset in read.offsets),
    )


def is_curve(formula: str) -> bool:
    """Whether a formula is in three parts, as those of nonlinear models.

    >>> is_curve("y ~ SSlogis(x, a, b, c) ~ a | g"), is_curve("y ~ x"), is_curve("y ~ `a~b`")
    (True, False, False)
    """
    quoted, tildes = "", 0
    for character in formula:
        if quoted:
            quoted = "" if character == quoted else quoted
        elif character in "`'\"":
            quoted = character
        tildes += character == "~" and not quoted
    return tildes > 1


def _bars(expr: Expr) -> Iterator[Binary]:
    """Bars as written, not expanded."""
    bar = written_bar(expr)
    if bar is not None:
        yield bar
    elif isinstance(expr, Paren):
        yield from _bars(expr.inner)
    elif isinstance(expr, Binary):
        yield from _bars(expr.left)
        yield from _bars(expr.right)
    elif isinstance(expr, Unary):
        yield from _bars(expr.operand)


def _group(bar: Binary) -> Group:
    terms = expand(bar.left)
    return Group(deparse(bar.right), terms.labels, terms.intercept, bar.op == "|" or not terms.terms)


def _curve_parts(
    formula: CurveFormula, columns: Sequence[str], variables: Mapping[str, object]
) -> Parts | None:
    """What buttons can make: a curve and parameters that vary; no predictors of parameters."""
    if formula.fixed:
        return None
    return Parts(
        outcome=deparse(formula.response),
        groups=tuple(Group(by, names, False, together) for by, names, together in _varying(formula)),
        curve=curve_of(formula, columns, variables),
    )


def _varying(formula: CurveFormula) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Group, parameters and whether they are correlated, of each bar as written."""
    last = formula.tree.right if isinstance(formula.tree, Binary) else formula.tree
    whole = unparenthesised(last)
    bars = [whole] if isinstance(whole, Binary) and whole.op in ("|", "||") else list(_bars(last))
    for bar in bars:
        names = tuple(expand(bar.left).labels)
        yield deparse(bar.right), names, bar.op == "|" or len(names) < 2
