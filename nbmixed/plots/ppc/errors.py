"""Predictive errors, observed minus replicated outcomes: their distribution, and what they depend on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.draws import Floats
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import few, number
from nbmixed.plots.ppc.bins import counts, shared_edges
from nbmixed.plots.ppc.checked import outcomes, vector
from nbmixed.plots.ppc.groups import Groups, groups
from nbmixed.plots.ppc.look import LINE, caption, crossed, faceted, grouped, measures, panel_theme, two
from nbmixed.plots.ppc.points import rows_caption, shown_rows
from nbmixed.plots.ppc.replicates import set_labels
from nbmixed.plots.scheme import Scheme

_MOST_GRID = 10


def ppc_error_hist_data(
    y: ArrayLike, yrep: ArrayLike, group: Any = None, bins: int | None = None
) -> pd.DataFrame:
    """Counts of errors in bins: ``group``, ``set``, ``left``, ``x``, ``right``, ``count``.

    Examples
    --------
    >>> frame = ppc_error_hist_data([1.0, 2.0], [[0.0, 2.0]], bins=2)
    >>> frame[["x", "count"]].to_numpy().tolist()
    [[0.0, 1.0], [1.0, 1.0]]
    """
    found = outcomes(y, yrep)
    return _counted(found.y - found.yrep, groups(group, len(found.y), _MOST_GRID), bins)


def ppc_error_hist(
    y: ArrayLike,
    yrep: ArrayLike,
    group: Any = None,
    bins: int | None = None,
    outcome: str = "y",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Histogram of the errors of each of a few replicated data sets, with `group` in each group.

    Parameters
    ----------
    y
        Observed outcomes, shape (N,).
    yrep
        Replicated outcomes, shape (S, N): a panel each, so 3 or so.
    group
        One value for each row; a row of panels for each group.
    bins
        How many; None for as many as Freedman and Diaconis's rule gives.
    outcome
        Name of the outcome, with its unit.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.
    """
    found = outcomes(y, yrep)
    by, errors = groups(group, len(found.y), _MOST_GRID), found.y - found.yrep
    frame, names = _counted(errors, by, bins), set_labels(len(errors))[1:]
    size, colors = measures(names), two(scheme)
    return plot(
        frame,
        p9.aes(),
        f"Histograms of errors (observed minus replicated {outcome}): {_told(errors, by)}",
        p9.geom_rect(
            p9.aes(xmin="left", xmax="right", ymin=0, ymax="count"),
            fill=colors.replicated,
            color="none",
            size=0.2,
        ),
        p9.geom_vline(xintercept=0, color=LINE, linetype="dashed", size=0.6),
        [faceted("set", size), panel_theme(size)] if by.one else crossed(by, len(names)),
        p9.labs(x=_error_label(outcome), y="rows", caption=caption(found.caption, by.caption)),
    )


def ppc_error_scatter_data(y: ArrayLike, yrep: ArrayLike) -> pd.DataFrame:
    """Errors of each row in each replicated data set: ``set``, ``row``, ``observed`` and ``error``."""
    found = outcomes(y, yrep)
    names, n = set_labels(len(found.yrep))[1:], len(found.y)
    return pd.DataFrame(
        {
            "set": pd.Categorical(np.repeat(names, n), categories=names, ordered=True),
            "row": np.tile(np.arange(n), len(names)),
            "observed": np.tile(found.y, len(names)),
            "error": (found.y - found.yrep).ravel(),
        }
    )


def ppc_error_scatter(
    y: ArrayLike, yrep: ArrayLike, outcome: str = "y", scheme: str | Scheme | None = None
) -> Plot:
    """Errors of each of a few replicated data sets against the outcomes; arguments as `ppc_error_hist`.

    Errors rise with the outcome even of a right model, because the outcome is part of both.
    """
    found, frame = outcomes(y, yrep), ppc_error_scatter_data(y, yrep)
    by = groups(None, len(found.y))
    rows, size = shown_rows(by.codes), measures(set_labels(len(found.yrep))[1:])
    return plot(
        frame,
        p9.aes("observed", "error"),
        f"Errors (observed minus replicated {outcome}) against the outcome: {_told(found.y - found.yrep, by)}",
        _cloud(frame[frame["row"].isin(rows)], scheme),
        faceted("set", size),
        p9.labs(
            x=f"observed {outcome}",
            y=_error_label(outcome),
            caption=caption(found.caption, rows_caption(len(rows), by.codes)),
        ),
        panel_theme(size),
    )


