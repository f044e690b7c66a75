"""Formulas as R prints them: operators spaced, lines broken after 60 characters.

R breaks a line after an operator or a comma once the line is longer than 60 characters, and
indents what follows in the operand or argument list that was broken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from nbmixed.display.format import format_numbers

_WIDTH = 60
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?L?)
    |(?P<name>(?:[^\W\d]|\.)[\w.]*|`[^`]*`)
    |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<operator>\*\*|\|\||&&|==|!=|<=|>=|%[^%\s]*%|::|\[\[|\]\]|[-+*/^:~|&!<>=$@()\[\],]))""",
    re.VERBOSE,
)
# Binding powers, weakest first, as in R's ?Syntax; "^" binds to the right.
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("~",),
    ("|", "||"),
    ("&", "&&"),
    ("==", "!=", "<", ">", "<=", ">="),
    ("+", "-"),
    ("*", "/"),
    ("%",),
    (":",),
    ("^", "**"),
)
_POWER = {op: i for i, ops in enumerate(_LEVELS) for op in ops}
_UNARY = {"~": _POWER["|"], "!": _POWER["=="], "+": _POWER["^"], "-": _POWER["^"]}
_NAMED = ("$", "@", "::")
_CLOSE = {"(": ")", "[": "]", "[[": "]]"}
_UNSPACED = {"/", "^", "**", ":", "%%", "%/%"}


def printed_formula(text: str) -> str:
    """A formula as rstanarm prints it: lines after the first begin with a tab and two blanks.

    >>> printed_formula("Reaction~Days+( Days|Subject )")
    'Reaction ~ Days + (Days | Subject)'
    """
    return "\n\t  ".join(re.sub(r"\s+", " ", line) for line in deparse(text))


def deparse(text: str) -> list[str]:
    """Lines of an R expression, as `deparse` gives them; what is not R comes back as written.

    >>> deparse("y ~ x**2 + f( a,b )")
    ['y ~ x^2 + f(a, b)']
    """
    try:
        write = _Parser(_tokens(text)).whole()
    except SyntaxError:
        return [" ".join(text.split())]
    paper = _Paper()
    write(paper)
    return [*paper.lines, paper.line]


@dataclass(slots=True)
class _Paper:
    """Lines already written, the line at hand, and how deep it is indented."""

    lines: list[str] = field(default_factory=list)
    line: str = ""
    indent: int = 0

    def put(self, text: str) -> None:
        if not self.line and self.lines:
            self.line = "    " * min(self.indent, 4) + "  " * max(self.indent - 4, 0)
        self.line += text

    def broken(self, already: bool) -> bool:
        """Break a line that is too long; True once something was broken (and the indent raised)."""
        if len(self.line) <= _WIDTH:
            return already
        self.indent += not already
        self.lines.append(self.line)
        self.line = ""
        return True


_Write = Callable[[_Paper], None]


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, place = [], 0
    text = text.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise SyntaxError(text[place:])
        tokens.append((str(match.lastgroup), match.group(str(match.lastgroup))))
        place = match.end()
    return [*tokens, ("end", "")]


class _Parser:
    """Reads tokens into functions that write them; precedence climbing."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.place = tokens, 0

    @property
    def text(self) -> str:
        kind, text = self.tokens[self.place]
        return text if kind == "operator" else ""

    def take(self, expected: str | None = None) -> tuple[str, str]:
        token = self.tokens[self.place]
        if expected is not None and token != ("operator", expected):
            raise SyntaxError(expected)
        self.place += 1
        return token

    def whole(self) -> _Write:
        write = self.expression(0)
        if self.tokens[self.place][0] != "end":
            raise SyntaxError(self.tokens[self.place][1])
        return write

    def expression(self, power: int) -> _Write:
        left = self.unary()
        while (level := self.level()) >= power:
            operator = self.take()[1]
            right = self.expression(level if operator in ("^", "**") else level + 1)
            left = _binary(left, operator, right)
        return left

    def level(self) -> int:
        return _POWER.get("%" if self.text.startswith("%") else self.text, -1)

    def unary(self) -> _Write:
        if self.text not in _UNARY:
            return self.postfix(self.atom())
        operator = self.take()[1]
        operand = self.expression(_UNARY[operator])
        return _sequence(_word(operator), operand)

    def atom(self) -> _Write:
        kind, text = self.take()
        if kind == "operator" and text == "(":
            inside = self.expression(0)
            self.take(")")
            return _sequence(_word("("), inside, _word(")"))
        if kind in ("operator", "end"):
            raise SyntaxError(text)
        return _word(_ATOMS[kind](text) if kind in _ATOMS else text)

    def postfix(self, write: _Write) -> _Write:
        while self.text in ("(", "[", "[[", *_NAMED):
            operator = self.take()[1]
            if operator in _NAMED:
                write = _sequence(write, _word(operator), _word(self.take()[1]))
            else:
                write = _sequence(
                    write, _word(operator), self.arguments(_CLOSE[operator]), _word(_CLOSE[operator])
                )
        return write

    def arguments(self, close: str) -> _Write:
        items: list[_Write] = []
        while self.text != close:
            items.append(self.argument())
            if self.text != close:
                self.take(",")
        self.take(close)
        return _listed(items)

    def argument(self) -> _Write:
        kind, name = self.tokens[self.place]
        if kind in ("name", "string") and self.tokens[self.place + 1] == ("operator", "="):
            self.place += 2
            return _sequence(_word(f"{name} = "), self.expression(0))
        return self.expression(0)


def _word(text: str) -> _Write:
    return lambda paper: paper.put(text)


def _sequence(*parts: _Write) -> _Write:
    def write(paper: _Paper) -> None:
        for part in parts:
            part(paper)

    return write


def _binary(left: _Write, operator: str, right: _Write) -> _Write:
    operator = "^" if operator == "**" else operator
    if operator in _UNSPACED:
        return _sequence(left, _word(operator), right)

    def write(paper: _Paper) -> None:
        left(paper)
        paper.put(f" {operator} ")
        broken = paper.broken(False)
        right(paper)
        paper.indent -= broken

    return write


def _listed(items: list[_Write]) -> _Write:
    def write(paper: _Paper) -> None:
        broken = False
        for i, item in enumerate(items):
            if i:
                paper.put(", ")
                broken = paper.broken(broken)
            item(paper)
        paper.indent -= broken

    return write


def _number(text: str) -> str:
    """A number in 15 significant digits, fixed or scientific, whichever is shorter."""
    return text if text.endswith("L") else format_numbers(float(text), digits=15)[0]


def _string(text: str) -> str:
    inside = text[1:-1]
    return '"' + (inside.replace("\\'", "'").replace('"', '\\"') if text[0] == "'" else inside) + '"'


_ATOMS: dict[str, Callable[[str], str]] = {"number": _number, "string": _string}
