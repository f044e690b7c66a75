"""Tokens -> expression tree, with R's operators and precedence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nbmixed.errors import FormulaError, nearest
from nbmixed.spec.formula_deparse import RESERVED
from nbmixed.spec.formula_functions import CONTRASTS, ELSEWHERE, KNOWN, SHORT_CONTRASTS, bare
from nbmixed.spec.formula_nodes import (
    Argument,
    Binary,
    Call,
    Expr,
    Name,
    Number,
    Paren,
    Text,
    Unary,
    children,
)
from nbmixed.spec.scanner import Token, one_line, scan

# Left and right binding power; R's precedence, lowest first. `^` groups to the right.
BINDING: dict[str, tuple[int, int]] = {
    "~": (10, 11),
    "|": (20, 21),
    "||": (20, 21),
    "&": (30, 31),
    "&&": (30, 31),
    **dict.fromkeys(("==", "!=", "<", ">", "<=", ">="), (50, 51)),
    "+": (60, 61),
    "-": (60, 61),
    "*": (70, 71),
    "/": (70, 71),
    ":": (90, 91),
    "^": (111, 110),
}
SPECIAL_BINDING = (80, 81)  # %in%, %%, %/%
UNARY_BINDING = {"~": 11, "!": 40, "-": 100, "+": 100}
CONSTANTS = RESERVED | CONTRASTS
MOST_NESTED = 100
"""Expressions inside each other; what walks a tree has a frame or two of Python's stack for each."""
MOST_CHARACTERS = 200_000
_LONG_SUM = 32


def parse_expression(text: str, known: frozenset[str] = KNOWN, names: Iterable[str] = ()) -> Expr:
    """Read `text` as one R expression that calls only `known` functions; `names` are read as they are.

    Raises
    ------
    FormulaError
        With the place: a missing operand, an unbalanced parenthesis, an unknown function. Without one: a text of
        more than `MOST_CHARACTERS`, an expression nested deeper than `MOST_NESTED`.

    Notes
    -----
    A sum may have any number of terms: R groups them from the left, this function groups long ones in halves, which
    prints and means the same and keeps the tree flat.

    >>> parse_expression("a + b").op
    '+'
    """
    if not text.strip():
        raise FormulaError("The formula is empty; write one such as y ~ x + (1 | g).")
    if len(text) > MOST_CHARACTERS:
        raise FormulaError(
            f"The formula has {len(text):,} characters, more than {MOST_CHARACTERS:,}: write . for all other columns of "
            "the data, or give fewer terms."
        )
    parser = _Parser(text, scan(text, names), known)
    expr = parser.expression(0)
    parser.finish()
    _check_nesting(expr)
    return expr


def _check_nesting(expr: Expr) -> None:
    level: tuple[Expr, ...] = (expr,)
    for _ in range(MOST_NESTED):
        level = tuple(child for parent in level for child in children(parent))
    if level:
        raise FormulaError(_too_deep())


def _too_deep() -> str:
    return (
        f"The formula is nested more than {MOST_NESTED} deep: take out parentheses, or compute a part of it as a column "
        "of the data first."
    )


