"""Square roots of how often each count occurs, beside those expected: Tukey's rootogram.

References
----------
Kleiber and Zeileis (2016), Visualizing count data regressions using rootograms, The American Statistician 70(3).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError, nearest
from nbmixed.plots.draws import Floats
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import number, percent
from nbmixed.plots.ppc.bins import counts
from nbmixed.plots.ppc.checked import Outcomes, counted_outcomes, outcomes, probability
from nbmixed.plots.ppc.groups import Groups, groups
from nbmixed.plots.ppc.look import LINE, OBSERVED, WIDE, caption, grouped, mixed_key, two
from nbmixed.plots.ppc.tops import highest
from nbmixed.plots.scheme import Scheme
from nbmixed.plots.whole import whole

STYLES = ("standing", "hanging", "suspended")
_MOST_BARS = 60


def ppc_rootogram_data(
    y: ArrayLike,
    yrep: ArrayLike,
    group: Any = None,
    prob: float = 0.9,
    style: str = "standing",
    width: int | None = None,
) -> pd.DataFrame:
    """The frame that `ppc_rootogram` draws.

    Returns
    -------
    pandas.DataFrame
        ``group``, the middle ``x`` of the counts in a bar, the roots of how many rows have them, ``observed``, and
        of the mean over replicated data sets, ``expected``, the central interval of the latter's roots from ``l``
        to ``h``, and the ends of the bar, ``bottom`` and ``top``, as its style has them.

    Examples
    --------
    >>> frame = ppc_rootogram_data([0, 1, 1, 1, 1], [[0, 1, 1, 1, 1], [0, 1, 1, 1, 1]], style="hanging")
    >>> frame[["x", "bottom", "top"]].to_numpy().tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 2.0]]
    """
    found = outcomes(y, yrep)
    by = groups(group, len(found.y))
    return _frame(found, by, probability(prob), _checked(style), width)[0]


def ppc_rootogram(
    y: ArrayLike,
    yrep: ArrayLike,
    group: Any = None,
    prob: float = 0.9,
    style: str = "standing",
    width: int | None = None,
    outcome: str = "y",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Square roots of how many rows have each count, with a line of what replicated data sets have.

    On the scale of roots bars of small and of large counts vary alike.

    Parameters
    ----------
    y
        Observed counts, shape (N,).
    yrep
        Replicated counts, shape (S, N); the more data sets the better.
    group
        One value for each row; a panel for each group.
    prob
        Probability inside the ribbon around the line.
    style
        "standing": bars stand on 0. "hanging": they hang from the line, and what is wrong shows at 0.
        "suspended": only the difference.
    width
        How many counts go into one bar; None for 1, or more where there would be more than 60 bars.
    outcome
        Name of the outcome, with its unit.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `ppc_rootogram_data`: layers can be added with ``+``.
    """
    found = outcomes(y, yrep)
    by = groups(group, len(found.y))
    frame, wide, beyond = _frame(found, by, probability(prob), _checked(style), width)
    colors = two(scheme)
    half = 0.45 * wide
    frame = frame.assign(left=frame["x"] - half, right=frame["x"] + half)
    pooled = f"{wide} counts go into one bar." if wide > 1 else ""
    return plot(
        frame,
        p9.aes("x"),
        f"Rootogram of {outcome}: {_told(frame)}",
        p9.geom_rect(
            p9.aes(xmin="left", xmax="right", ymin="bottom", ymax="top", fill=f"'{OBSERVED}'"), alpha=0.5
        ),
        p9.geom_ribbon(p9.aes(ymin="l", ymax="h"), fill=colors.replicated, alpha=0.3),
        p9.geom_line(p9.aes(y="expected", color="'replicated'"), size=0.9),
        p9.geom_hline(yintercept=0, color=LINE, size=0.6),
        mixed_key(colors.observed, colors.replicated),
        p9.labs(
            x=outcome,
            y="square root of rows",
            subtitle=f"line and ribbon: mean and {percent(prob)} interval of replicated data sets",
            caption=caption(found.caption, by.caption, pooled, beyond),
        ),
        grouped(by, single=WIDE),
    )


def _checked(style: str) -> str:
    if style not in STYLES:
        raise PlotError(
            f"No rootogram is {style!r}.{nearest(str(style), STYLES)} Use one of {', '.join(STYLES)}."
        )
    return style


def _frame(
    found: Outcomes, by: Groups, prob: float, style: str, width: int | None
) -> tuple[pd.DataFrame, int, str]:
    counted_outcomes(found, "rootogram")
    if min(found.y.min(), found.yrep.min()) < 0:
        raise PlotError("rootogram shows counts, and there are negative ones: take hist or ecdf_overlay.")
    top, beyond = highest(found)
    wide = math.ceil((top + 1) / _MOST_BARS) if width is None else whole("width", width, 1)
    edges: Floats = wide * np.arange(math.ceil((top + 1) / wide) + 1.0) - 0.5
    pieces = [_roots(label, found.y[rows], found.yrep[:, rows], edges, prob) for label, rows in by]
    frame = _placed(pd.concat(pieces, ignore_index=True), style)
    return frame.assign(group=by.column(frame["group"])), wide, beyond


def _roots(label: str, y: Floats, yrep: Floats, edges: Floats, prob: float) -> pd.DataFrame:
    replicated = counts(np.minimum(yrep, edges[-1] + 0.5), np.append(edges, np.inf))[:, :-1]
    low, high = np.sqrt(np.quantile(replicated, [(1 - prob) / 2, (1 + prob) / 2], axis=0))
    return pd.DataFrame(
        {
            "group": label,
            "x": (edges[:-1] + edges[1:]) / 2,
            "observed": np.sqrt(counts(y[None, :], edges)[0]),
            "expected": np.sqrt(replicated.mean(axis=0)),
            "l": low,
            "h": high,
        }
    )


def _placed(frame: pd.DataFrame, style: str) -> pd.DataFrame:
    observed, expected = frame["observed"], frame["expected"]
    if style == "standing":
        return frame.assign(bottom=0.0, top=observed)
    return frame.assign(bottom=expected - observed, top=expected if style == "hanging" else 0.0)


def _told(frame: pd.DataFrame) -> str:
    beyond = frame[(frame["observed"] < frame["l"]) | (frame["observed"] > frame["h"])]
    if beyond.empty:
        return f"all {len(frame)} bars are inside their interval."
    worst = beyond.iloc[int(np.argmax((beyond["observed"] - beyond["expected"]).abs()))]
    way = "more" if worst["observed"] > worst["expected"] else "fewer"
    where = number(float(worst["x"]))
    return (
        f"{len(beyond)} of {len(frame)} bars {'is' if len(beyond) == 1 else 'are'} outside their interval, the furthest at {where}, with {way} rows "
        f"({number(float(worst['observed'] ** 2))}) than expected ({number(float(worst['expected'] ** 2))})."
    )
