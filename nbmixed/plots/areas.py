"""Posterior densities, one row for each parameter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.central import Central, above_zero, central_alt, central_frame
from nbmixed.plots.curves import curves_frame
from nbmixed.plots.draws import checked_draws
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.intervals import names_axis, names_caption, row_theme, zero_line
from nbmixed.plots.labels import percent
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.theme import rows

_TALL = 0.9


def mcmc_areas_data(
    draws: ArrayLike,
    names: Sequence[str],
    prob: float = 0.5,
    prob_outer: float = 1.0,
    point_est: str = "median",
    area_method: str = "equal height",
) -> pd.DataFrame:
    """The frame that `mcmc_areas` draws: density curves over the intervals.

    Parameters
    ----------
    draws, names, prob, prob_outer, point_est, area_method
        As for `mcmc_areas`.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical in the order given), ``interval`` (``outer``, ``inner`` or ``point``),
        ``interval_width``, ``x``, ``density`` (1 / unit of x) and ``plotted_density`` (share of the
        height of a row, 0 to 1). A constant parameter has one row for each interval, of infinite density.
    """
    return curves_frame(checked_draws(draws, names), names, Central(prob, prob_outer, point_est), area_method)


def mcmc_areas(
    draws: ArrayLike,
    names: Sequence[str],
    prob: float = 0.5,
    prob_outer: float = 1.0,
    point_est: str = "median",
    area_method: str = "equal height",
    unit: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Density of each parameter over its outer interval, the inner interval shaded, a line at the point.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names, drawn from top to bottom as given.
    prob
        Probability inside the shaded central interval.
    prob_outer
        Probability inside the interval over which the curve is drawn; 1 is the range of the draws.
    point_est
        ``median``, ``mean`` or ``none``.
    area_method
        ``equal height``: every curve as high as its row, so that a narrow one does not flatten the rest.
        ``equal area`` (bayesplot's default): one scale for all densities. ``scaled height``: between the
        two, heights go with the square root of the peak.
    unit
        Of the parameters, written on their axis.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_areas_data`: layers can be added with ``+``; the vertical axis is the
        discrete ``parameter``.

    Raises
    ------
    PlotError
        The draws, names, probabilities, the point estimate or the method do not fit.
    """
    values, central = checked_draws(draws, names), Central(prob, prob_outer, point_est)
    frame = placed(curves_frame(values, names, central, area_method), _TALL)
    size = rows(names, row_height=0.42)
    return plot(
        frame,
        p9.aes(x="x", y="parameter"),
        central_alt(central_frame(values, names, central), above_zero(values)),
        names_axis(names, size, above=0.1),
        zero_line(frame["x"].min(), frame["x"].max()),
        _layers(frame, color_scheme(scheme)),
        p9.labs(x=unit, y="", subtitle=_describe(central), caption=names_caption(size)),
        row_theme(size),
    )


def placed(curves: pd.DataFrame, tall: float) -> pd.DataFrame:
    """With the bottom and the top of each curve on the vertical axis, the highest `tall` rows above its own."""
    codes = curves["parameter"].cat.codes.to_numpy()
    bottom = (codes.max() - codes + 1).astype(np.float64)
    return curves.assign(bottom=bottom, top=bottom + tall * curves["plotted_density"])


def _layers(frame: pd.DataFrame, colors: Scheme) -> list[Any]:
    spike = np.isinf(frame["density"])
    pieces = {key: frame[~spike & (frame["interval"] == key)] for key in ("outer", "inner", "point")}
    curve = p9.aes(x="x", y="top", group="parameter")
    rise = p9.aes(x="x", xend="x", y="bottom", yend="top")
    return [
        p9.geom_polygon(curve, data=closed(pieces["outer"]), fill=colors.light, alpha=0.6, inherit_aes=False),
        p9.geom_polygon(curve, data=closed(pieces["inner"]), fill=colors.mid, alpha=0.75, inherit_aes=False),
        p9.geom_segment(rise, data=pieces["point"], color=colors.dark_highlight, size=1.0, inherit_aes=False),
        p9.geom_line(curve, data=pieces["outer"], color=colors.mid_highlight, size=0.6, inherit_aes=False),
        p9.geom_segment(rise, data=frame[spike], color=colors.dark_highlight, size=1.4, inherit_aes=False),
    ]


def closed(curves: pd.DataFrame) -> pd.DataFrame:
    """The curves closed along their bottom; several times faster to draw than ribbons."""
    ends = curves.groupby("parameter", observed=True)
    left, right = (end.assign(top=end["bottom"]) for end in (ends.head(1), ends.tail(1)))
    return pd.concat([left, curves, right], ignore_index=True)


def _describe(central: Central) -> str:
    outer = f" over the central {percent(central.prob_outer)}" if central.prob_outer < 1 else ""
    point = f", lines at {central.point_est}s" if central.has_point else ""
    return f"Densities{outer}, {percent(central.prob)} central intervals shaded{point}"
