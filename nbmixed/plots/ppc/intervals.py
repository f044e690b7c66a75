"""Predictive intervals of each row with the observed outcome: as bars, as a ribbon; leaving the row out or not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.draws import Floats
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import percent
from nbmixed.plots.ppc.checked import outcomes, vector
from nbmixed.plots.ppc.groups import Groups
from nbmixed.plots.ppc.look import OBSERVED, WIDE, Two, band, caption, grouped, two
from nbmixed.plots.ppc.spans import checked_spans, spans_frame, spans_of, spans_words, tails
from nbmixed.plots.scheme import Scheme

_MOST, _ROOM = 250, 170  # rows of a panel, and lines of width 1 side by side in it


def ppc_intervals_data(
    y: ArrayLike,
    yrep: ArrayLike,
    x: ArrayLike | None = None,
    group: Any = None,
    prob: float = 0.5,
    prob_outer: float = 0.9,
) -> pd.DataFrame:
    """The frame under `ppc_intervals` and `ppc_ribbon`: ends, median and outcome of each row.

    See Also
    --------
    nbmixed.plots.ppc.spans.spans_frame : its columns.

    Examples
    --------
    >>> frame = ppc_intervals_data([2.5], [[1.0], [2.0], [3.0]])
    >>> frame[["observed", "ll", "m", "hh"]].round(2).to_numpy().tolist()
    [[2.5, 1.1, 2.0, 2.9]]
    """
    found = outcomes(y, yrep)
    return spans_frame(found.y, spans_of(found, prob, prob_outer), x, group)[0]


def ppc_intervals(
    y: ArrayLike,
    yrep: ArrayLike,
    x: ArrayLike | None = None,
    group: Any = None,
    prob: float = 0.5,
    prob_outer: float = 0.9,
    outcome: str = "y",
    x_label: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Median and two central intervals of the replicated outcomes of each row, and the observed outcome.

    Parameters
    ----------
    y
        Observed outcomes, shape (N,).
    yrep
        Replicated outcomes, shape (S, N); the more data sets the better.
    x
        One number for each row, the horizontal axis; None for the rows in their order.
    group
        One value for each row; a panel for each group.
    prob, prob_outer
        Probability inside the thick and the thin interval.
    outcome, x_label
        Names of the outcome and of `x`, with their units.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `ppc_intervals_data`; of more than 250 rows a panel an even choice is drawn.
    """
    found = outcomes(y, yrep)
    spans = spans_of(found, prob, prob_outer)
    return _drawn(found.y, spans, x, group, (prob, prob_outer), outcome, x_label, scheme, found.caption)


