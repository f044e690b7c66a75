"""What questions are answered with: a table, the draws behind it, and the estimand in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.values import label
from nbmixed.display.html import to_html
from nbmixed.display.latex import to_latex
from nbmixed.display.table import Document
from nbmixed.display.text import to_text
from nbmixed.effects import drawn
from nbmixed.effects.measures import measure
from nbmixed.effects.pairs import named_pairs
from nbmixed.effects.view import effects_view
from nbmixed.errors import SettingError
from nbmixed.fit.finding import Finding
from nbmixed.fit.predict import check_prob, intervals

Floats = NDArray[np.float64]
_MOST_CONTRASTS = 10_000
STATISTICS = ("estimate", "p_direction", "probability", "odds")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Effects:
    """Posterior statements, one a row.

    Attributes
    ----------
    table
        What distinguishes the statements, then the posterior median ("estimate"), the ends of a central interval, and for
        comparisons "p_direction", the posterior probability that the sign is that of most draws.
    draws
        Shape (draws, statements); chains one after the other.
    estimand
        What is estimated, in words.
    labels
        Names of the columns that distinguish the statements.
    prob
        Of the interval.
    findings
        What puts the fit in doubt.
    """

    table: pd.DataFrame
    draws: Floats
    estimand: str
    labels: tuple[str, ...]
    prob: float
    findings: tuple[Finding, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """The table, a copy, not rounded."""
        return self.table.copy()

    def contrast(
        self, method: str = "pairwise", comparison: str = "difference", prob: float | None = None
    ) -> Effects:
        """The statements compared with one another.

        Parameters
        ----------
        method
            "pairwise": each with every earlier one; "reference": with the first; "sequential": with the one before.
        comparison
            As in `comparisons`.
        prob
            Of the interval; by default that of these statements.

        Raises
        ------
        SettingError
            For fewer than two statements.
        """
        if len(self.table) < 2:
            raise SettingError("A contrast needs at least two statements, and here is one.")
        pairs = named_pairs(method, len(self.table))
        if len(pairs) > _MOST_CONTRASTS:
            raise SettingError(
                f"{method} contrasts of {len(self.table)} statements are {len(pairs)}; ask for fewer statements, with by= or a datagrid."
            )
        how = measure(comparison)
        if how.odds and bool(((self.draws < 0) | (self.draws > 1)).any()):
            raise SettingError(
                f"comparison={comparison!r} is for chances, and these are none; give 'difference' or 'ratio'."
            )
        names = [self.name(row) for row in range(len(self.table))]
        lows, highs = [low for low, _ in pairs], [high for _, high in pairs]
        labels = pd.DataFrame({"contrast": [how.told(names[high], names[low]) for low, high in pairs]})
        draws = how.of(self.draws[:, lows], self.draws[:, highs])
        chosen = self.prob if prob is None else prob
        words = f"{how.words} of: {self.estimand}"
        return effects(labels, draws, words, chosen, null=how.null, findings=self.findings)

    plot = drawn.plot

    def name(self, row: int) -> str:
        """What distinguishes a statement, as one text."""
        told = ", ".join(label(self.table[name].iloc[row]) for name in self.labels)
        return told or label(self.table.index[row])

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        return to_text(self._document())

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        document = self._document()
        return {
            "text/plain": to_text(document),
            "text/html": to_html(document),
            "text/latex": to_latex(document),
        }

    def _document(self) -> Document:
        return effects_view(self.table, self.labels, self.estimand, self.prob, self.findings)


def effects(
    labels: pd.DataFrame,
    draws: Floats,
    estimand: str,
    prob: float,
    *,
    null: float | None = None,
    findings: tuple[Finding, ...] = (),
    **more: Any,
) -> Effects:
    """Draws summed up: medians, intervals and, where there is a `null`, the probability of direction.

    `findings` are what puts the fit in doubt, `more` further columns.
    """
    check_prob(prob)
    ends = intervals(draws, labels.index, prob)
    taken = {*STATISTICS, *ends.columns, *more}
    told = labels.rename(columns={name: f"data.{name}" for name in labels if name in taken})
    table = pd.concat([told.assign(estimate=np.median(draws, axis=0)), ends], axis=1)
    if null is not None:
        table["p_direction"] = direction(draws, null)
    return Effects(table.assign(**more), draws, estimand, tuple(map(str, told.columns)), prob, findings)


def direction(draws: Floats, null: float) -> Floats:
    """Share of draws on that side of `null` where most are; nan where a draw is.

    >>> direction(np.array([[1.0], [2.0], [-1.0], [3.0]]), 0.0)
    array([0.75])
    """
    share = np.maximum((draws > null).mean(axis=0), (draws < null).mean(axis=0))
    return np.where(np.isnan(draws).any(axis=0), np.nan, share)
