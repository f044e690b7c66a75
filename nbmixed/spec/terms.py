"""The algebra of model terms: `a * b`, `(a + b)^2`, `a / b`, `- a`, `%in%`, as R reads them.

A term is a set of variables, kept here as the bits of an integer; the order of the bits is the
order in which variables appear in the formula, removed ones included. That order decides how R
names and arranges the columns of an interaction (Chambers and Hastie 1992, section 2.4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from nbmixed.errors import FormulaError
from nbmixed.spec.formula_deparse import deparse, quoted
from nbmixed.spec.formula_nodes import Binary, Expr, Name, Number, Paren, Text, Unary, start

MOST_TERMS = 10_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What a right-hand side stands for.

    Attributes
    ----------
    intercept
        Whether there is one.
    terms
        Each term as the labels of its variables; lower orders first, then as written.
    variables
        The expression of each label, in order of appearance.
    """

    intercept: bool
    terms: tuple[tuple[str, ...], ...]
    variables: dict[str, Expr]

    @property
    def labels(self) -> tuple[str, ...]:
        """One label a term, as R's `term.labels`."""
        return tuple(":".join(term) for term in self.terms)


def expand(expr: Expr, dot: Iterable[str] | None = None, response: Expr | None = None) -> Terms:
    """Expand a right-hand side without bars into its terms.

    Parameters
    ----------
    expr
        Fixed part of a formula, or the left side of a bar.
    dot
        The columns that `.` stands for; None where it has no meaning.
    response
        The outcome; as in R, a term equal to it is left out.

    Raises
    ------
    FormulaError
        For an operator or a number that has no meaning among terms, and for more than `MOST_TERMS`.

    >>> from nbmixed.spec.formula_parse import parse_expression
    >>> expand(parse_expression("(a + b + c)^2 - a:b")).labels
    ('a', 'b', 'c', 'a:c', 'b:c')
    """
    algebra = _Algebra(None if dot is None else tuple(dot))
    bits = algebra.terms(expr)
    own = {deparse(response)} if response is not None else set()
    labels = list(algebra.variables)
    ordered = sorted(bits, key=int.bit_count)
    found = (tuple(labels[i] for i in _places(b)) for b in ordered)
    return Terms(algebra.intercept, tuple(t for t in found if set(t) != own), dict(algebra.variables))


@dataclass(slots=True)
class _Algebra:
    dot: tuple[str, ...] | None
    intercept: bool = True
    adding: bool = True
    variables: dict[str, Expr] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    def terms(self, expr: Expr) -> list[int]:
        match expr:
            case Paren(inner=inner) | Unary(op="+", operand=inner):
                found = self.terms(inner)
            case Number():
                found = self.number(expr)
            case Unary(op="-", operand=operand):
                self.removed(operand)
                found = []
            case Binary(op=op) if op in ALGEBRA:
                found = self.combined(expr)
            case Name(name="."):
                found = self.every(expr)
            case Text():
                raise _refused(expr, "cannot be a term: write a column's name without quotes")
            case _:
                found = [self.variable(expr)]
        return found

    def combined(self, expr: Binary) -> list[int]:
        if expr.op == "-":
            left = self.terms(expr.left)
            gone = self.removed(expr.right)
            return [t for t in left if t not in gone]
        if expr.op == "^":
            return self.power(expr)
        left, right = self.terms(expr.left), self.terms(expr.right)
        _check_count(expr, left, right)
        return _unique(JOINED[expr.op](left, right))

    def power(self, expr: Binary) -> list[int]:
        base, exponent = self.terms(expr.left), expr.right
        if not (isinstance(exponent, Number) and exponent.text.rstrip("L").isdigit()):
            raise _refused(expr, f"needs a whole number after ^; write I({deparse(expr)}) for arithmetic")
        result = base
        for _ in range(self.repeats(exponent.text.rstrip("L"))):
            _check_count(expr, result, base)
            longer = _unique([*result, *_product(result, base)])
            if len(longer) == len(result):
                break
            result = longer
        return result

    @staticmethod
    def repeats(exponent: str) -> int:
        """How often a power multiplies; past the number of terms nothing new comes."""
        return MOST_TERMS if len(exponent) > len(str(MOST_TERMS)) else int(exponent) - 1

    def removed(self, expr: Expr) -> list[int]:
        self.adding = not self.adding
        gone = self.terms(expr)
        self.adding = not self.adding
        return gone

    def number(self, expr: Number) -> list[int]:
        if expr.text.rstrip("L") not in ("0", "1"):
            raise _refused(
                expr, "cannot be a term: 1 is the intercept, 0 removes it; write arithmetic inside I()"
            )
        self.intercept = (expr.text[0] == "1") == self.adding
        return []

    def every(self, expr: Name) -> list[int]:
        if self.dot is None:
            raise _refused(expr, "cannot stand here: it means all other columns of the data")
        return [self.variable(Name(name, expr.position)) for name in self.dot]

    def variable(self, expr: Expr) -> int:
        label = quoted(expr.name) if isinstance(expr, Name) else deparse(expr)
        self.variables.setdefault(label, expr)
        return 1 << self.places.setdefault(label, len(self.places))


def _refused(expr: Expr, why: str) -> FormulaError:
    return FormulaError(f"{deparse(expr)} {why}.", position=start(expr))


def _check_count(expr: Binary, left: list[int], right: list[int]) -> None:
    """Refuse a product that would be too long, before it is made."""
    if expr.op in _MULTIPLYING and len(left) * len(right) > MOST_TERMS:
        raise FormulaError(
            f"The interactions of the formula are more than {MOST_TERMS:,} terms: write only those of low order, as in "
            "(a + b + c)^2.",
            position=start(expr),
        )


def _places(bits: int) -> list[int]:
    """Places of the bits that are set, lowest first."""
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found


def _union(terms: list[int]) -> int:
    whole = 0
    for term in terms:
        whole |= term
    return whole


def _product(left: list[int], right: list[int]) -> list[int]:
    return [a | b for a in left for b in right]


JOINED: dict[str, Callable[[list[int], list[int]], list[int]]] = {
    "+": lambda left, right: [*left, *right],
    "*": lambda left, right: [*left, *right, *_product(left, right)],
    ":": _product,
    "/": lambda left, right: [*left, *_product([_union(left)], right)],
    "%in%": lambda left, right: _product(left, [_union(right)]),
}
ALGEBRA = frozenset({"-", "^", *JOINED})
_MULTIPLYING = frozenset({"*", ":", "^"})


def _unique(terms: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(terms))
