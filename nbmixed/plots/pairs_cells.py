"""The grid of a pairs plot: one cell for each pair, all in one panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Floats
from nbmixed.plots.frames import Ints
from nbmixed.plots.histogram import bin_counts, bin_edges
from nbmixed.plots.labels import below, number
from nbmixed.plots.theme import text_width

_GAP, _FLOOR, _CEILING = 0.05, 0.2, 0.9
_MOST = 20


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells one unit wide and high; the first row is on top.

    Attributes
    ----------
    low, high
        Smallest and largest draw of each parameter, shape (P,), which are the edges of the cells but for a gap.
    """

    low: Floats
    high: Floats

    @property
    def size(self) -> int:
        """Number of parameters P, and so of rows and columns."""
        return self.low.size

    def share(self, i: Ints | int, x: Floats) -> Floats:
        """Where values of parameter `i` are between the edges of a cell, 0 to 1; in the middle when all are equal."""
        extent = self.high[i] - self.low[i]
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(extent > 0, (x - self.low[i]) / extent, 0.5)
        return np.asarray(_GAP + (1 - 2 * _GAP) * share)

    def place(self, rows: Ints, columns: Ints, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Where points are in the grid, shape (N,) each; `x` is of the column's parameter, `y` of the row's."""
        return columns + self.share(columns, x), self.size - 1 - rows + self.share(rows, y)

    def boxes(self) -> Floats:
        """Left, right, bottom and top of all cells, shape (P * P, 4)."""
        corner = np.stack(np.meshgrid(np.arange(self.size), np.arange(self.size)), axis=-1).reshape(-1, 2)
        half = _GAP / 2
        left, bottom = corner[:, 0] + half, corner[:, 1] + half
        return np.stack([left, left + 1 - _GAP, bottom, bottom + 1 - _GAP], axis=1)

    def bars(self, i: int, x: Floats, bins: int) -> pd.DataFrame:
        """The histogram of parameter `i` in its cell: ``left``, ``right``, ``bottom`` and ``top`` of its bars."""
        edges = bin_edges(x, bins, None)
        counts = bin_counts(x, edges)
        at = i + self.share(i, edges)
        bottom = self.size - 1 - i + _FLOOR
        thick = 0.01 if edges[0] == edges[-1] else 0.0
        return pd.DataFrame(
            {
                "left": at[:-1] - thick,
                "right": at[1:] + thick,
                "bottom": bottom,
                "top": bottom + (_CEILING - _FLOOR) * counts / counts.max(),
            }
        )

    def ends(self) -> pd.DataFrame:
        """The smallest and the largest draw of each parameter as text, at the bottom of its cell; once where they are equal."""
        i = np.arange(self.size)
        up = self.size - 1 - i + _GAP
        low = {"across": i + _GAP, "up": up, "ha": "left", "label": [number(v) for v in self.low]}
        high = {"across": i + 1 - _GAP, "up": up, "ha": "right", "label": [number(v) for v in self.high]}
        return pd.concat([pd.DataFrame(low), pd.DataFrame(high)[self.high > self.low]], ignore_index=True)

    def measures(self, names: Sequence[str]) -> tuple[float, tuple[float, float], bool]:
        """Points of the names, width and height of the figure in inches, and whether the names below are turned."""
        size = 8.0
        cell = float(np.clip(9 / self.size, 0.75, 1.6))
        longest, lowest = text_width(names, size), text_width([below(name) for name in names], size)
        turned = lowest > cell
        return (
            size,
            (cell * self.size + longest + 0.3, cell * self.size + (lowest if turned else 0.2) + 0.6),
            turned,
        )


def cells(x: Floats) -> Cells:
    """The grid for draws of shape (S, P)."""
    return Cells(x.min(axis=0), x.max(axis=0))


def check_number(count: int) -> None:
    """Refuse what makes no grid, or one that cannot be read.

    Raises
    ------
    PlotError
        There is one parameter, or more than 20.
    """
    if not 2 <= count <= _MOST:
        raise PlotError(
            f"A pairs plot is of 2 to {_MOST} parameters, and {count} {'is' if count == 1 else 'are'} given: choose with pars= or regex_pars=."
        )
