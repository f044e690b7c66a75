"""Central intervals, one row for each parameter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.central import Central, above_zero, central_alt, central_frame, zero_is_near
from nbmixed.plots.draws import checked_draws
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import ordinal, tick_label
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.theme import ZERO, Rows, nbmixed_theme, rows


def mcmc_intervals_data(
    draws: ArrayLike,
    names: Sequence[str],
    prob: float = 0.5,
    prob_outer: float = 0.9,
    point_est: str = "median",
) -> pd.DataFrame:
    """The frame that `mcmc_intervals` draws: ends of both intervals and the point, one row a parameter.

    See Also
    --------
    nbmixed.plots.central.central_frame : its columns.

    Examples
    --------
    >>> frame = mcmc_intervals_data([[[1.0], [2.0], [3.0]]], ["Days"])
    >>> frame[["ll", "l", "m", "h", "hh"]].round(2).to_numpy().tolist()
    [[1.1, 1.5, 2.0, 2.5, 2.9]]
    """
    return central_frame(draws, names, Central(prob, prob_outer, point_est))


def mcmc_intervals(
    draws: ArrayLike,
    names: Sequence[str],
    prob: float = 0.5,
    prob_outer: float = 0.9,
    point_est: str = "median",
    unit: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Inner interval (thick), outer interval (thin) and point estimate of each parameter.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names, drawn from top to bottom as given.
    prob, prob_outer
        Probability inside the inner and the outer central interval.
    point_est
        ``median``, ``mean`` or ``none``.
    unit
        Of the parameters, written on their axis.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_intervals_data`: layers can be added with ``+``; the vertical axis is the
        discrete ``parameter``.

    Raises
    ------
    PlotError
        The draws, names, probabilities or the point estimate do not fit.
    """
    central = Central(prob, prob_outer, point_est)
    values, size = checked_draws(draws, names), rows(names)
    frame = central_frame(values, names, central)
    return plot(
        frame,
        p9.aes(y="parameter"),
        central_alt(frame, above_zero(values)),
        zero_line(frame["ll"].min(), frame["hh"].max()),
        _layers(central, color_scheme(scheme), size),
        names_axis(names, size),
        p9.labs(x=unit, y="", subtitle=central.describe(), caption=names_caption(size)),
        row_theme(size),
    )


def zero_line(low: float, high: float) -> Any:
    """A light line at zero, when zero is within `low` to `high` or near."""
    return p9.geom_vline(xintercept=0, color=ZERO, size=0.7) if zero_is_near(low, high) else None


def names_axis(names: Sequence[str], size: Rows, above: float = 0.6) -> Any:
    """The vertical axis: the names from top to bottom, with room of `above` rows over the first."""
    shown = list(names)[:: size.every]
    labels = [tick_label(name) for name in shown]
    return p9.scale_y_discrete(
        limits=list(names)[::-1], breaks=shown, labels=labels, expand=(0, 0.6, 0, above)
    )


def names_caption(size: Rows) -> str:
    """What to say about names that are not printed."""
    return f"Every {ordinal(size.every)} name is printed." if size.every > 1 else ""


def row_theme(size: Rows) -> Any:
    """The theme of figures with one row for each parameter."""
    return nbmixed_theme(size.figure_size) + p9.theme(axis_text_y=p9.element_text(size=size.label_size))


def _layers(central: Central, colors: Scheme, size: Rows) -> list[Any]:
    thick = min(2.6, 14 * size.height)
    dot = p9.geom_point(p9.aes(x="m"), fill=colors.light, color=colors.dark_highlight, size=1.1 * thick)
    return [
        p9.geom_segment(p9.aes(x="ll", xend="hh", yend="parameter"), color=colors.mid, size=0.35 * thick),
        p9.geom_segment(p9.aes(x="l", xend="h", yend="parameter"), color=colors.mid_highlight, size=thick),
        *([dot] if central.has_point else []),
    ]
