"""What criteria and comparisons of models show."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nbmixed.display.format import format_rounded
from nbmixed.display.table import Block, Document, Findings, Notes, Table
from nbmixed.fit.checks import Finding
from nbmixed.fit.criteria import Criterion

_TITLES = {
    "loo": "Leave-one-out cross-validation",
    "waic": "WAIC",
    "kfold": "K-fold cross-validation",
}


def criterion_view(criterion: Criterion, digits: int = 1) -> Document:
    """Estimates with standard errors as R's loo prints them, and what is to be said of them."""
    size = f"Computed from {criterion.draws} by {len(criterion.pointwise)} log-likelihood matrix"
    blocks: list[Block] = [
        Notes((size,)),
        _columns(criterion.estimates, digits, _TITLES[criterion.kind]),
    ]
    if criterion.mcse == criterion.mcse:
        blocks.append(Notes((f"Monte Carlo SE of elpd_{criterion.kind} is {criterion.mcse:.{digits}f}.",)))
    return Document((*blocks, Findings(criterion.findings)))


def comparison_view(table: pd.DataFrame, findings: Sequence[Finding], digits: int = 1) -> Document:
    """Models from best to worst, then what the differences can say."""
    blocks: list[Block] = [_columns(table, digits, "Differences of expected log predictive density")]
    if findings:
        blocks.append(Findings(tuple(findings)))
    return Document(tuple(blocks))


def _columns(frame: pd.DataFrame, digits: int, caption: str) -> Table:
    """Every column with its own width, numbers and heading flush right."""
    shown, names = [], []
    for name in frame.columns:
        texts = format_rounded(frame[[name]].to_numpy(), digits)
        width = max(map(len, [*texts, str(name)]))
        shown.append([text.rjust(width) for text in texts])
        names.append(str(name).rjust(width))
    rows = tuple(map(str, frame.index))
    return Table(tuple(names), rows, tuple(zip(*shown, strict=True)), caption=caption)
