"""Text -> tokens, as R reads a formula."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nbmixed.errors import FormulaError

Kind = Literal["number", "string", "name", "op", "end"]

_IDENTIFIER = r"(?:[^\W\d]|\.(?!\d))[\w.]*"
_PATTERN = re.compile(
    rf"""
      (?P<skip>\s+|\#[^\n]*)
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?L?)
    | (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    | (?P<quoted>`[^`]+`)
    | (?P<name>(?:{_IDENTIFIER}::)?{_IDENTIFIER})
    | (?P<op>%[^%\s]*%|\|\||&&|\*\*|[=!<>]=|[-+*/^:~|&!<>=(),])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a formula; `position` is its index in the text."""

    kind: Kind
    text: str
    position: int


def scan(text: str) -> tuple[Token, ...]:
    """Split a formula into tokens, the last of kind `end`.

    Raises
    ------
    FormulaError
        At a character that no formula contains, and at a number that is too large.

    >>> [t.text for t in scan("y ~ log.x")]
    ['y', '~', 'log.x', '']
    """
    return (*_tokens(text), Token("end", "", len(text.rstrip())))


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            raise FormulaError(_unreadable(text[position]), one_line(text), position)
        kind = str(match.lastgroup)
        if kind == "number" and math.isinf(float(match.group().rstrip("L"))):
            raise FormulaError(
                f"{_shortened(match.group())} is too large for a number: write Inf, or a number below 1e308.",
                one_line(text),
                position,
            )
        if kind != "skip":
            yield _token(kind, match.group(), position)
        position = match.end()


def _token(kind: str, text: str, position: int) -> Token:
    if kind == "quoted":
        return Token("name", text[1:-1], position)
    if kind == "string":
        return Token("string", _unescaped(text[1:-1]), position)
    if kind == "number":
        return Token("number", text, position)
    if kind == "name":
        return Token("name", text, position)
    return Token("op", "^" if text == "**" else text, position)


def _shortened(number: str) -> str:
    return number if len(number) < 20 else f"{number[:16]}..."


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _unreadable(character: str) -> str:
    if character in "`'\"":
        return f"The formula has an opening {character} without its closing {character}."
    hints = {
        "[": " Indexing is not read: make a column of the data first.",
        "$": " Write the column's name alone and give the data frame as data.",
    }
    return f"The formula cannot contain {character!r} here." + hints.get(character, "")


def one_line(text: str) -> str:
    """The text with each line break and tab as one space, so that positions still hold; and as text that can be written."""
    return re.sub(r"[\ud800-\udfff]", "\ufffd", re.sub(r"\s", " ", text))