def ppc_error_scatter_avg_data(
    y: ArrayLike, yrep: ArrayLike, x: ArrayLike | None = None, group: Any = None
) -> pd.DataFrame:
    """The mean error of each row: ``group``, ``row``, ``x`` (the outcome unless given) and ``error``.

    Examples
    --------
    >>> frame = ppc_error_scatter_avg_data([1, 2], [[0, 0], [1, 1]])
    >>> frame[["x", "error"]].to_numpy().tolist()
    [[1.0, 0.5], [2.0, 1.5]]
    """
    found = outcomes(y, yrep)
    by = groups(group, len(found.y))
    rows = np.flatnonzero(by.codes >= 0)
    at = found.y if x is None else vector(x, "x", len(found.y))
    return pd.DataFrame(
        {
            "group": by.column(np.array(by.labels)[by.codes[rows]]),
            "row": rows,
            "x": at[rows],
            "error": found.y[rows] - found.yrep[:, rows].mean(axis=0),
        }
    )


def ppc_error_scatter_avg(
    y: ArrayLike,
    yrep: ArrayLike,
    x: ArrayLike | None = None,
    group: Any = None,
    outcome: str = "y",
    x_label: str = "x",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Mean error of each row against its outcome, or against `x`; with `group` a panel for each group.

    Parameters
    ----------
    y, yrep, group, outcome, scheme
        As in `ppc_error_hist`, but all data sets go into one mean, so the more the better.
    x
        One number for each row, such as a predictor; None for the outcome.
    x_label
        Name of `x`, with its unit.
    """
    found, frame = outcomes(y, yrep), ppc_error_scatter_avg_data(y, yrep, x, group)
    by = groups(group, len(found.y))
    rows = shown_rows(by.codes)
    against = f"observed {outcome}" if x is None else x_label
    r = frame["x"].corr(frame["error"]) if frame["x"].std() > 0 else 0.0
    return plot(
        frame,
        p9.aes("x", "error"),
        f"Mean errors (observed minus replicated {outcome}) of {len(found.y)} rows against {against}: "
        f"correlation {r:.2f}.",
        _cloud(frame[frame["row"].isin(rows)], scheme),
        p9.labs(
            x=against,
            y=f"mean {_error_label(outcome)}",
            caption=caption(found.caption, by.caption, rows_caption(len(rows), by.codes)),
        ),
        grouped(by),
    )


def _cloud(points: pd.DataFrame, scheme: str | Scheme | None) -> list[Any]:
    return [
        p9.geom_hline(yintercept=0, color=LINE, linetype="dashed", size=0.6),
        p9.geom_point(data=points, color=two(scheme).replicated, size=1.8, alpha=0.5, stroke=0),
    ]


def _counted(errors: Floats, by: Groups, bins: int | None) -> pd.DataFrame:
    edges, names = shared_edges(errors.ravel(), bins), set_labels(len(errors))[1:]
    n_bins, repeats = len(edges) - 1, len(names) * len(by.labels)
    sets = np.tile(np.repeat(names, n_bins), len(by.labels))
    return pd.DataFrame(
        {
            "group": by.column(np.repeat(list(by.labels), n_bins * len(names))),
            "set": pd.Categorical(sets, categories=names, ordered=True),
            "left": np.tile(edges[:-1], repeats),
            "x": np.tile((edges[:-1] + edges[1:]) / 2, repeats),
            "right": np.tile(edges[1:], repeats),
            "count": np.concatenate([counts(errors[:, rows], edges).ravel() for _, rows in by]),
        }
    )


def _error_label(outcome: str) -> str:
    return f"error of {outcome}"


def _told(errors: Floats, by: Groups) -> str:
    parts = [
        f"{label}: mean {number(float(errors[:, rows].mean()))}, sd {number(float(errors[:, rows].std()))}"
        for label, rows in by
    ]
    return few([part.removeprefix(": ") for part in parts])
