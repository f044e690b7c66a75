"""Observed outcomes beside a few replicated data sets: hist, dens, freqpoly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.ppc.bins import counts, shared_edges
from nbmixed.plots.ppc.checked import Outcomes, outcomes
from nbmixed.plots.ppc.groups import Groups, groups
from nbmixed.plots.ppc.look import (
    KEYS,
    caption,
    color_key,
    crossed,
    faceted,
    fill_key,
    measures,
    no_heights,
    panel_theme,
)
from nbmixed.plots.ppc.smooth import FREE, Bounds, density_curve
from nbmixed.plots.ppc.words import compared
from nbmixed.plots.scheme import Scheme

_MOST_GRID = 10


def set_labels(size: int) -> list[str]:
    """Names of the observed and of `size` replicated data sets.

    >>> set_labels(2)
    ['observed', 'replicate 1', 'replicate 2']
    """
    return ["observed", *(f"replicate {k + 1}" for k in range(size))]


def ppc_hist_data(y: ArrayLike, yrep: ArrayLike, bins: int | None = None) -> pd.DataFrame:
    """The frame that `ppc_hist` draws.

    Returns
    -------
    pandas.DataFrame
        ``set`` ("observed", "replicate 1", ...), ``data``, the bin from ``left`` to ``right`` around ``x``,
        and ``count``. All data sets have the same bins.

    Examples
    --------
    >>> ppc_hist_data([1, 2, 2], [[1, 3, 3]])["count"].tolist()
    [1.0, 2.0, 0.0, 1.0, 0.0, 2.0]
    """
    found = outcomes(y, yrep)
    return _counted(found, groups(None, len(found.y)), bins)


def ppc_hist(
    y: ArrayLike,
    yrep: ArrayLike,
    bins: int | None = None,
    outcome: str = "y",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Histogram of the outcomes, and of each of a few replicated data sets.

    Parameters
    ----------
    y
        Observed outcomes, shape (N,).
    yrep
        Replicated outcomes, shape (S, N): a panel each, so 8 or so.
    bins
        How many; None for as many as Freedman and Diaconis's rule gives.
    outcome
        Name of the outcome, with its unit.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.
    """
    found = outcomes(y, yrep)
    by = groups(None, len(found.y))
    frame, size = _counted(found, by, bins), measures(set_labels(len(found.yrep)))
    return plot(
        frame,
        p9.aes(fill="data"),
        compared("Histograms", found, by, outcome),
        p9.geom_rect(p9.aes(xmin="left", xmax="right", ymin=0, ymax="count"), color="none"),
        fill_key(scheme),
        faceted("set", size),
        p9.labs(x=outcome, y="rows", caption=found.caption),
        panel_theme(size),
        p9.theme(legend_position="none"),
    )


def ppc_dens_data(y: ArrayLike, yrep: ArrayLike, bounds: Bounds = FREE) -> pd.DataFrame:
    """The frame that `ppc_dens` draws: ``set``, ``data``, ``x`` and ``density`` (1 / unit of x)."""
    return _densities(outcomes(y, yrep), bounds)


def ppc_dens(
    y: ArrayLike,
    yrep: ArrayLike,
    bounds: Bounds = FREE,
    outcome: str = "y",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Density of the outcomes, and of each of a few replicated data sets; arguments as `ppc_dens_overlay`."""
    found = outcomes(y, yrep)
    frame, size = _densities(found, bounds), measures(set_labels(len(found.yrep)))
    return plot(
        frame,
        p9.aes("x", "density", fill="data"),
        compared("Densities", found, groups(None, len(found.y)), outcome),
        p9.geom_polygon(p9.aes("x", "density", group="set"), data=_closed(frame), alpha=0.8),
        fill_key(scheme),
        p9.scale_y_continuous(expand=(0, 0, 0.05, 0)),
        faceted("set", size),
        p9.labs(x=outcome, y="", caption=found.caption),
        panel_theme(size),
        no_heights(),
        p9.theme(legend_position="none"),
    )


def ppc_freqpoly_data(
    y: ArrayLike, yrep: ArrayLike, group: Any = None, bins: int | None = None
) -> pd.DataFrame:
    """The frame that `ppc_freqpoly` draws: as `ppc_hist_data`, with ``group``."""
    found = outcomes(y, yrep)
    return _counted(found, groups(group, len(found.y), _MOST_GRID), bins)


def ppc_freqpoly(
    y: ArrayLike,
    yrep: ArrayLike,
    group: Any = None,
    bins: int | None = None,
    outcome: str = "y",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Frequency polygon of the outcomes, and of each of a few replicated data sets.

    Arguments as `ppc_hist`; with `group` a row of panels for each group.
    """
    found = outcomes(y, yrep)
    by = groups(group, len(found.y), _MOST_GRID)
    frame, size = _counted(found, by, bins), measures(set_labels(len(found.yrep)))
    return plot(
        frame,
        p9.aes("x", "count", color="data", group="set"),
        compared("Frequency polygons", found, by, outcome),
        p9.geom_line(size=0.9),
        color_key(scheme),
        [faceted("set", size), panel_theme(size)] if by.one else crossed(by, len(found.yrep) + 1),
        p9.labs(x=outcome, y="rows in a bin", caption=caption(found.caption, by.caption)),
        p9.theme(legend_position="none"),
    )


def _counted(found: Outcomes, by: Groups, bins: int | None) -> pd.DataFrame:
    """Counts of every data set in the same bins, group by group."""
    sets = np.vstack([found.y, found.yrep])
    edges = shared_edges(sets.ravel(), bins)
    size, n_bins, names = len(sets), len(edges) - 1, set_labels(len(found.yrep))
    number = np.tile(np.repeat(np.arange(size), n_bins), len(by.labels))
    return pd.DataFrame(
        {
            "group": by.column(np.repeat(list(by.labels), size * n_bins)),
            "set": pd.Categorical(np.array(names)[number], categories=names, ordered=True),
            "data": _data(number),
            "left": np.tile(edges[:-1], size * len(by.labels)),
            "x": np.tile((edges[:-1] + edges[1:]) / 2, size * len(by.labels)),
            "right": np.tile(edges[1:], size * len(by.labels)),
            "count": np.concatenate([counts(sets[:, rows], edges).ravel() for _, rows in by]),
        }
    )


def _densities(found: Outcomes, bounds: Bounds) -> pd.DataFrame:
    names = set_labels(len(found.yrep))
    curves = [density_curve(values, bounds) for values in (found.y, *found.yrep)]
    number = np.repeat(np.arange(len(names)), [len(at) for at, _ in curves])
    return pd.DataFrame(
        {
            "set": pd.Categorical(np.array(names)[number], categories=names, ordered=True),
            "data": _data(number),
            "x": np.concatenate([at for at, _ in curves]),
            "density": np.concatenate([height for _, height in curves]),
        }
    )


def _data(number: Any) -> pd.Categorical[str]:
    return pd.Categorical(np.where(number == 0, *KEYS), categories=list(KEYS))


def _closed(curves: pd.DataFrame) -> pd.DataFrame:
    """The curves with their ends on the axis."""
    ends = curves.groupby("set", observed=True)
    left, right = ends.head(1).assign(density=0.0), ends.tail(1).assign(density=0.0)
    return pd.concat([left, curves, right])
