"""Where the curves of a nonlinear model are evaluated to be shown: a grid of one predictor, the others held fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.errors import SettingError
from nbmixed.fit.curve_axes import (
    Places,
    chosen_levels,
    chosen_predictor,
    chosen_term,
    conditions,
    nested_in,
    variables,
)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """What curves are shown along, for which groups, and at which values of the other predictors.

    Attributes
    ----------
    design
        Of the fit.
    along
        The predictor on the horizontal axis.
    x
        Where curves are evaluated, shape (points,).
    term
        Place of the group-specific term whose groups are shown.
    terms
        Places of all terms that a group has effects of: those of its factor and of factors it is nested in.
    levels
        Places of the groups shown.
    conditions
        Columns whose combinations have a curve each.
    held
        Numeric columns that are held at a mean.
    """

    design: Design
    along: str
    x: NDArray[np.float64]
    term: int
    terms: tuple[int, ...]
    levels: Places
    conditions: tuple[str, ...]
    held: tuple[str, ...]

    @classmethod
    def of(
        cls,
        design: Design,
        along: str | None,
        group: str | None,
        levels: Sequence[object] | None,
        points: int,
    ) -> Grid:
        """The grid that a user asks for, see `nbmixed.fit.curve_lines.curve_lines`.

        Raises
        ------
        SettingError
        """
        if not isinstance(points, int | np.integer) or isinstance(points, bool) or points < 2:
            raise SettingError(f"points must be a whole number, 2 or larger, not {points!r}.")
        name = chosen_predictor(design, along)
        term = chosen_term(design, group)
        x = design.frame[name].to_numpy(dtype=np.float64)
        apart = tuple(c for c in conditions(design) if c != name)
        held = tuple(v for v in variables(design) if v not in (name, *apart))
        return cls(
            design,
            name,
            np.linspace(x.min(), x.max(), int(points)),
            term,
            nested_in(design, term),
            chosen_levels(design, term, levels),
            apart,
            held,
        )

    @property
    def group(self) -> str:
        """The grouping factor whose groups are shown."""
        return self.design.groups[self.term].group

    @property
    def total(self) -> int:
        """How many groups there are."""
        return len(self.design.groups[self.term].levels)

    @property
    def outcome(self) -> str:
        """The outcome as the formula has it."""
        return "" if self.design.response is None else self.design.response.name

    @property
    def observed(self) -> pd.DataFrame:
        """The rows of the fit in the groups shown: ``x``, ``y`` without offset, ``group``, ``condition``."""
        design, response = self.design, self.design.response
        assert response is not None
        y = response.y if design.offset is None else response.y - design.offset
        index = design.groups[self.term].index
        frame = pd.DataFrame(
            {
                "x": design.frame[self.along].to_numpy(dtype=np.float64),
                "y": y,
                "group": self._named(index),
                "condition": self._labels(design.frame),
            }
        )
        return frame[np.isin(index, self.levels)].reset_index(drop=True)

    def of_groups(self, own_values: bool = True) -> tuple[pd.DataFrame, pd.DataFrame, Places]:
        """New data along the grid for each group and condition it was seen in.

        Parameters
        ----------
        own_values
            Whether other numbers are held at the mean of these rows of the fit; else at that of all.

        Returns
        -------
        The data; their labels ``x``, ``group``, ``condition``; and the level of each of `terms`, shape (rows, terms).
        """
        index, labels = self.design.groups[self.term].index, self._labels(self.design.frame)
        cells = [
            np.flatnonzero((index == level) & (labels == condition))
            for level in self.levels
            for condition in labels.categories
        ]
        cells = [rows for rows in cells if len(rows)]
        frame = self._along_grid(cells, cells if own_values else [np.arange(self.design.nobs)] * len(cells))
        first = np.repeat([rows[0] for rows in cells], len(self.x))
        at = np.column_stack([self.design.groups[k].index[first] for k in self.terms])
        return frame, self._labelled(frame).assign(group=self._named(index[first])), at

    def of_conditions(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """New data along the grid for each condition, and their labels."""
        labels = self._labels(self.design.frame)
        cells = [np.flatnonzero(labels == condition) for condition in labels.categories]
        frame = self._along_grid(cells, [np.arange(self.design.nobs)] * len(cells))
        return frame, self._labelled(frame).assign(group="")

    def _along_grid(self, cells: Sequence[Places], means_over: Sequence[Places]) -> pd.DataFrame:
        """The first row of each cell at all points of the grid, `held` at means over other rows."""
        data, M = self.design.frame, len(self.x)
        frame = data.iloc[np.repeat([rows[0] for rows in cells], M)].reset_index(drop=True)
        means = {n: [float(data[n].iloc[rows].mean()) for rows in means_over] for n in self.held}
        columns = {n: np.repeat(values, M) for n, values in means.items()}
        return frame.assign(**columns, **{self.along: np.tile(self.x, len(cells))})

    def _labelled(self, frame: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({"x": frame[self.along], "condition": self._labels(frame)})

    def _labels(self, frame: pd.DataFrame) -> pd.Categorical[str]:
        """The condition of each row in words, in the order of their values; empty when there are none."""
        if not self.conditions:
            return pd.Categorical([""] * len(frame), categories=[""])
        values = self.design.frame[list(self.conditions)].drop_duplicates().sort_values(list(self.conditions))
        return pd.Categorical(self._told(frame), categories=self._told(values))

    def _told(self, frame: pd.DataFrame) -> list[str]:
        several = len(self.conditions) > 1
        parts = [[f"{name} {v}" if several else str(v) for v in frame[name]] for name in self.conditions]
        return [", ".join(row) for row in zip(*parts, strict=True)]

    def _named(self, index: Places) -> NDArray[np.object_]:
        return np.array(self.design.groups[self.term].levels, dtype=object)[index]
