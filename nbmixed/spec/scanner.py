"""Text -> tokens, as R reads a formula."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
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


def scan(text: str, names: Iterable[str] = ()) -> tuple[Token, ...]:
    """Split a formula into tokens, the last of kind `end`.

    Parameters
    ----------
    names
        Names that are read as they are, whatever they contain, bare or in quotes of any kind; of several the longest.

    Raises
    ------
    FormulaError
        At a character that no formula contains, and at a number that is too large.

    >>> [t.text for t in scan("y ~ log.x")]
    ['y', '~', 'log.x', '']
    """
    return (*_tokens(text, _forms(text, names)), Token("end", "", len(text.rstrip())))


def _forms(text: str, names: Iterable[str]) -> dict[str, str]:
    """How names are written in the text, longest first, and the name of each."""
    found: dict[str, str] = {}
    for name in names:
        for inner in {name, name[1:-1] if name[:1] == name[-1:] == "`" else name}:
            found |= {form: name for quote in "`'\"" if (form := f"{quote}{inner}{quote}") in text}
        if name and name in text:
            found[name] = name
    return {form: found[form] for form in sorted(found, key=len, reverse=True)}


def _written_name(text: str, position: int, forms: Mapping[str, str]) -> str:
    """The form of a name that stands at a position and ends there, or an empty string."""
    for form in forms:
        if text.startswith(form, position) and not _goes_on(form, text[position + len(form) :][:1]):
            return form
    return ""


def _goes_on(form: str, after: str) -> bool:
    """Whether the next character is one more of a longer name."""
    return form[-1].isalnum() and after != "" and (after.isalnum() or after in "._")


def _tokens(text: str, forms: Mapping[str, str]) -> Iterator[Token]:
    position = 0
    while position < len(text):
        if form := _written_name(text, position, forms):
            yield Token("name", forms[form], position)
            position += len(form)
            continue
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
