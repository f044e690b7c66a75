"""How often each outcome occurs, and how often in replicated data sets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import few, number, percent
from nbmixed.plots.ppc.bins import counts
from nbmixed.plots.ppc.checked import Outcomes, counted_outcomes, outcomes, probability
from nbmixed.plots.ppc.groups import Groups, groups
from nbmixed.plots.ppc.look import OBSERVED, caption, grouped, mixed_key, two
from nbmixed.plots.ppc.tops import highest
from nbmixed.plots.scheme import Scheme

MOST = 60


def ppc_bars_data(
    y: ArrayLike, yrep: ArrayLike, group: Any = None, prob: float = 0.9, freq: bool = True
) -> pd.DataFrame:
    """The frame that `ppc_bars` draws.

    Returns
    -------
    pandas.DataFrame
        ``group``, the outcome ``x``, how many rows have it, ``observed``, and the median ``m`` and the central
        interval from ``l`` to ``h`` of how many have it in replicated data sets; shares unless `freq`.

    Examples
    --------
    >>> frame = ppc_bars_data([0, 1, 1], [[0, 1, 1], [1, 1, 1], [0, 0, 1]])
    >>> frame[["x", "observed", "m"]].to_numpy().tolist()
    [[0.0, 1.0, 1.0], [1.0, 2.0, 2.0]]
    """
    found = outcomes(y, yrep)
    return _frame(found, groups(group, len(found.y)), probability(prob), freq)[0]


def ppc_bars(
    y: ArrayLike,
    yrep: ArrayLike,
    group: Any = None,
    prob: float = 0.9,
    freq: bool = True,
    outcome: str = "y",
    scheme: str | Scheme | None = None,
) -> Plot:
    """A bar for how many rows have each outcome, with median and interval of the replicated data sets.

    Parameters
    ----------
    y
        Observed outcomes, whole numbers, shape (N,).
    yrep
        Replicated outcomes, shape (S, N); the more data sets the better.
    group
        One value for each row; a panel for each group.
    prob
        Probability inside the interval of each count.
    freq
        True for numbers of rows, False for shares of them.
    outcome
        Name of the outcome, with its unit.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `ppc_bars_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        Outcomes that are not whole numbers, or more than 60 of them.
    """
    found = outcomes(y, yrep)
    by = groups(group, len(found.y))
    frame, beyond = _frame(found, by, probability(prob), freq)
    colors = two(scheme)
    values = frame["x"].nunique()
    return plot(
        frame,
        p9.aes("x"),
        f"Bars of {outcome}: {_told(frame, by)}",
        p9.geom_col(p9.aes(y="observed", fill=f"'{OBSERVED}'"), width=0.85, alpha=0.5),
        p9.geom_linerange(
            p9.aes(ymin="l", ymax="h", color="'replicated'"), size=2.2 if values < 15 and by.one else 1.1
        ),
        p9.geom_point(p9.aes(y="m", color="'replicated'"), size=2.2 if values < 15 and by.one else 1.2),
        mixed_key(colors.observed, colors.replicated),
        p9.scale_y_continuous(expand=(0, 0, 0.05, 0)),
        p9.scale_x_continuous(breaks=sorted(frame["x"].unique())) if values <= 12 else None,
        p9.labs(
            x=outcome,
            y="rows" if freq else "share of rows",
            subtitle=f"medians and {percent(prob)} intervals of replicated data sets",
            caption=caption(found.caption, by.caption, beyond),
        ),
        grouped(by, scales="free_y" if freq else "fixed"),
        p9.theme(panel_grid_major_x=p9.element_blank()),
    )


def _frame(found: Outcomes, by: Groups, prob: float, freq: bool) -> tuple[pd.DataFrame, str]:
    counted_outcomes(found, "bars")
    low = min(found.y.min(), found.yrep.min())
    high, beyond = highest(found)
    if high - low + 1 > MOST:
        raise PlotError(
            f"bars shows up to {MOST} different outcomes, and these reach from {number(low)} to {number(high)}: "
            "take rootogram or ecdf_overlay."
        )
    values = np.arange(low, high + 1)
    edges = np.append(values - 0.5, high + 0.5)
    tails, pieces = [(1 - prob) / 2, 0.5, (1 + prob) / 2], []
    for label, rows in by:
        scale = 1.0 if freq else len(rows)
        replicated = counts(np.minimum(found.yrep[:, rows], high + 1), np.append(edges, np.inf))[:, :-1]
        l, m, h = np.quantile(replicated, tails, axis=0) / scale  # noqa: E741 - the column's name
        observed = counts(found.y[None, rows], edges)[0] / scale
        pieces.append(
            pd.DataFrame({"group": label, "x": values, "observed": observed, "l": l, "m": m, "h": h})
        )
    frame = pd.concat(pieces, ignore_index=True)
    return frame.assign(group=by.column(frame["group"])), beyond


def _told(frame: pd.DataFrame, by: Groups) -> str:
    """Which counts are beyond their interval, group by group."""
    parts = []
    for label, part in frame.groupby("group", observed=True):
        beyond = part[(part["observed"] < part["l"]) | (part["observed"] > part["h"])]
        head = "" if by.one else f"{label}: "
        if beyond.empty:
            parts.append(f"{head}all observed counts are inside their interval")
            continue
        which = ", ".join(
            f"{number(x)} ({'more' if seen > h else 'fewer'} than replicated)"
            for x, seen, h in zip(beyond["x"], beyond["observed"], beyond["h"], strict=True)
        )
        parts.append(f"{head}outside their interval are the counts of {which}")
    return few(parts)
