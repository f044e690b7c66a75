"""Documents as HTML for notebooks.

Plain semantic elements inside one `div` of class `nbmixed`. Colours are the notebook's own (they
are inherited, or JupyterLab's variables), so that light, dark and high-contrast themes work. There
are no ids and no scripts, and everything reads well where the style sheet is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from html import escape
from itertools import groupby

from nbmixed.display.style import STYLE
from nbmixed.display.table import Block, Document, Facts, Findings, Notes, Prose, Statement, Statements, Table
from nbmixed.display.text import SYMBOLS
from nbmixed.fit.checks import Finding

_CODE = ("formula", "subset", "call")
_MOST_ROWS = 1000
_SEVERITY = {"ok": "", "note": "Note:", "warning": "Warning:", "serious": "Serious:"}
_MEANING = {
    "MAD_SD": "1.4826 times the median absolute deviation: a robust standard deviation",
    "sd": "standard deviation",
    "mcse": "Monte Carlo standard error of the mean",
    "n_eff": "effective sample size",
    "khat": "shape of the importance weights' tail; the approximation serves where it is below 0.7",
    "Rhat": "potential scale reduction factor on split chains; 1 at convergence",
    "Std.Dev.": "standard deviation",
    "Corr": "correlation",
}


def to_html(document: Document) -> str:
    """The document as one self-contained HTML fragment."""
    parts: list[str] = []
    for is_table, blocks in groupby(document.blocks, key=lambda b: isinstance(b, Table)):
        written = "".join(map(_html, blocks))
        parts.append(f"<div>{written}</div>" if is_table else written)
    return f'<div class="nbmixed"><style>{STYLE}</style>{"".join(parts)}</div>'


@singledispatch
def _html(block: Block) -> str:
    raise TypeError(f"a block of a document, not a {type(block).__name__}")


@_html.register
def _(block: Facts) -> str:
    items = block.items if block.html is None else block.html
    entries = "".join(f"<dt>{escape(label)}</dt><dd>{_fact(label, value)}</dd>" for label, value in items)
    if block.closed:
        return _details(_heading(block.title), f"<dl>{entries}</dl>")
    title = f'<p role="heading" aria-level="3"><strong>{_heading(block.title)}</strong></p>'
    return f"{title}<dl>{entries}</dl>"


@_html.register
def _(block: Table) -> str:
    caption = _heading(block.title or block.caption or "")
    shown = [i for i in range(len(block.rows)) if i not in block.folded]
    folded = sorted(block.folded)
    parts = [_table(block, shown, caption)] if shown else []
    if folded:
        name = f"{len(folded):,} group-level effects"
        parts.append(_details(name, _table(block, folded, f"{caption}: {name}", hidden=True)))
    parts += [f"<p><small>{escape(block.footer.strip())}</small></p>"] if block.footer else []
    content = "".join(parts)
    return _details(caption, content) if block.closed else f"<div>{content}</div>"


@_html.register
def _(block: Statements) -> str:
    adjusted = any(len(item.lines) > 1 for item in block.items)
    columns = ["Specified", "Adjusted"] if adjusted else ["Specified"]
    head = "<td></td>" + "".join(_column_head(c, "left") for c in columns)
    rows = "".join(_statement(item, adjusted) for item in block.items)
    heading = _heading(block.title)
    start = f'<table aria-label="{heading}">' if block.closed else f"<table><caption>{heading}</caption>"
    table = f"{start}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return _details(heading, table) if block.closed else table


@_html.register
def _(block: Findings) -> str:
    return "".join(map(_finding, block.items))


@_html.register
def _(block: Notes) -> str:
    lines = block.lines if block.html is None else block.html
    return f"<p><small>{'<br>'.join(map(escape, lines))}</small></p>" if lines else ""


@_html.register
def _(block: Prose) -> str:
    paragraphs = (
        "".join(
            f"<code>{escape(part)}</code>" if k % 2 else escape(part)
            for k, part in enumerate(paragraph.split("`"))
        )
        for paragraph in block.paragraphs
    )
    return "".join(f'<p style="max-width:46em">{paragraph}</p>' for paragraph in paragraphs)


def _heading(title: str) -> str:
    return escape(title.strip().rstrip(":"))


def _fact(label: str, value: str) -> str:
    text = escape(" ".join(value.split()))
    return f"<code>{text}</code>" if label in _CODE else text


def _details(summary: str, content: str) -> str:
    return f"<details><summary>{summary}</summary>{content}</details>"


def _table(block: Table, indices: list[int], caption: str, hidden: bool = False) -> str:
    """A table of some of the rows; a caption that the summary of a fold already gives is left out."""
    named = any(block.rows)
    head = "<td></td>" * named + "".join(
        _column_head(c, "left" if j < block.words else "right") for j, c in enumerate(block.columns)
    )
    rows = "".join(_row(block, i, named) for i in indices[:_MOST_ROWS])
    unseen = hidden or block.closed
    start = f'<table aria-label="{caption}">' if unseen else f"<table><caption>{caption}</caption>"
    left = len(indices) - _MOST_ROWS
    note = f"<p><small>{left:,} more: see to_frame().</small></p>" if left > 0 else ""
    return f"{start}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}"


def _row(block: Table, i: int, named: bool) -> str:
    label = _row_head(block.rows[i]) if named else ""
    words, numbers = block.cells[i][: block.words], block.cells[i][block.words :]
    cells: Iterator[str] = (f"<td>{escape(c.strip())}</td>" for c in numbers)
    return f'<tr align="right">{label}{"".join(map(_row_head, words))}{"".join(cells)}</tr>'


def _row_head(text: str) -> str:
    """A row header, or an empty cell; long names may break after a colon."""
    return f'<th scope="row" align="left">{escape(text).replace(":", ":<wbr>")}</th>' if text else "<td></td>"


def _column_head(text: str, align: str = "right") -> str:
    text = text.strip()
    if not text:
        return "<td></td>"
    meaning = _MEANING.get(text)
    label = f'<abbr title="{escape(meaning)}">{escape(text)}</abbr>' if meaning else escape(text)
    return f'<th scope="col" align="{align}">{label}</th>'


def _statement(item: Statement, adjusted: bool) -> str:
    """A row of calls, which may break after a comma but not around an equals sign."""
    texts = [escape(text).replace(" = ", "\u00a0=\u00a0") for _, text in item.lines]
    span = ' colspan="2"' if adjusted and len(texts) == 1 else ""
    cells = "".join(f'<td align="left"{span}><code>{t}</code></td>' for t in texts)
    return f"<tr>{_row_head(item.title)}{cells}</tr>"


def _finding(finding: Finding) -> str:
    word = f"<strong>{_SEVERITY[finding.severity]}</strong> " if _SEVERITY[finding.severity] else ""
    advice = f" <em>{escape(finding.advice)}</em>" if finding.advice else ""
    symbol = f'<span aria-hidden="true">{SYMBOLS[finding.severity]}</span>'
    return f'<p data-severity="{finding.severity}">{symbol} {word}{escape(finding.message)}{advice}</p>'
