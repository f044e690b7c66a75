"""`by`: what quantities of rows are averaged over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from nbmixed.design.arguments import row_array
from nbmixed.effects.question import Question
from nbmixed.errors import DataError, SettingError, nearest

Floats = NDArray[np.float64]
By = str | Sequence[str] | bool | None
Change = Callable[[pd.DataFrame], pd.DataFrame]
_BLOCK_DOUBLES = 10_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows that a question is about, and the cells in which it is averaged.

    Attributes
    ----------
    frame
        The rows, N of them.
    offset
        Of the offset argument, as `posterior_epred` takes it: (N,) numbers, a text, or None.
    labels
        One row a cell: what distinguishes it.
    cell
        The place of each row's cell, shape (N,); None where each row is its own cell.
    weights
        What each row counts for in the mean of its cell, shape (N,); None where each counts once.
    """

    frame: pd.DataFrame
    offset: Any
    labels: pd.DataFrame
    cell: NDArray[np.int64] | None
    weights: Floats | None = None

    def means(self, question: Question, change: Change | None = None) -> Floats:
        """Mean over each cell of a quantity of rows, shape (draws, cells).

        `change` puts other values into the rows first. Besides the result some hundred MB are in use, however many rows.
        """
        S = question.fit.posterior.size
        out = np.zeros((S, len(self.labels)))
        for part in _parts(len(self.frame), S):
            rows = self.frame.iloc[part]
            values = question.expected(rows if change is None else change(rows), self._offset(part))
            if self.cell is None:
                out[:, part] = values
            else:
                own, shares = _shares(self.cell, self._weights, part)
                out[:, own] += values @ shares
        return out

    @property
    def _weights(self) -> Floats:
        return np.ones(len(self)) if self.weights is None else self.weights

    def _offset(self, part: slice) -> Any:
        return self.offset if self.offset is None or isinstance(self.offset, str) else self.offset[part]

    def __len__(self) -> int:
        return len(self.frame)


def rows_by(frame: pd.DataFrame, offset: Any, by: By, shown: Sequence[str], weights: Any = None) -> Rows:
    """Rows in the cells that `by` says.

    Parameters
    ----------
    by
        None: each row for itself. True: all together. Names of columns: within each of their combinations that occurs.
    shown
        The columns that tell rows apart.
    weights
        What each row counts for in an average: numbers, or the name of a column.

    Raises
    ------
    DataError
        For a column that the rows do not have, or that has missing values; for weights that are none.
    SettingError
        For weights where nothing is averaged.
    """
    if by is None or by is False:
        if weights is not None:
            raise SettingError("weights= are for averages: give by=True, or by= with names of columns.")
        return Rows(frame, offset, frame[[name for name in shown if name in frame]], None)
    if by is True:
        labels = pd.DataFrame(index=pd.RangeIndex(1))
        cell = np.zeros(len(frame), dtype=np.int64)
        return Rows(frame, offset, labels, cell, row_weights(frame, weights, cell))
    columns = by_columns(by, frame)
    groups = frame.groupby(columns, observed=True, sort=True)
    cell = np.asarray(groups.ngroup(), dtype=np.int64)
    first = pd.Series(cell).drop_duplicates().sort_values()
    labels = frame[columns].iloc[first.index.to_numpy()].reset_index(drop=True)
    return Rows(frame, offset, labels, cell, row_weights(frame, weights, cell))


def row_weights(frame: pd.DataFrame, weights: Any, cell: NDArray[np.int64]) -> Floats | None:
    """Weights as N numbers, 0 or larger, and more than 0 for some row of each cell."""
    if weights is None:
        return None
    if isinstance(weights, str) and weights not in frame.columns:
        raise DataError(
            f"weights names {weights!r}, which is no column of the rows.{nearest(weights, map(str, frame))}"
        )
    given = frame[weights].to_numpy() if isinstance(weights, str) else weights
    values = row_array(given, "weights", frame.index)
    assert values is not None
    if not np.isfinite(values).all() or (values < 0).any() or (np.bincount(cell, values) == 0).any():
        raise DataError("weights must be numbers, 0 or larger, and some of each average must be larger.")
    return values


def by_columns(by: By, frame: pd.DataFrame) -> list[str]:
    """The columns that `by` names."""
    given: list[Any] = [by] if isinstance(by, str) else list(by) if isinstance(by, list | tuple) else []
    if not given:
        raise SettingError(f"by must be None, True, or names of columns, not {by!r}.")
    for name in given:
        if name not in frame.columns:
            raise DataError(
                f"by names {name!r}, which is no column of the rows.{nearest(str(name), map(str, frame))}"
            )
        if frame[name].isna().any():
            raise DataError(f"by names {name!r}, which has missing values; remove or fill those rows.")
    return given


def told(by: By, rows: Rows) -> str:
    """What is averaged over, in words."""
    if by is None or by is False:
        return "at each row"
    how = "averaged" if rows.weights is None else "averaged with weights"
    within = "" if by is True else f" within {', '.join(rows.labels.columns)}"
    return f"{how} over the {len(rows)} rows{within}"


def _shares(cell: NDArray[np.int64], weights: Floats, part: slice) -> tuple[NDArray[np.int64], csr_array]:
    """The cells of some rows, and what each row counts for in the mean of each of them, shape (rows, cells).

    Sparse, so that a row without a value leaves the other cells as they are.
    """
    own, place = np.unique(cell[part], return_inverse=True)
    size = np.bincount(cell, weights)[own]
    entries = (weights[part] / size[place], (np.arange(len(place)), place))
    shares = csr_array(entries, shape=(len(place), len(own)))
    return own, shares


def _parts(rows: int, draws: int) -> list[slice]:
    step = max(1, _BLOCK_DOUBLES // max(draws, 1))
    return [slice(start, min(start + step, rows)) for start in range(0, rows, step)]
