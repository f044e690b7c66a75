"""What statements show."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd

from nbmixed.design.values import label
from nbmixed.display.format import align, format_numbers
from nbmixed.display.table import Block, Document, Findings, Notes, Table
from nbmixed.fit.finding import Finding

_DIGITS = 3
_MOST_ROWS = 24
_SHOWN = 20
_LINE = 80
_AS_SHARES = ("p_direction", "probability")


def effects_view(
    table: pd.DataFrame,
    labels: Sequence[str],
    estimand: str,
    prob: float,
    findings: tuple[Finding, ...] = (),
) -> Document:
    """The estimand in words, then the statements, of many the first, and how many there are; then `findings`."""
    shown = table if len(table) <= _MOST_ROWS else table.iloc[:_SHOWN]
    columns = [_words(shown[name]) if name in labels else _numbers(shown[name]) for name in shown]
    cells = tuple(zip(*(column[1:] for column in columns), strict=True))
    named = not isinstance(shown.index, pd.RangeIndex) or (not labels and len(shown) > 1)
    rows = tuple(str(i) if named else "" for i in shown.index)
    told = f"{estimand}. Posterior median and central {100 * prob:g}% interval."
    blocks: list[Block] = [
        Notes(tuple(textwrap.wrap(told, _LINE)), html=(told,)),
        Table(tuple(column[0] for column in columns), rows, cells, words=len(labels)),
    ]
    if len(shown) < len(table):
        blocks.append(
            Notes((f"... and {len(table) - len(shown)} more rows: to_frame() has all {len(table)}.",))
        )
    if findings:
        blocks.append(Findings(findings))
    return Document(tuple(blocks))


def _words(column: pd.Series[Any]) -> list[str]:
    return [str(column.name), *(_word(value) for value in column)]


def _word(value: Any) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6g}"
    return label(value)


def _numbers(column: pd.Series[Any]) -> list[str]:
    """A heading and numbers, flush right."""
    if column.name in _AS_SHARES:
        texts = ["" if math.isnan(value) else f"{value:.3f}" for value in column]
    else:
        there = iter(format_numbers(column[column.notna()].to_numpy(dtype=float), _DIGITS))
        texts = ["" if math.isnan(value) else next(there) for value in column]
    return align([str(column.name), *texts])
