"""Documents as text, to the character as R prints them on lines of 80 columns."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from functools import singledispatch
from itertools import chain

from nbmixed.display.table import Block, Document, Facts, Findings, Notes, Prose, Statements, Table

_LINE = 80
_RULE = "------"
_LABEL = 13
SYMBOLS = {"ok": "✓", "note": "•", "warning": "⚠", "serious": "✖"}


def to_text(document: Document) -> str:
    """The document as text; blanks at the ends of lines are R's."""
    lines: list[str] = []
    for block in document.blocks:
        if lines and not _follows(block, lines[-1]):
            lines.append("")
        lines.extend(_lines(block))
    return "\n".join(lines)


def _follows(block: Block, previous: str) -> bool:
    """Whether a block stands right below the line before it."""
    return (isinstance(block, Notes) and block.tight) or (isinstance(block, Table) and previous == _RULE)


@singledispatch
def _lines(block: Block) -> list[str]:
    raise TypeError(f"a block of a document, not a {type(block).__name__}")


@_lines.register
def _(block: Facts) -> list[str]:
    items = [f" {label + ':':<{_LABEL}} {value}" for label, value in block.items]
    return [*([""] if block.opening else []), block.title, *items, *([_RULE] if block.ruled else [])]


@_lines.register
def _(block: Table) -> list[str]:
    title = [] if block.title is None else [block.title]
    footer = [] if block.footer is None else [block.footer]
    return [*title, *matrix_lines(block.columns, block.rows, block.cells), *footer]


@_lines.register
def _(block: Statements) -> list[str]:
    lines = [block.title, _RULE]
    for i, item in enumerate(block.items):
        lines += [""] if i or block.opening else []
        lines += [item.title, *chain.from_iterable(_statement(*line) for line in item.lines)]
    return lines


@_lines.register
def _(block: Findings) -> list[str]:
    lines: list[str] = []
    for finding in block.items:
        lines += _hanging(f"{SYMBOLS[finding.severity]} ", finding.message)
        lines += _hanging("  ", finding.advice)
    return lines


def _hanging(start: str, text: str) -> list[str]:
    """A text on lines that are indented below its start; names stay whole."""
    return textwrap.wrap(
        text,
        _LINE,
        initial_indent=start,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


@_lines.register
def _(block: Notes) -> list[str]:
    return [*([_RULE] if block.ruled else []), *block.lines]


@_lines.register
def _(block: Prose) -> list[str]:
    lines: list[str] = []
    for paragraph in block.paragraphs:
        lines += [*([""] if lines else []), *textwrap.wrap(paragraph.replace("`", ""), _LINE)]
    return lines


def _statement(qualification: str, text: str) -> list[str]:
    return [f"  {qualification}:", f"    ~ {text}"] if qualification else [f" ~ {text}"]


def matrix_lines(columns: Sequence[str], rows: Sequence[str], cells: Sequence[Sequence[str]]) -> list[str]:
    """A matrix of texts as R prints it without quotes.

    Everything is set flush left, columns are one blank apart, and columns that do not fit on a line
    of 80 follow in a block below.

    >>> matrix_lines(["mean", "sd"], ["a", "bc"], [["1.0", "0.5"], ["2.0", "0.1"]])
    ['   mean sd ', 'a  1.0  0.5', 'bc 2.0  0.1']
    """
    label = max((_width(r) for r in rows), default=0)
    widths = [max(map(_width, column)) for column in zip(columns, *cells, strict=True)]
    lines: list[str] = []
    for part in _parts(widths, label):
        for name, texts in [("", columns), *zip(rows, cells, strict=True)]:
            lines.append(" ".join([_padded(name, label), *(_padded(texts[j], widths[j]) for j in part)]))
    return lines


def _parts(widths: Sequence[int], label: int) -> Iterator[range]:
    """Columns that stand on one line, at least one."""
    start = 0
    while start < len(widths):
        end, used = start + 1, label + 1 + widths[start]
        while end < len(widths) and used + 1 + widths[end] < _LINE:
            used += 1 + widths[end]
            end += 1
        yield range(start, end)
        start = end


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        (2 if unicodedata.east_asian_width(c) in "WF" else 1) * (not unicodedata.combining(c)) for c in text
    )
