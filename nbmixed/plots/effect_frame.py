"""The frame of a plot of expected outcomes: what is along the axis, coloured, and in panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nbmixed.errors import PlotError, listed, nearest
from nbmixed.plots.labels import number

ENDS = ("estimate", "lower", "upper")


@dataclass(frozen=True, slots=True)
class Roles:
    """What the columns of a frame are drawn as.

    Attributes
    ----------
    x
        Along the horizontal axis: numbers make curves, anything else points with intervals.
    color
        One curve for each of its values, or None.
    panel
        One panel for each of its values, or None.
    """

    x: str
    color: str | None = None
    panel: str | None = None

    @property
    def columns(self) -> list[str]:
        """Those that are there."""
        return [name for name in (self.x, self.color, self.panel) if name is not None]


def effect_curves_data(frame: pd.DataFrame, roles: Roles, points: pd.DataFrame | None = None) -> pd.DataFrame:
    """The frame that `effect_curves` draws.

    Parameters
    ----------
    frame, roles, points
        As for `effect_curves`.

    Returns
    -------
    pandas.DataFrame
        ``what`` ("estimate" or "data"), ``x`` (numbers, or the place of the level from 1), its ``label``, ``color`` and ``panel`` (categorical; one value
        where there is no such role), ``estimate``, ``lower`` and ``upper``; of data ``estimate`` is the outcome and the ends are NaN.
    """
    _check(frame, [*roles.columns, *ENDS])
    estimates = _placed(frame, frame, roles).assign(
        what="estimate", **{end: frame[end].to_numpy() for end in ENDS}
    )
    if points is None:
        return estimates
    _check(points, [roles.x, "y"])
    seen = _placed(points, frame, roles)
    seen = seen.assign(what="data", estimate=points["y"].to_numpy(dtype=float), lower=np.nan, upper=np.nan)
    if roles.panel is not None and roles.panel not in points:
        panels = estimates["panel"].cat.categories
        seen = pd.concat(
            [seen.assign(panel=pd.Categorical([panel] * len(seen), categories=panels)) for panel in panels]
        )
    inside = seen["x"].notna() & seen["panel"].notna()
    return pd.concat([estimates, seen[inside]], ignore_index=True)


def is_numeric(column: pd.Series[Any]) -> bool:
    """Whether a column is drawn as numbers: not truth values, not labels."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _placed(rows: pd.DataFrame, frame: pd.DataFrame, roles: Roles) -> pd.DataFrame:
    """``x``, ``color`` and ``panel`` of rows, by the values that `frame` has."""
    x = rows[roles.x]
    if not is_numeric(frame[roles.x]):
        place = {label: i for i, label in enumerate(levels_of(frame[roles.x]), start=1)}
        x = x.map(_label).map(place)
    made = pd.DataFrame({"x": np.asarray(x, dtype=float), "label": rows[roles.x].map(_label).to_numpy()})
    for role, column in (("color", roles.color), ("panel", roles.panel)):
        levels = levels_of(frame[column]) if column else [""]
        values = rows[column].map(_label) if column in rows else pd.Series([""] * len(rows))
        known = values.where(values.isin(levels)).to_numpy()
        made[role] = pd.Categorical(known, categories=levels, ordered=True)
    return made


def _label(value: Any) -> str:
    return number(float(value)) if isinstance(value, float | np.floating) else str(value)


def levels_of(column: pd.Series[Any]) -> list[str]:
    """Labels of the values that occur: categories in their order, numbers by size, others as they come."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return [str(value) for value in column.cat.remove_unused_categories().cat.categories]
    found = column.drop_duplicates()
    return [_label(value) for value in (found.sort_values() if is_numeric(column) else found)]


def _check(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    for column in columns:
        if column not in frame:
            raise PlotError(
                f"There is no column {column!r}.{nearest(column, map(str, frame))} The columns are {listed(map(str, frame))}."
            )
