"""Draws of all pairs of parameters: a grid of cells, with histograms on its diagonal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.fit.diagnostics import rhat
from nbmixed.plots.draws import Bools, Floats, checked_divergences, checked_draws, pooled
from nbmixed.plots.faceted import chain_key
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import chain_labels, ordered, stacked
from nbmixed.plots.labels import below, counted, few, number, tick_label
from nbmixed.plots.pairs_cells import Cells, cells, check_number
from nbmixed.plots.pairs_condition import Sides, sides
from nbmixed.plots.scatter import correlation
from nbmixed.plots.scheme import DIVERGENT, Scheme, color_scheme
from nbmixed.plots.theme import ink, nbmixed_theme

DISAGREE = 1.1
_POINTS, _LEAST, _MOST = 30_000, 75, 600
_BINS = 25


def mcmc_pairs_data(
    draws: ArrayLike,
    names: Sequence[str],
    divergences: ArrayLike | None = None,
    condition: str | ArrayLike | None = "chains",
) -> pd.DataFrame:
    """The frame of points that `mcmc_pairs` draws.

    Parameters
    ----------
    draws, names, divergences, condition
        As for `mcmc_pairs`.

    Returns
    -------
    pandas.DataFrame
        ``row`` and ``column`` (parameters, categorical in the order given), ``x`` (of the column's parameter), ``y`` (of the row's),
        ``draw`` (from 1, chains one after the other), ``chain`` and ``divergent``; and the place of the point in the grid, where each
        cell is one unit wide and high: ``across`` and ``up``. Some hundred draws a cell, and all divergent ones.
    """
    values = checked_draws(draws, names)
    check_number(len(names))
    flags = checked_divergences(divergences, values)
    split = sides(condition, values.shape[:2], flags)
    return _points(values, names, flags, split, cells(pooled(values)))


def mcmc_pairs(
    draws: ArrayLike,
    names: Sequence[str],
    divergences: ArrayLike | None = None,
    condition: str | ArrayLike | None = "chains",
    by_chain: bool | None = None,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Scatter plots of all pairs of parameters, divergent draws marked, and their histograms.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        2 to 20 names, from left to right and from top to bottom as given.
    divergences
        Which draws diverged, boolean, shape (chains, draws).
    condition
        Which draws are above the diagonal, the others being below: "chains", the second half of the chains (all draws on both sides
        when there is one chain); "draws", the second half of each chain; "divergences", those that diverged; an array of shape (chains,
        draws), of truth values or, of numbers, those above their median; None for all draws on both sides.
    by_chain
        Whether each chain has its colour; None: when chains disagree, which is when an R-hat is above 1.1. Then all draws are on both
        sides, unless a condition other than "chains" is given.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_pairs_data`: layers can be added with ``+``. All cells are in one panel, a unit wide and high each: a facet for each
        would take 400 axes for 20 parameters, which is more than ten seconds.

    Raises
    ------
    PlotError
        There is one parameter or more than 20, or the draws, names, divergences or the condition do not fit.
    """
    values = checked_draws(draws, names)
    check_number(len(names))
    flags = checked_divergences(divergences, values)
    coloured = disagree(values) if by_chain is None else by_chain
    plain = coloured and isinstance(condition, str) and condition == "chains"
    split = sides(None if plain else condition, values.shape[:2], flags)
    grid = cells(pooled(values))
    frame = _points(values, names, flags, split, grid)
    return plot(
        frame,
        p9.aes(x="across", y="up"),
        _alt(values, names, flags, coloured),
        _backgrounds(grid),
        _bars(values, grid, color_scheme(scheme)),
        _dots(frame, values.shape[0], color_scheme(scheme), scheme, coloured=coloured),
        _ends(grid),
        _axes(names, grid),
        p9.coord_fixed(expand=False),
        p9.labs(x="", y="", color="chain", caption=_caption(flags, split, _most(len(names)))),
        _theme(names, grid),
    )


def disagree(values: Floats) -> bool:
    """Whether chains are in different places: an R-hat is above 1.1."""
    found = rhat(values)
    return bool((found[np.isfinite(found)] > DISAGREE).any()) and values.shape[0] > 1


