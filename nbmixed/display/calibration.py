"""What `calibrate` returns, shown as a table with a verdict."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from nbmixed.display.html import to_html
from nbmixed.display.table import Document, Findings, Notes, Table
from nbmixed.display.text import to_text
from nbmixed.fit.checks import Finding


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Calibration:
    """Simulation-based calibration of a model.

    Attributes
    ----------
    ranks
        One row for each simulation, one column for each quantity: the rank of its true value among `highest` draws.
    highest
        The highest rank there can be.
    table
        One row for each quantity, see `nbmixed.fit.ranks.Uniformity`, and the verdict.
    findings
        The verdict in words, and what went wrong on the way.
    """

    ranks: pd.DataFrame
    highest: int
    table: pd.DataFrame
    findings: tuple[Finding, ...]

    @property
    def calibrated(self) -> bool:
        """Whether nothing speaks against the posteriors."""
        return bool((self.table["verdict"] == "uniform").all())

    def to_frame(self) -> pd.DataFrame:
        """The table, a copy."""
        return self.table.copy()

    def __repr__(self) -> str:
        return to_text(calibration_view(self))

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": to_html(calibration_view(self))}


def calibration_view(value: Calibration) -> Document:
    """Quantities with the p-values of their ranks, and the verdict."""
    columns = ("p, bins", "p, ECDF", "verdict")
    cells = [
        [f"{p:.3f}" for p in value.table["chi_square"]],
        [f"{p:.3f}" for p in value.table["ecdf"]],
        [str(v) for v in value.table["verdict"]],
    ]
    widths = [max(map(len, [name, *column])) for name, column in zip(columns, cells, strict=True)]
    shown = [[cell.rjust(w) for cell in column] for column, w in zip(cells, widths, strict=True)]
    size = f"{len(value.ranks)} simulations, ranks among {value.highest} draws"
    table = Table(
        tuple(name.rjust(w) for name, w in zip(columns, widths, strict=True)),
        tuple(map(str, value.table.index)),
        tuple(zip(*shown, strict=True)),
        caption="Ranks of true values",
    )
    return Document((Notes((size,)), table, Findings(value.findings)))
