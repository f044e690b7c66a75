"""Draws of smooths at values of their variables: along one, over two, or at the levels of factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.errors import SettingError, listed
from nbmixed.fit.request import Fitted, pick
from nbmixed.fit.smooth_rows import Cell, SmoothRows, chosen_smooths

Floats = NDArray[np.float64]
Kind = Literal["levels", "curves", "surfaces"]
MOST = 30  # panels
_DRAWS = {"levels": 4000, "curves": 1000, "surfaces": 500}  # that bands are made of
_KINDS: tuple[Kind, ...] = ("levels", "curves", "surfaces")
_WORDS = {"levels": "of factors", "curves": "a curve", "surfaces": "a surface"}


@dataclass(frozen=True, slots=True, eq=False)
class SmoothCurves:
    """Draws of some smooths of one kind, and where the data are.

    Attributes
    ----------
    kind
        "curves" of one number, "surfaces" of two, "levels" of factors only.
    lines
        One row for each column of `draws`: ``panel``, "s(x)", "s(x):fa" or "s(x,f): a"; ``x``, of surfaces also ``z`` and
        ``near``, whether there are data; of levels ``level`` in place of both.
    draws
        Values on the scale of the linear predictor, shape (draws, rows of `lines`).
    points
        The data: ``panel``, ``x``, and ``z`` of surfaces.
    variables
        The numbers that each panel is a function of.
    multiplier
        The number that all are multiplied by, where there is one: then values are for each unit of it.
    left_out
        Smooths of another kind that were not asked for by name.
    total
        How many panels there are; `lines` has at most 30 of them.
    """

    kind: Kind
    lines: pd.DataFrame
    draws: Floats
    points: pd.DataFrame
    variables: dict[str, tuple[str, ...]]
    multiplier: str
    left_out: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class _Panel:
    """One cell of a smooth, and where it is evaluated."""

    of: SmoothRows
    cell: Cell
    at: Floats
    near: NDArray[np.bool_]

    @classmethod
    def of_cell(cls, of: SmoothRows, cell: Cell, points: int, too_far: float) -> _Panel:
        own = of.points(cell.rows)
        alone = (np.ptp(own, axis=0) == 0).any()  # a level with a single value: shown where others are
        at = _grid(of.points(of.rows) if alone else own, points)
        return cls(of, cell, at, _near(at, own, too_far))

    def columns(self) -> Floats:
        return self.of.at(self.at, self.cell.codes)

    def lines(self) -> pd.DataFrame:
        """A row for each point."""
        found = self._labelled(self.at)
        return found.assign(near=self.near) if len(self.of.variables) > 1 else found

    def data(self) -> pd.DataFrame:
        """A row for each row of the data."""
        return self._labelled(self.of.points(self.cell.rows))

    def _labelled(self, at: Floats) -> pd.DataFrame:
        numbers = dict(zip(("x", "z"), at.T, strict=False))
        if not numbers:
            return pd.DataFrame({"panel": [self.of.smooth.label] * len(at), "level": self.cell.label})
        return pd.DataFrame({"panel": self.title, **numbers})

    @property
    def title(self) -> str:
        """Name of the panel."""
        return ": ".join(filter(None, [self.of.smooth.label, self.cell.label]))


def smooth_curves(
    fitted: Fitted,
    smooths: Sequence[str] | str | None = None,
    points: int = 100,
    too_far: float = 0.1,
) -> SmoothCurves:
    """Smooths to draw, from some draws of the posterior.

    Parameters
    ----------
    smooths
        Names, see `nbmixed.fit.smooth_rows.chosen_smooths`. When None all curves; in a model without any all surfaces;
        without these all levels.
    points
        Of the grid, on each axis, between the ends of the data that a panel is of.
    too_far
        Points of a surface that are further than this from all data are not `near`; in widths of the data.

    Raises
    ------
    SettingError
        For a name that no smooth has, smooths of different kinds, or of more than two numbers.
    """
    _check_grid(points, too_far)
    kind, chosen, left_out = _of_one_kind(chosen_smooths(fitted.design, smooths), named=smooths is not None)
    cells = [(s, cell) for s in chosen for cell in s.cells()]
    panels = [_Panel.of_cell(s, cell, points, too_far) for s, cell in _some(cells, kind)]
    coef = _coefficients(fitted, _DRAWS[kind])
    multipliers = {p.of.multiplier for p in panels}
    return SmoothCurves(
        kind,
        pd.concat([p.lines() for p in panels], ignore_index=True),
        np.concatenate([coef[p.of.smooth.label] @ p.columns().T for p in panels], axis=1),
        pd.concat([p.data() for p in panels], ignore_index=True),
        {p.title: p.of.variables for p in panels},
        multipliers.pop() if len(multipliers) == 1 else "",
        left_out,
        len(cells),
    )


def _check_grid(points: object, too_far: object) -> None:
    if not isinstance(points, int | np.integer) or isinstance(points, bool) or points < 2:
        raise SettingError(f"points must be a whole number, 2 or larger, not {points!r}.")
    if not isinstance(too_far, int | float) or not too_far > 0:
        raise SettingError(f"too_far must be a positive number, in widths of the data, not {too_far!r}.")


def _kind(smooth: SmoothRows) -> Kind:
    if len(smooth.variables) > 2:
        raise SettingError(
            f"{smooth.smooth.label} is a function of {len(smooth.variables)} numbers, which no plane shows: choose others with "
            "smooths=, or look at it with conditional_effects()."
        )
    return _KINDS[len(smooth.variables)]


def _of_one_kind(
    smooths: Sequence[SmoothRows], *, named: bool
) -> tuple[Kind, list[SmoothRows], tuple[str, ...]]:
    """The kind to draw, its smooths, and names of the others."""
    if named:
        kinds = {_kind(s): s.smooth.label for s in smooths}
        if len(kinds) > 1:
            told = listed(f"{label} ({_WORDS[kind]})" for kind, label in kinds.items())
            raise SettingError(f"{told} cannot share a plot: ask for each kind by itself with smooths=.")
        return next(iter(kinds)), list(smooths), ()
    drawable = [s for s in smooths if len(s.variables) < 3] or [smooths[0]]
    kind: Kind = next(k for k in ("curves", "surfaces", "levels") if k in [_kind(s) for s in drawable])
    own = [s for s in drawable if _kind(s) == kind]
    return kind, own, tuple(s.smooth.label for s in smooths if s not in own)


def _some(cells: list[tuple[SmoothRows, Cell]], kind: Kind) -> list[tuple[SmoothRows, Cell]]:
    """All cells that are rows of one panel; of many panels an even selection."""
    if kind == "levels":
        return cells
    places = np.linspace(0, len(cells) - 1, min(MOST, len(cells))).round().astype(int)
    return [cells[i] for i in places]


def _grid(data: Floats, points: int) -> Floats:
    """Where a smooth is evaluated, shape (M, d); once when it is of no number."""
    axes = [np.linspace(x.min(), x.max(), points) for x in data.T]
    return (
        np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))
        if axes
        else np.empty((1, 0))
    )


def _near(at: Floats, data: Floats, too_far: float) -> NDArray[np.bool_]:
    """Which points are within a distance of data, in widths of the data."""
    if data.shape[1] < 2:
        return np.ones(len(at), dtype=bool)
    from scipy.spatial import cKDTree

    width = np.maximum(np.ptp(at, axis=0), 1e-300)
    distance, _ = cKDTree(np.unique(data, axis=0) / width).query(at / width)
    return np.asarray(distance <= too_far, dtype=np.bool_)


def _coefficients(fitted: Fitted, most: int) -> dict[str, Floats]:
    """Draws of the coefficients of each smooth, shape (draws, k)."""
    posterior, S = fitted.posterior, fitted.posterior.size
    coef = posterior.parameters.coef.reshape(S, -1)[pick(min(S, most), S, fitted.seed)]
    start = coef.shape[1] - fitted.design.n_smooth
    found = {}
    for smooth in fitted.design.smooths:
        width = len(smooth.coef_names)
        found[smooth.label] = coef[:, start : start + width]
        start += width
    return found
