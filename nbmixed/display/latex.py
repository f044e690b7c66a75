r"""Documents as LaTeX: tables with the rules of booktabs, no other package needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import singledispatch

from nbmixed.display.table import Block, Document, Facts, Findings, Notes, Prose, Statements, Table

_ACTIVE = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\u2003": r"\quad ",
    "<": "$<$",
    ">": "$>$",
    "|": r"\textbar{}",
    **{c: f"\\{c}" for c in "&%$#_{}"},
}
_NEGATIVE = re.compile(r"(?<![\w.])-(?=\d)")
_R_HAT = re.compile(r"\bR-?hat\b")


def to_latex(document: Document) -> str:
    r"""The document as LaTeX.

    >>> from nbmixed.display.table import Table
    >>> print(to_latex(Document((Table(("a",), ("x_1",), (("-1.0",),)),))))
    \begin{tabular}{lr}
    \toprule
     & a \\
    \midrule
    x\_1 & $-$1.0 \\
    \bottomrule
    \end{tabular}
    """
    return "\n\n".join(filter(None, map(_latex, document.blocks)))


def escaped(text: str) -> str:
    """Text in which nothing is markup; a minus sign before a number, and R-hat, as mathematics."""
    plain = "".join(_ACTIVE.get(c, c) for c in text)
    return _R_HAT.sub(r"$\\widehat{R}$", _NEGATIVE.sub("$-$", plain))


@singledispatch
def _latex(block: Block) -> str:
    raise TypeError(f"a block of a document, not a {type(block).__name__}")


@_latex.register
def _(block: Facts) -> str:
    items = block.items if block.html is None else block.html
    return _list(block.title, [(label, " ".join(value.split())) for label, value in items])


@_latex.register
def _(block: Table) -> str:
    named = any(block.rows)
    left = named + block.words
    columns = "l" * left + "r" * (len(block.columns) - block.words)
    head = [*([""] if named else []), *(escaped(c.strip()) for c in block.columns)]
    rows = [
        [*([escaped(name)] if named else []), *(escaped(c.strip()) for c in cells)]
        for name, cells in zip(block.rows, block.cells, strict=True)
    ]
    title = escaped((block.title or block.caption or "").strip().rstrip(":"))
    lines = [
        *([f"% {title}"] if title else []),
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        _line(head),
        r"\midrule",
        *map(_line, rows),
        r"\bottomrule",
        r"\end{tabular}",
    ]
    below = ["", escaped(block.footer.strip())] if block.footer else []
    return "\n".join([*lines, *below])


@_latex.register
def _(block: Statements) -> str:
    return _list(block.title, [(item.title, item.lines[-1][1]) for item in block.items])


@_latex.register
def _(block: Findings) -> str:
    return "\n\n".join(escaped(str(finding)) for finding in block.items)


@_latex.register
def _(block: Notes) -> str:
    lines = block.lines if block.html is None else block.html
    return " \\\\\n".join(map(escaped, lines))


@_latex.register
def _(block: Prose) -> str:
    return "\n\n".join(
        "".join(
            rf"\texttt{{{escaped(part)}}}" if k % 2 else escaped(part)
            for k, part in enumerate(paragraph.split("`"))
        )
        for paragraph in block.paragraphs
    )


def _line(cells: Sequence[str]) -> str:
    return f"{' & '.join(cells)} \\\\"


def _list(title: str, items: Sequence[tuple[str, str]]) -> str:
    entries = [rf"\item[{escaped(label)}] {escaped(value)}" for label, value in items]
    head = rf"\paragraph{{{escaped(title.strip().rstrip(':'))}}}"
    return "\n".join([head, r"\begin{description}", *entries, r"\end{description}"])
