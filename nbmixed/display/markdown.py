"""Documents as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from nbmixed.display.table import Block, Document, Facts, Findings, Notes, Prose, Statements, Table

_ACTIVE = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>|#$"})


def to_markdown(document: Document) -> str:
    r"""The document as Markdown, tables as pipe tables.

    >>> from nbmixed.display.table import Table
    >>> print(to_markdown(Document((Table(("a",), ("x_1",), (("1.0",),)),))))
    |  | a |
    |:--|--:|
    | x\_1 | 1.0 |
    """
    return "\n\n".join(filter(None, map(_markdown, document.blocks)))


def escaped(text: str) -> str:
    """Text in which nothing is markup."""
    return text.translate(_ACTIVE)


@singledispatch
def _markdown(block: Block) -> str:
    raise TypeError(f"a block of a document, not a {type(block).__name__}")


@_markdown.register
def _(block: Facts) -> str:
    items = block.items if block.html is None else block.html
    lines = (f"- {escaped(label)}: {_code(value)}" for label, value in items)
    return "\n".join([f"**{_heading(block.title)}**", "", *lines])


@_markdown.register
def _(block: Table) -> str:
    named = any(block.rows)
    head = [*([""] if named else []), *(escaped(c.strip()) for c in block.columns)]
    left = named + block.words
    rule = [":--" if j < left else "--:" for j in range(len(head))]
    rows = [
        [*([escaped(name)] if named else []), *(escaped(c.strip()) for c in cells)]
        for name, cells in zip(block.rows, block.cells, strict=True)
    ]
    title = _heading(block.title or block.caption or "")
    lines = [_line(head), f"|{'|'.join(rule)}|", *map(_line, rows)]
    below = [escaped(block.footer.strip())] if block.footer else []
    return "\n\n".join(filter(None, [f"**{title}**" if title else "", "\n".join(lines), *below]))


@_markdown.register
def _(block: Statements) -> str:
    lines = [f"- {escaped(item.title)}: {_code(item.lines[-1][1])}" for item in block.items]
    return "\n".join([f"**{_heading(block.title)}**", "", *lines])


@_markdown.register
def _(block: Findings) -> str:
    return "\n".join(f"- {escaped(str(finding))}" for finding in block.items)


@_markdown.register
def _(block: Notes) -> str:
    lines = block.lines if block.html is None else block.html
    return "  \n".join(map(escaped, lines))


@_markdown.register
def _(block: Prose) -> str:
    """Code keeps its backticks, and what stands between them its characters."""
    return "\n\n".join(
        "".join(f"`{part}`" if k % 2 else escaped(part) for k, part in enumerate(paragraph.split("`")))
        for paragraph in block.paragraphs
    )


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |" if cells[0] else f"|  | {' | '.join(cells[1:])} |"


def _heading(title: str) -> str:
    return escaped(title.strip().rstrip(":"))


def _code(value: str) -> str:
    text = " ".join(value.split())
    return f"`{text}`" if "`" not in text and any(c in text for c in "~()[]{}*_|") else escaped(text)