@dataclass(slots=True)
class _Parser:
    text: str
    tokens: tuple[Token, ...]
    known: frozenset[str]
    place: int = 0
    depth: int = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def advance(self) -> Token:
        token = self.token
        self.place += 1
        return token

    def fail(self, message: str, position: int) -> FormulaError:
        return FormulaError(message, one_line(self.text), position)

    def finish(self) -> None:
        token = self.token
        if token.text == ")":
            raise self.fail("This ) has no ( before it.", token.position)
        if token.kind != "end":
            missing = "an operator such as +" if any(t.text == "~" for t in self.tokens) else "a ~"
            raise self.fail(f"{token.text!r} cannot stand here: {missing} is missing.", token.position)

    def expression(self, least: int) -> Expr:
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise FormulaError(_too_deep())
        left = self.operand()
        while (power := _binding(self.token)) and power[0] >= least:
            if self.token.text == "+":
                left = self.sum(left)
                continue
            operator = self.advance()
            left = Binary(operator.text, left, self.expression(power[1]), operator.position)
        self.depth -= 1
        return left

    def sum(self, first: Expr) -> Expr:
        """`first` and all that is added to it."""
        terms, places = [first], []
        while self.token.kind == "op" and self.token.text == "+":
            places.append(self.advance().position)
            terms.append(self.expression(BINDING["+"][1]))
        return _added(terms, places)

    def operand(self) -> Expr:
        token = self.advance()
        if token.kind == "number":
            return Number(token.text, token.position)
        if token.kind == "string":
            return Text(token.text, token.position)
        if token.kind == "name":
            return self.named(token)
        if token.text == "(":
            return self.parenthesised(token)
        if token.text in UNARY_BINDING:
            return Unary(token.text, self.expression(UNARY_BINDING[token.text]), token.position)
        raise self.missing_operand(token)

    def named(self, token: Token) -> Expr:
        if self.token.text == "(" and self.token.kind == "op":
            return self.call(token)
        if token.text in CONSTANTS and self.text[token.position] != "`":
            return Number(token.text, token.position)
        return Name(token.text, token.position)

    def parenthesised(self, opening: Token) -> Expr:
        inner = self.expression(0)
        self.close(opening)
        return Paren(inner, opening.position)

    def call(self, function: Token) -> Expr:
        if bare(function.text) not in self.known:
            hint = nearest(bare(function.text), self.known) or " Compute it as a column of the data first."
            if function.text in ELSEWHERE:
                hint = f" Instead {ELSEWHERE[function.text]}."
            if function.text.startswith("SS"):
                hint = " Self-starting curves are for stan_nlmer, in a formula of three parts."
            raise self.fail(f"Unknown function {function.text!r} in the formula.{hint}", function.position)
        opening = self.advance()
        arguments: list[Argument] = []
        while self.token.text != ")" or self.token.kind != "op":
            arguments.append(self.argument())
            if bare(function.text) == "C" and len(arguments) > 1:
                arguments[-1] = self.contrast(arguments[-1])
            if self.token.text != ",":
                break
            self.advance()
        self.close(opening)
        return Call(function.text, tuple(arguments), function.position)

    def argument(self) -> Argument:
        ahead = self.tokens[self.place + 1] if self.token.kind == "name" else None
        if ahead is not None and ahead.kind == "op" and ahead.text == "=":
            name = self.advance().text
            self.advance()
            return Argument(name, self.expression(0))
        return Argument("", self.expression(0))

    def contrast(self, argument: Argument) -> Argument:
        """An argument of `C()` after the first, where R takes `sum` for `contr.sum`."""
        match argument.value:
            case Name(name=name, position=position) if name in SHORT_CONTRASTS:
                return Argument(argument.name, Number(name, position))
            case Name(name=name, position=position) if name in ELSEWHERE:
                raise self.fail(f"{name} is not of R: {ELSEWHERE[name]}.", position)
        return argument

    def close(self, opening: Token) -> None:
        if self.token.text == ")" and self.token.kind == "op":
            self.advance()
        elif self.token.kind == "end":
            raise self.fail("This ( is never closed: add the missing ).", opening.position)
        else:
            raise self.fail(f"Expected ) or an operator before {self.token.text!r}.", self.token.position)

    def missing_operand(self, token: Token) -> FormulaError:
        before = self.tokens[self.place - 2].text if self.place > 1 else ""
        if before == "~":
            return self.fail(
                "The right-hand side of the formula is empty: write 1 for an intercept alone.",
                token.position,
            )
        if token.kind == "end":
            return self.fail(f"The formula ends after {before!r}: something is missing.", token.position)
        return self.fail(f"A name or a number is missing before {token.text!r}.", token.position)


def _added(terms: list[Expr], places: list[int]) -> Expr:
    if len(terms) > _LONG_SUM:
        half = len(terms) // 2
        left, right = _added(terms[:half], places[: half - 1]), _added(terms[half:], places[half:])
        return Binary("+", left, right, places[half - 1])
    whole = terms[0]
    for term, place in zip(terms[1:], places, strict=True):
        whole = Binary("+", whole, term, place)
    return whole


def _binding(token: Token) -> tuple[int, int] | None:
    if token.kind != "op":
        return None
    if token.text.startswith("%"):
        return SPECIAL_BINDING
    return BINDING.get(token.text)
