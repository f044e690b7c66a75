"""Observed against replicated outcomes, row by row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import number
from nbmixed.plots.ppc.checked import Outcomes, outcomes
from nbmixed.plots.ppc.groups import Groups, groups
from nbmixed.plots.ppc.look import LINE, SQUARE, caption, faceted, grouped, measures, panel_theme, two
from nbmixed.plots.ppc.points import rows_caption, shown_rows
from nbmixed.plots.ppc.replicates import set_labels
from nbmixed.plots.ppc.words import compared
from nbmixed.plots.scheme import Scheme


def ppc_scatter_data(y: ArrayLike, yrep: ArrayLike) -> pd.DataFrame:
    """The outcome of each row in the data and in each replicated data set.

    Returns
    -------
    pandas.DataFrame
        ``set`` ("replicate 1", ...), ``row`` (from 0), ``observed`` and ``replicated``.

    Examples
    --------
    >>> ppc_scatter_data([1, 2], [[3, 4]])[["observed", "replicated"]].to_numpy().tolist()
    [[1.0, 3.0], [2.0, 4.0]]
    """
    found = outcomes(y, yrep)
    size, n = found.yrep.shape
    names = set_labels(size)[1:]
    return pd.DataFrame(
        {
            "set": pd.Categorical(np.repeat(names, n), categories=names, ordered=True),
            "row": np.tile(np.arange(n), size),
            "observed": np.tile(found.y, size),
            "replicated": found.yrep.ravel(),
        }
    )


def ppc_scatter(
    y: ArrayLike, yrep: ArrayLike, outcome: str = "y", scheme: str | Scheme | None = None
) -> Plot:
    """Outcomes against those of each of a few replicated data sets.

    Parameters
    ----------
    y
        Observed outcomes, shape (N,).
    yrep
        Replicated outcomes, shape (S, N): a panel each, so 3 or so.
    outcome
        Name of the outcome, with its unit.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `ppc_scatter_data`; of more than 2,000 rows an even choice is drawn.
    """
    found, frame = outcomes(y, yrep), ppc_scatter_data(y, yrep)
    everyone = np.zeros(len(found.y), dtype=np.intp)
    rows = shown_rows(everyone)
    size = measures(set_labels(len(found.yrep))[1:])
    color = two(scheme).replicated
    return plot(
        frame,
        p9.aes("replicated", "observed"),
        compared("Scatter plots", found, groups(None, len(found.y)), outcome),
        p9.geom_abline(intercept=0, slope=1, color=LINE, linetype="dashed", size=0.6),
        p9.geom_point(data=frame[frame["row"].isin(rows)], color=color, size=1.5, alpha=0.45, stroke=0),
        faceted("set", size),
        p9.labs(
            x=f"replicated {outcome}",
            y=f"observed {outcome}",
            caption=caption(found.caption, rows_caption(len(rows), everyone)),
        ),
        panel_theme(size),
    )


def ppc_scatter_avg_data(y: ArrayLike, yrep: ArrayLike, group: Any = None) -> pd.DataFrame:
    """The outcome of each row and the mean of its replicates: ``group``, ``row``, ``observed``, ``average``.

    Examples
    --------
    >>> ppc_scatter_avg_data([1, 2], [[3, 4], [5, 4]])["average"].tolist()
    [4.0, 4.0]
    """
    found = outcomes(y, yrep)
    return _averaged(found, groups(group, len(found.y)))


def ppc_scatter_avg(
    y: ArrayLike,
    yrep: ArrayLike,
    group: Any = None,
    outcome: str = "y",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Each outcome against the mean of its replicates; with `group` a panel for each group.

    The points lie around the dashed line, where both are equal, when the model is right. Other arguments as
    `ppc_scatter`.
    """
    found = outcomes(y, yrep)
    by = groups(group, len(found.y))
    frame, rows = _averaged(found, by), shown_rows(by.codes)
    return plot(
        frame,
        p9.aes("average", "observed"),
        f"Observed {outcome} of {len(found.y)} rows against the mean of its replicates: {_correlation(frame)}.",
        p9.geom_abline(intercept=0, slope=1, color=LINE, linetype="dashed", size=0.6),
        p9.geom_point(
            data=frame[frame["row"].isin(rows)],
            color=two(scheme).replicated,
            size=1.9,
            alpha=0.55,
            stroke=0,
        ),
        p9.labs(
            x=f"mean of replicated {outcome}",
            y=f"observed {outcome}",
            caption=caption(found.caption, by.caption, rows_caption(len(rows), by.codes)),
        ),
        grouped(by, single=SQUARE),
    )


def _averaged(found: Outcomes, by: Groups) -> pd.DataFrame:
    rows = np.flatnonzero(by.codes >= 0)
    return pd.DataFrame(
        {
            "group": by.column(np.array(by.labels)[by.codes[rows]]),
            "row": rows,
            "observed": found.y[rows],
            "average": found.yrep[:, rows].mean(axis=0),
        }
    )


def _correlation(frame: pd.DataFrame) -> str:
    if min(frame["observed"].std(), frame["average"].std()) > 0:
        return f"correlation {frame['observed'].corr(frame['average']):.2f}"
    return f"one of them is always {number(float(frame['observed'].iloc[0]))}"
