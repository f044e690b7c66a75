"""Tables that read well in a terminal and in Markdown."""

from __future__ import annotations

import math
from collections.abc import Sequence


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]], text_columns: int = 1) -> str:
    """An aligned pipe table: the first `text_columns` columns to the left, the others to the right.

    >>> print(markdown(["model", "s"], [["radon", "0.21"]]))
    | model |    s |
    |:------|-----:|
    | radon | 0.21 |
    """
    cells = [[c.replace("|", "\\|") for c in row] for row in (header, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    left = [i < text_columns for i in range(len(header))]
    rule = "|".join(
        ":" + "-" * (w + 1) if lft else "-" * (w + 1) + ":" for w, lft in zip(widths, left, strict=True)
    )
    lines = [_line(row, widths, left) for row in cells]
    return "\n".join([lines[0], f"|{rule}|", *lines[1:]])


def number(value: float, digits: int = 3) -> str:
    """A number in so many significant digits, without an exponent; a dash for NaN.

    >>> number(0.21345), number(12345.6), number(float("nan"))
    ('0.213', '12346', '-')
    """
    if math.isnan(value):
        return "-"
    if value == 0:
        return "0"
    return f"{value:.{max(digits - 1 - math.floor(math.log10(abs(value))), 0)}f}"


def _line(row: Sequence[str], widths: Sequence[int], left: Sequence[bool]) -> str:
    padded = [c.ljust(w) if lft else c.rjust(w) for c, w, lft in zip(row, widths, left, strict=True)]
    return f"| {' | '.join(padded)} |"
