"""Posterior densities of many parameters as overlapping ridges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.areas import closed, placed
from nbmixed.plots.central import Central, above_zero, central_alt, central_frame
from nbmixed.plots.curves import curves_frame
from nbmixed.plots.draws import checked_draws
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.intervals import names_axis, names_caption, row_theme, zero_line
from nbmixed.plots.labels import percent
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.theme import rows

_TALL = 1.8
_NONE = "none"


def mcmc_areas_ridges_data(
    draws: ArrayLike, names: Sequence[str], prob_outer: float = 1.0, area_method: str = "equal height"
) -> pd.DataFrame:
    """The frame that `mcmc_areas_ridges` draws: density curves.

    Parameters
    ----------
    draws, names, prob_outer, area_method
        As for `mcmc_areas_ridges`.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical in the order given), ``interval_width``, ``x``, ``density`` (1 / unit of x) and ``plotted_density``
        (share of the height of a ridge, 0 to 1). A constant parameter has one row, of infinite density.
    """
    central = Central(prob_outer, prob_outer, _NONE)
    frame = curves_frame(checked_draws(draws, names), names, central, area_method)
    return frame[frame["interval"] == "outer"].drop(columns="interval").reset_index(drop=True)


def mcmc_areas_ridges(
    draws: ArrayLike,
    names: Sequence[str],
    prob_outer: float = 1.0,
    area_method: str = "equal height",
    unit: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Density of each parameter as a ridge that overlaps the one behind it.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names, drawn from top to bottom as given.
    prob_outer
        Probability inside the central interval over which the curve is drawn; 1 is the range of the draws.
    area_method
        As for `nbmixed.plots.mcmc_areas`.
    unit
        Of the parameters, written on their axis.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_areas_ridges_data`: layers can be added with ``+``; the vertical axis is the discrete ``parameter``.

    Raises
    ------
    PlotError
        The draws, names, probability or method do not fit.
    """
    values = checked_draws(draws, names)
    frame = placed(mcmc_areas_ridges_data(values, names, prob_outer, area_method), _TALL)
    size = rows(names, row_height=0.3)
    told = Central(prob_outer, prob_outer, "median")
    return plot(
        frame,
        p9.aes(x="x", y="parameter"),
        central_alt(central_frame(values, names, told), above_zero(values)),
        names_axis(names, size, above=_TALL - 0.4),
        zero_line(frame["x"].min(), frame["x"].max()),
        _layers(frame, color_scheme(scheme)),
        p9.labs(x=unit, y="", subtitle=_describe(prob_outer), caption=names_caption(size)),
        row_theme(size),
    )


def _layers(frame: pd.DataFrame, colors: Scheme) -> list[Any]:
    """Ridges from the top of the figure to its bottom, so that lower ones are in front."""
    spike = np.isinf(frame["density"])
    ridge = p9.aes(x="x", y="top", group="place")
    rise = p9.aes(x="x", xend="x", y="bottom", yend="top")
    around = closed(frame[~spike])
    return [
        p9.geom_polygon(
            ridge,
            data=around.assign(place=around["parameter"].cat.codes),
            fill=colors.light_highlight,
            color=colors.mid_highlight,
            alpha=0.85,
            size=0.5,
            inherit_aes=False,
        ),
        p9.geom_segment(rise, data=frame[spike], color=colors.mid_highlight, size=1.4, inherit_aes=False),
    ]


def _describe(prob_outer: float) -> str:
    return f"Densities over the central {percent(prob_outer)}" if prob_outer < 1 else "Densities"
