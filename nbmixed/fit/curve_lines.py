"""Curves of a nonlinear model along one predictor: of its groups, of a typical group and of one not in the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.errors import SettingError
from nbmixed.fit.curve_grid import Grid
from nbmixed.fit.curve_means import curve_means
from nbmixed.fit.linpred import merged
from nbmixed.fit.request import Fitted, pick

Floats = NDArray[np.float64]
VIEWS = ("facets", "lines")
_DRAWS = 1000  # that bands are made of
_STREAM = 0xC0F


@dataclass(frozen=True, slots=True, eq=False)
class CurveLines:
    """Draws of curves at points of a grid, and the data they are held against.

    Attributes
    ----------
    grid
        The predictor, the groups and what is held fixed.
    lines
        One row for each column of `draws`: ``x``; ``what``, "group", "typical" or "new"; ``group``, the level that it is
        of or is shown beside; ``condition``.
    draws
        Expected outcomes without offset, shape (draws, rows of `lines`).
    points
        The rows of the fit: ``x``, ``y`` without offset, ``group``, ``condition``.
    """

    grid: Grid
    lines: pd.DataFrame
    draws: Floats
    points: pd.DataFrame


def curve_lines(
    fitted: Fitted,
    view: str = "facets",
    along: str | None = None,
    group: str | None = None,
    levels: Sequence[object] | None = None,
    points: int = 100,
) -> CurveLines:
    """Curves to draw, from at most 1,000 draws of the posterior.

    Parameters
    ----------
    view
        "facets": for each group its curve and that of a typical group (group effects 0) with its values of the other
        predictors. "lines": the typical group and a group not in the data, and all groups, the other predictors at
        their means.
    along
        A predictor of the curve; by default the last input of a self-starting function, or the predictor of one's own
        curve that has the most values.
    group
        A grouping factor; by default the one with the most levels. Effects of factors that it is nested in are
        included, those of others are 0.
    levels
        Groups to show; all when None, of many an even selection.
    points
        Of the grid.

    Raises
    ------
    SettingError
        For a predictor, factor or level that the model does not have.
    """
    if view not in VIEWS:
        raise SettingError(f"groups must be 'facets' or 'lines', not {view!r}.")
    grid = Grid.of(fitted.design, along, group, levels, points)
    draws = _Draws.of(fitted, grid)
    blocks = _beside_each_group(grid, draws) if view == "facets" else _all_together(grid, draws)
    lines = pd.concat([b[0] for b in blocks], ignore_index=True)
    return CurveLines(grid, lines, np.concatenate([b[1] for b in blocks], axis=1), grid.observed)


@dataclass(frozen=True, slots=True, eq=False)
class _Draws:
    """Coefficients and effects of the draws picked."""

    design: Design
    coef: Floats
    terms: tuple[int, ...]
    known: tuple[Floats, ...]
    new: tuple[Floats, ...]

    @classmethod
    def of(cls, fitted: Fitted, grid: Grid) -> _Draws:
        posterior, S = fitted.posterior, fitted.posterior.size
        picked = pick(min(S, _DRAWS), S, fitted.seed)
        coef = posterior.parameters.coef.reshape(S, -1)[picked]
        effects, factors = merged(posterior.effects), merged(posterior.parameters.theta_L)
        rng = np.random.default_rng([fitted.seed, _STREAM])
        new = []
        for k in grid.terms:
            L = factors[k][picked]
            new.append((L @ rng.standard_normal((*L.shape[:2], 1)))[:, None, :, 0])
        return cls(fitted.design, coef, grid.terms, tuple(effects[k][picked] for k in grid.terms), tuple(new))

    def means(
        self, frame: pd.DataFrame, effects: Sequence[Floats], at: Sequence[NDArray[np.int64]]
    ) -> Floats:
        """Expected outcomes with these effects, whose levels are `at` each row."""
        new = self.design.at(frame, offset=np.zeros(len(frame)), terms=())
        assert new.curve is not None
        assert self.design.curve is not None
        on = [self.design.curve.effects[k] for k in self.terms[: len(effects)]]
        return curve_means(new.curve, new.X, self.coef, list(zip(effects, at, on, strict=True)))


_Block = tuple[pd.DataFrame, Floats]


def _beside_each_group(grid: Grid, draws: _Draws) -> list[_Block]:
    frame, labels, cell = grid.of_groups()
    at = [cell[:, i] for i in range(len(grid.terms))]
    return [
        (labels.assign(what="typical"), draws.means(frame, (), ())),
        (labels.assign(what="group"), draws.means(frame, draws.known, at)),
    ]


def _all_together(grid: Grid, draws: _Draws) -> list[_Block]:
    frame, labels, cell = grid.of_groups(own_values=False)
    at = [cell[:, i] for i in range(len(grid.terms))]
    typical, shown = grid.of_conditions()
    nowhere = [np.zeros(len(typical), dtype=np.int64)] * len(grid.terms)
    return [
        (shown.assign(what="new"), draws.means(typical, draws.new, nowhere)),
        (shown.assign(what="typical"), draws.means(typical, (), ())),
        (labels.assign(what="group"), draws.means(frame, draws.known, at)),
    ]
