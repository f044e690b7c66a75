"""What is shown, as values: a document of facts, tables, statements, findings and notes.

A view (`views*.py`) makes a `Document`; a renderer (`text.py`, `html.py`) writes it. Cells are
texts that were formatted once, so that both renderings show the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nbmixed.fit.checks import Finding


@dataclass(frozen=True, slots=True)
class Facts:
    """A heading and labelled facts below it.

    `ruled` puts a line below, `opening` a blank line above; both concern text only. `html` replaces
    the items in HTML, where facts can stand for which R's layout has no line; `closed` has it show them on demand only.
    """

    title: str
    items: tuple[tuple[str, str], ...]
    ruled: bool = False
    opening: bool = False
    html: tuple[tuple[str, str], ...] | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of formatted cells.

    Attributes
    ----------
    columns
        Column labels.
    rows
        Row labels; all empty where the table has none.
    cells
        One tuple of texts for each row.
    title
        Line above the table in text, its caption in HTML.
    caption
        Caption in HTML where text has no title.
    footer
        Line right below the table.
    words
        How many of the columns, from the left, hold words and not numbers.
    folded
        Rows that HTML shows on demand only (a table of group-level effects is long).
    closed
        HTML shows the whole table on demand only.
    """

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    title: str | None = None
    caption: str | None = None
    footer: str | None = None
    words: int = 0
    folded: frozenset[int] = frozenset()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of one thing: pairs of a qualification (may be empty) and a text."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Statements:
    """A heading and statements below it.

    `opening` puts a blank line before the first, in text; `closed` has HTML show them on demand only.
    """

    title: str
    items: tuple[Statement, ...]
    opening: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """What the checks found."""

    items: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """Lines in small print; `ruled` puts a line above, `tight` leaves out the blank line before it; text only.

    `html` replaces the lines in HTML; an empty tuple there means that HTML does without.
    """

    lines: tuple[str, ...]
    ruled: bool = False
    tight: bool = False
    html: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs of running text, in which code stands between backticks."""

    paragraphs: tuple[str, ...]


Block = Facts | Table | Statements | Findings | Notes | Prose


@dataclass(frozen=True, slots=True)
class Document:
    """Blocks in the order in which they are read."""

    blocks: tuple[Block, ...]

    def followed_by(self, *blocks: Block) -> Document:
        """The same document with blocks below it."""
        return replace(self, blocks=(*self.blocks, *blocks))

    def with_findings(self, findings: tuple[Finding, ...]) -> Document:
        """The same document with the findings before its notes: what a notebook shows."""
        place = next((i for i, b in enumerate(self.blocks) if isinstance(b, Notes)), len(self.blocks))
        return replace(self, blocks=(*self.blocks[:place], Findings(findings), *self.blocks[place:]))
