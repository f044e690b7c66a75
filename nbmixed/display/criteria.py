"""Criteria and comparisons that show themselves as tables."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from nbmixed.display.html import to_html
from nbmixed.display.latex import to_latex
from nbmixed.display.text import to_text
from nbmixed.display.views_criteria import comparison_view, criterion_view
from nbmixed.fit.checks import Finding
from nbmixed.fit.criteria import Criterion


class ShownCriterion(Criterion):
    """What `fit.loo()` and `fit.waic()` return: the same value with a table for its repr."""

    __slots__ = ()

    def __repr__(self) -> str:
        return to_text(criterion_view(self))

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        view = criterion_view(self)
        return {"text/plain": to_text(view), "text/html": to_html(view), "text/latex": to_latex(view)}


def shown_criterion(value: Criterion) -> ShownCriterion:
    """`value`, displayed as a table."""
    return ShownCriterion(**{f.name: getattr(value, f.name) for f in fields(Criterion)})


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Comparison:
    """What `loo_compare` returns.

    Attributes
    ----------
    table
        See `nbmixed.fit.compare.compared`; also `to_frame()`.
    findings
        What the differences can and cannot say.
    """

    table: pd.DataFrame
    findings: tuple[Finding, ...]

    def to_frame(self) -> pd.DataFrame:
        """The table, a copy."""
        return self.table.copy()

    def __repr__(self) -> str:
        return to_text(comparison_view(self.table, self.findings))

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        view = comparison_view(self.table, self.findings)
        return {"text/plain": to_text(view), "text/html": to_html(view), "text/latex": to_latex(view)}