def ppc_ribbon(
    y: ArrayLike,
    yrep: ArrayLike,
    x: ArrayLike | None = None,
    group: Any = None,
    prob: float = 0.5,
    prob_outer: float = 0.9,
    outcome: str = "y",
    x_label: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """As `ppc_intervals`, with ribbons along `x`: for rows that follow one another, in time say."""
    found = outcomes(y, yrep)
    spans = spans_of(found, prob, prob_outer)
    probs = (prob, prob_outer)
    return _drawn(found.y, spans, x, group, probs, outcome, x_label, scheme, found.caption, ribbon=True)


def ppc_loo_intervals_data(
    y: ArrayLike, spans: ArrayLike, x: ArrayLike | None = None, group: Any = None
) -> pd.DataFrame:
    """The frame under `ppc_loo_intervals` and `ppc_loo_ribbon`, its columns those of `ppc_intervals_data`."""
    observed = vector(y, "y")
    return spans_frame(observed, checked_spans(spans, len(observed)), x, group)[0]


def ppc_loo_intervals(
    y: ArrayLike,
    spans: ArrayLike,
    x: ArrayLike | None = None,
    group: Any = None,
    prob: float = 0.5,
    prob_outer: float = 0.9,
    outcome: str = "y",
    x_label: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Central intervals that the other rows predict for each row, and the observed outcome.

    Parameters
    ----------
    y, x, group, prob, prob_outer, outcome, x_label, scheme
        As in `ppc_intervals`; `prob` and `prob_outer` say what intervals `spans` are.
    spans
        For each row the lower outer and inner end, the median, the upper inner and outer end, shape (N, 5), of
        the leave-one-out predictive distribution: `fit.loo_predict("quantile", tails(prob, prob_outer))`.
    """
    observed = vector(y, "y")
    ends = checked_spans(spans, len(observed))
    told = "Each row is predicted from all others."
    return _drawn(observed, ends, x, group, (prob, prob_outer), outcome, x_label, scheme, told)


def ppc_loo_ribbon(
    y: ArrayLike,
    spans: ArrayLike,
    x: ArrayLike | None = None,
    group: Any = None,
    prob: float = 0.5,
    prob_outer: float = 0.9,
    outcome: str = "y",
    x_label: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """As `ppc_loo_intervals`, with ribbons along `x`."""
    observed = vector(y, "y")
    ends, probs = checked_spans(spans, len(observed)), (prob, prob_outer)
    told = "Each row is predicted from all others."
    return _drawn(observed, ends, x, group, probs, outcome, x_label, scheme, told, ribbon=True)


def _drawn(
    y: Floats,
    spans: Floats,
    x: ArrayLike | None,
    group: Any,
    probs: tuple[float, float],
    outcome: str,
    x_label: str,
    scheme: str | Scheme | None,
    told: str,
    *,
    ribbon: bool = False,
) -> Plot:
    tails(*probs)
    frame, by = spans_frame(y, spans, x, group)
    shown = frame if ribbon else _thinned(frame, by)
    fewer = f"{len(shown):,} of {len(frame):,} rows are drawn." if len(shown) < len(frame) else ""
    colors = two(scheme)
    words = spans_words(frame, probs[1], outcome, "Ribbons" if ribbon else "Intervals")
    return plot(
        frame,
        p9.aes("x"),
        words,
        _ribbons(frame, colors) if ribbon else _bars(shown, colors, by),
        p9.geom_point(
            p9.aes(y="observed", color=f"'{OBSERVED}'"),
            data=shown,
            size=2.2 if len(shown) < 100 else 1.7 if by.one else 1.9,
            stroke=0,
        ),
        p9.scale_color_manual(values=[colors.observed], name=""),
        p9.guides(color=p9.guide_legend(override_aes={"size": 3})),
        p9.labs(
            x=x_label or ("x" if x is not None else "row" if by.one else "row of the group"),
            y=outcome,
            subtitle=f"{percent(probs[0])} and {percent(probs[1])} intervals; {_inside(frame)} of outcomes inside",
            caption=caption(told, by.caption, fewer),
        ),
        grouped(by, scales="free_x" if x is None else "fixed", single=WIDE),
    )


def _bars(shown: pd.DataFrame, colors: Two, by: Groups) -> list[Any]:
    thick = float(
        np.clip(
            _ROOM * (1.0 if by.one else 0.3) / shown["group"].value_counts().max(),
            0.4,
            2.2 if by.one else 1.2,
        )
    )
    median = p9.geom_point(p9.aes(y="m"), data=shown, color=colors.replicated, size=1.3 * thick, stroke=0)
    return [
        p9.geom_linerange(
            p9.aes(ymin="ll", ymax="hh"), data=shown, color=colors.replicated, alpha=0.5, size=0.5 * thick
        ),
        p9.geom_linerange(p9.aes(ymin="l", ymax="h"), data=shown, color=colors.replicated, size=thick),
        *([median] if by.one else []),
    ]


def _ribbons(frame: pd.DataFrame, colors: Two) -> list[Any]:
    return [
        band(frame, "ll", "hh", colors.replicated, 0.25),
        band(frame, "l", "h", colors.replicated, 0.4),
        p9.geom_line(p9.aes(y="m"), color=colors.replicated, size=0.7),
    ]


def _thinned(frame: pd.DataFrame, by: Groups) -> pd.DataFrame:
    """An even choice of rows where a panel has more than there is room for."""
    room = _MOST if by.one else max(20, _MOST // 3)
    keep = [
        part.index[np.linspace(0, len(part) - 1, room).round().astype(np.intp)]
        if len(part) > room
        else part.index
        for _, part in frame.groupby("group", observed=True)
    ]
    return frame.loc[np.concatenate(keep)]


def _inside(frame: pd.DataFrame) -> str:
    return f"{100 * frame['inside'].mean():.3g} %"
