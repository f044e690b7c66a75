"""Statistics of data sets: by name or any function of an array."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nbmixed.errors import PlotError, nearest
from nbmixed.plots.draws import Floats

_BY_ROWS: dict[str, Callable[[Floats], Floats]] = {
    "mean": lambda x: np.asarray(x.mean(axis=1)),
    "median": lambda x: np.asarray(np.median(x, axis=1)),
    "sd": lambda x: _spread(x, "std"),
    "var": lambda x: _spread(x, "var"),
    "min": lambda x: np.asarray(x.min(axis=1)),
    "max": lambda x: np.asarray(x.max(axis=1)),
    "range": lambda x: np.asarray(np.ptp(x, axis=1)),
    "q25": lambda x: np.asarray(np.quantile(x, 0.25, axis=1)),
    "q75": lambda x: np.asarray(np.quantile(x, 0.75, axis=1)),
    "prop_zero": lambda x: np.asarray((x == 0).mean(axis=1)),
}
STATISTICS: tuple[str, ...] = tuple(_BY_ROWS)
_WORDS = {
    "q25": "lower quartile",
    "q75": "upper quartile",
    "prop_zero": "proportion of zeros",
    "min": "minimum",
    "max": "maximum",
    "var": "variance",
}


@dataclass(frozen=True, slots=True)
class Statistic:
    """A number that a data set is summarised by.

    Attributes
    ----------
    name
        As it is called on a plot: "mean", "proportion of zeros", the name of a function.
    of_rows
        From data sets, shape (S, N), to values, shape (S,).
    """

    name: str
    of_rows: Callable[[Floats], Floats]


def statistic(stat: Any) -> Statistic:
    """The statistic of that name, or that a function computes from a data set, shape (N,).

    Raises
    ------
    PlotError
        No such name, neither name nor function.

    Examples
    --------
    >>> statistic("prop_zero").of_rows(np.array([[0.0, 1.0], [0.0, 0.0]])).tolist()
    [0.5, 1.0]
    >>> statistic(np.ptp).name
    'ptp'
    """
    if isinstance(stat, str):
        if stat not in _BY_ROWS:
            raise PlotError(
                f"No statistic {stat!r}.{nearest(stat, STATISTICS)} Use one of {', '.join(STATISTICS)}, or a "
                "function of an array."
            )
        return Statistic(_WORDS.get(stat, stat), _BY_ROWS[stat])
    if not callable(stat):
        raise PlotError(f"stat must be a name, such as 'mean', or a function of an array, not {stat!r}.")
    name = getattr(stat, "__name__", type(stat).__name__)
    return Statistic("T" if name == "<lambda>" else name, lambda x: _one_by_one(stat, name, x))


def _one_by_one(stat: Callable[[Floats], Any], name: str, x: Floats) -> Floats:
    values = np.asarray([stat(row) for row in x])
    if values.ndim != 1 or not np.issubdtype(values.dtype, np.number):
        raise PlotError(f"stat = {name} must make one number of a data set; it made {stat(x[0])!r}.")
    return values.astype(np.float64)


def _spread(x: Floats, method: str) -> Floats:
    """Nan where there is one value only."""
    if x.shape[1] < 2:
        return np.full(len(x), np.nan)
    return np.asarray(getattr(x, method)(axis=1, ddof=1))