def _points(values: Floats, names: Sequence[str], flags: Bools, split: Sides, grid: Cells) -> pd.DataFrame:
    P, x, most = len(names), pooled(values), _most(len(names))
    kept = {above: split.kept(above=above, most=most, always=flags.ravel()) for above in (True, False)}
    parts = []
    for row in range(P):
        for column in range(P):
            if row != column:
                own = kept[row < column]
                parts.append((np.full(own.size, row), np.full(own.size, column), own))
    rows, columns, at = (np.concatenate(part) for part in zip(*parts, strict=True))
    across, up = grid.place(rows, columns, x[at, columns], x[at, rows])
    return pd.DataFrame(
        {
            "row": ordered(rows, names),
            "column": ordered(columns, names),
            "x": x[at, columns],
            "y": x[at, rows],
            "draw": at + 1,
            "chain": ordered(at // values.shape[1], chain_labels(values.shape[0])),
            "divergent": flags.ravel()[at],
            "across": across,
            "up": up,
        }
    )


def _most(parameters: int) -> int:
    """Draws that a cell has room for."""
    return int(np.clip(_POINTS // (parameters * (parameters - 1)), _LEAST, _MOST))


def _backgrounds(grid: Cells) -> Any:
    frame = pd.DataFrame(grid.boxes(), columns=["left", "right", "bottom", "top"])
    box = p9.aes(xmin="left", xmax="right", ymin="bottom", ymax="top")
    return p9.geom_rect(box, data=frame, fill="#8C8C8C", alpha=0.08, color="none", inherit_aes=False)


def _bars(values: Floats, grid: Cells, colors: Scheme) -> Any:
    frame = stacked([grid.bars(i, x, _BINS) for i, x in enumerate(pooled(values).T)])
    bar = p9.aes(xmin="left", xmax="right", ymin="bottom", ymax="top")
    return p9.geom_rect(bar, data=frame, fill=colors.mid, color="none", inherit_aes=False)


def _dots(
    frame: pd.DataFrame, chains: int, colors: Scheme, scheme: str | Scheme | None, *, coloured: bool
) -> list[Any]:
    plain, divergent = frame[~frame["divergent"]], frame[frame["divergent"]]
    look = {"size": 0.85, "alpha": 0.55, "stroke": 0}
    dots = (
        [p9.geom_point(p9.aes(color="chain"), data=plain, **look), *chain_key(chains, scheme, line=False)]
        if coloured
        else [p9.geom_point(data=plain, color=colors.mid, **look)]
    )
    front = p9.geom_point(data=divergent, color=DIVERGENT, size=1.7, alpha=0.95, stroke=0)
    return [*dots, *([front] if len(divergent) else [])]


def _ends(grid: Cells) -> Any:
    """The smallest and the largest draw of each parameter, below its histogram."""
    frame = grid.ends()
    look = {"size": 6.5, "color": ink().soft, "va": "bottom"}
    ends = p9.aes(x="across", y="up", label="label")
    return [
        p9.geom_text(ends, data=frame[frame["ha"] == side], ha=side, inherit_aes=False, **look)
        for side in ("left", "right")
    ]


def _axes(names: Sequence[str], grid: Cells) -> list[Any]:
    middle = [i + 0.5 for i in range(len(names))]
    labels = [tick_label(name) for name in names]
    return [
        p9.scale_x_continuous(
            breaks=middle, labels=[below(name) for name in names], limits=(0, grid.size), minor_breaks=[]
        ),
        p9.scale_y_continuous(breaks=middle[::-1], labels=labels, limits=(0, grid.size), minor_breaks=[]),
    ]


def _theme(names: Sequence[str], grid: Cells) -> Any:
    size, figure, turned = grid.measures(names)
    angle = {"rotation": 90, "va": "top", "ha": "center"} if turned else {}
    return nbmixed_theme(figure) + p9.theme(
        axis_text_x=p9.element_text(size=size, color=ink().text, **angle),
        axis_text_y=p9.element_text(size=size),
        panel_grid_major=p9.element_blank(),
    )


def _caption(flags: Bools, split: Sides, most: int) -> str:
    divergent = int(flags.sum())
    left_out = max(int(split.above.sum()), int(split.below.sum())) > most
    shown = f"About {most} draws are shown in each cell." if left_out else ""
    marked = f"Marked: {counted(divergent, 'divergent draw')}." if divergent else ""
    return " ".join(filter(None, [split.told, shown, marked]))


def _alt(values: Floats, names: Sequence[str], flags: Bools, coloured: bool) -> str:
    r = correlation(pooled(values))
    upper = np.transpose(np.triu_indices(len(names), k=1))
    strongest = sorted(upper.tolist(), key=lambda pair: -abs(r[pair[0], pair[1]]))
    told = few([f"{names[i]} and {names[j]} {number(round(float(r[i, j]), 3))}" for i, j in strongest], 6)
    apart = " Chains disagree and have colours of their own." if coloured and disagree(values) else ""
    return f"Pairs of {counted(len(names), 'parameter')}, {int(flags.sum())} divergent draws.{apart} Correlations: {told}"
