"""Group effects: one panel for each coefficient of each grouping factor, levels sorted by their effect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.central import Central, central_frame
from nbmixed.plots.draws import Floats, checked_draws
from nbmixed.plots.faceted import few_breaks
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import led, ordered
from nbmixed.plots.intervals import zero_line
from nbmixed.plots.labels import counted, few, number, ordinal, tick_label
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.theme import Rows, nbmixed_theme, rows, text_width
from nbmixed.plots.whole import whole

_MOST_PANELS = 24
_WIDE = 8.4
_BETWEEN = "\x1f"  # of panel and level in the names of rows; occurs in neither


def ranef_data(
    draws: ArrayLike,
    levels: Sequence[str],
    terms: Sequence[str],
    prob: float = 0.5,
    prob_outer: float = 0.9,
    point_est: str = "median",
    sort: bool = True,
) -> pd.DataFrame:
    """The frame that `ranef` draws.

    Parameters
    ----------
    draws, levels, terms, prob, prob_outer, point_est, sort
        As for `ranef`.

    Returns
    -------
    pandas.DataFrame
        ``term`` and ``level``, then the columns of `nbmixed.plots.mcmc_intervals_data`, terms in the order given, in each of them the
        largest effect first; ``row`` is categorical, from the last to the first.
    """
    values = checked_draws(draws, _rows(levels, terms))
    central = Central(prob, prob_outer, point_est)
    frame = central_frame(values, _rows(levels, terms), central).drop(columns="parameter")
    names = list(dict.fromkeys(terms))
    frame = led(frame, term=ordered([names.index(term) for term in terms], names), level=list(levels))
    middle = np.median(values, axis=(0, 1))
    keys = (-middle, frame["term"].cat.codes) if sort else (np.arange(len(frame)), frame["term"].cat.codes)
    placed = frame.iloc[np.lexsort(keys)].reset_index(drop=True)
    labels = _rows(placed["level"].tolist(), placed["term"].tolist())
    return placed.assign(row=ordered(np.arange(len(labels))[::-1], labels[::-1]))


def ranef(
    draws: ArrayLike,
    levels: Sequence[str],
    terms: Sequence[str],
    prob: float = 0.5,
    prob_outer: float = 0.9,
    point_est: str = "median",
    sort: bool = True,
    ncol: int | None = None,
    unit: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Intervals of group effects, a panel for each coefficient of each grouping factor.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    levels
        The level of each of the P effects.
    terms
        The coefficient and grouping factor of each, which name the panels.
    prob, prob_outer
        Probability inside the inner and the outer central interval.
    point_est
        ``median``, ``mean`` or ``none``.
    sort
        Whether levels are sorted by the median of their effect, the largest on top, in each panel by itself; else they are in the order
        given.
    ncol
        Number of panels side by side; as many as there is room for when None.
    unit
        Of the effects, written on their axis.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `ranef_data`: layers can be added with ``+``; the vertical axis is the discrete ``row``.

    Raises
    ------
    PlotError
        Arrays do not fit, probabilities are out of range, or there are more than 24 panels.
    """
    frame = ranef_data(draws, levels, terms, prob, prob_outer, point_est, sort)
    panels = frame["term"].value_counts(sort=False)
    if len(panels) > _MOST_PANELS:
        raise PlotError(
            f"{len(panels)} panels of group effects cannot be read: choose at most {_MOST_PANELS} with pars= or regex_pars=."
        )
    central = Central(prob, prob_outer, point_est)
    size, columns = rows(_longest(frame, int(panels.max()))), _columns(frame, ncol)
    return plot(
        frame,
        p9.aes(y="row"),
        _alt(frame),
        zero_line(frame["ll"].min(), frame["hh"].max()),
        _layers(central, color_scheme(scheme), size),
        p9.scale_y_discrete(breaks=_shown(size.every), labels=_level_labels, expand=(0, 0.6)),
        p9.scale_x_continuous(breaks=few_breaks, minor_breaks=[]),
        p9.facet_wrap("term", scales="free", ncol=columns, labeller=tick_label),
        p9.labs(x=unit, y="", subtitle=_subtitle(central, sort), caption=_caption(size)),
        _theme(frame, size, columns, len(panels)),
    )


def _layers(central: Central, colors: Scheme, size: Rows) -> list[Any]:
    thick = min(2.0, 14 * size.height)
    dot = p9.geom_point(p9.aes(x="m"), fill=colors.light, color=colors.mid_highlight, size=1.1 * thick)
    return [
        p9.geom_segment(p9.aes(x="ll", xend="hh", yend="row"), color=colors.mid, size=0.35 * thick),
        p9.geom_segment(p9.aes(x="l", xend="h", yend="row"), color=colors.mid_highlight, size=thick),
        *([dot] if central.has_point else []),
    ]


def _rows(levels: Sequence[str], terms: Sequence[str]) -> list[str]:
    if len(levels) != len(terms):
        raise PlotError(
            f"There are {len(levels)} levels but {len(terms)} terms: give one of each for every effect."
        )
    return [f"{term}{_BETWEEN}{level}" for term, level in zip(terms, levels, strict=True)]


def _level_labels(labels: Sequence[str]) -> list[str]:
    return [tick_label(label.split(_BETWEEN)[-1]) for label in labels]


def _shown(every: int) -> Any:
    """All rows, or every so many of each panel."""
    return lambda limits: list(limits)[::-1][::every]


def _longest(frame: pd.DataFrame, most: int) -> list[str]:
    """As many names as the fullest panel has rows, one of them the longest there is."""
    return [max(frame["level"], key=len)] * most


def _columns(frame: pd.DataFrame, ncol: int | None) -> int:
    panels, widest = frame["term"].nunique(), text_width(list(frame["level"]), 8.0)
    return whole("ncol", ncol, 1) if ncol is not None else min(panels, max(1, int(_WIDE / (widest + 2.2))), 3)


def _theme(frame: pd.DataFrame, size: Rows, columns: int, panels: int) -> Any:
    tall = -(-panels // columns)
    width = (text_width(list(frame["level"]), size.label_size) + 2.6) * columns
    height = min(24.0, (size.figure_size[1] - 0.6) * tall + 0.6)
    return nbmixed_theme((max(5.0, width), height)) + p9.theme(
        axis_text_y=p9.element_text(size=size.label_size), panel_spacing=0.03
    )


def _subtitle(central: Central, sort: bool) -> str:
    return f"{central.describe()}{', sorted by median' if sort else ''}"


def _caption(size: Rows) -> str:
    return f"Every {ordinal(size.every)} level is named." if size.every > 1 else ""


def _alt(frame: pd.DataFrame) -> str:
    told = []
    for term, own in frame.groupby("term", observed=True):
        clear = int(((own["ll"] > 0) | (own["hh"] < 0)).sum())
        centre: Floats = (
            ((own["l"] + own["h"]) / 2).to_numpy() if own["m"].isna().any() else own["m"].to_numpy()
        )
        high, low = own.iloc[int(centre.argmax())], own.iloc[int(centre.argmin())]
        told.append(
            f"{term}, {counted(len(own), 'level')}: from {number(float(centre.min()))} ({low['level']}) to {number(float(centre.max()))} "
            f"({high['level']}), {clear} of them with an outer interval without zero"
        )
    return few(told)
