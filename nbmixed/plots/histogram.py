"""Histograms: one panel for each parameter."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.central import Central, above_zero, central_alt, central_frame
from nbmixed.plots.draws import Floats, checked_draws, is_constant, pooled
from nbmixed.plots.faceted import facet_theme, faceted, facets, few_breaks
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import by_name
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.whole import whole

_MOST_BINS = 500


def mcmc_hist_data(
    draws: ArrayLike, names: Sequence[str], bins: int = 30, binwidth: float | None = None
) -> pd.DataFrame:
    """The frame that `mcmc_hist` draws.

    Parameters
    ----------
    draws, names, bins, binwidth
        As for `mcmc_hist`.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical in the order given), ``left`` and ``right`` end of each bin and its ``count``. A constant
        parameter has one bin of no width.

    Examples
    --------
    >>> mcmc_hist_data([[[0.0], [1.0], [2.0], [2.0]]], ["Days"], bins=2)["count"].tolist()
    [1, 3]
    """
    values = checked_draws(draws, names)
    return by_name(names, [_counts(x, bin_edges(x, bins, binwidth)) for x in pooled(values).T])


def mcmc_hist(
    draws: ArrayLike,
    names: Sequence[str],
    bins: int = 30,
    binwidth: float | None = None,
    ncol: int | None = None,
    unit: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Histogram of the draws of each parameter, chains together.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names, one panel each, row by row as given.
    bins
        Number of bins over the range of the draws.
    binwidth
        Width of bins in units of the parameter; then `bins` does not count.
    ncol
        Number of panels side by side; as many as there is room for when None.
    unit
        Of the parameters, written on their axis.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_hist_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        The draws, names or bins do not fit, or there are more than 200 parameters.
    """
    values, size = checked_draws(draws, names), faceted(names, ncol, "A histogram plot")
    frame, colors = mcmc_hist_data(values, names, bins, binwidth), color_scheme(scheme)
    return plot(
        frame,
        p9.aes(xmin="left", xmax="right", ymin=0, ymax="count"),
        central_alt(central_frame(values, names, Central(0.5, 0.9, "median")), above_zero(values)),
        p9.geom_rect(fill=colors.mid, color=colors.mid_highlight, size=0.25),
        p9.scale_x_continuous(breaks=few_breaks, minor_breaks=[]),
        p9.scale_y_continuous(expand=(0, 0, 0.05, 0)),
        facets(size, "free"),
        p9.labs(x=unit, y=""),
        facet_theme(size, y_text=False),
    )


def bin_edges(x: Floats, bins: int, binwidth: float | None) -> Floats:
    """Edges of the bins over the range of draws, shape (B + 1,); the same value twice where all are equal.

    Raises
    ------
    PlotError
        `bins` or `binwidth` is out of range.
    """
    count, width = whole("bins", bins, 1, _MOST_BINS), _width(binwidth)
    low, high = float(x.min()), float(x.max())
    if is_constant(x):
        return np.array([low, low])
    if width is None:
        return np.linspace(low, high, count + 1)
    if (high - low) / width > _MOST_BINS:
        raise PlotError(
            f"binwidth = {binwidth!r} would make more than {_MOST_BINS} bins of a range of {high - low:.3g}: give a larger one."
        )
    return np.arange(np.floor(low / width), np.floor(high / width) + 2) * width


def _width(binwidth: object) -> float | None:
    if binwidth is None:
        return None
    if isinstance(binwidth, bool) or not isinstance(binwidth, Real) or not float(binwidth) > 0:
        raise PlotError(f"binwidth = {binwidth!r} is out of range: expected a number above 0.")
    return float(binwidth)


def bin_counts(x: Floats, edges: Floats) -> Floats:
    """How many draws are in each bin, shape (B,)."""
    if edges[0] == edges[-1]:
        return np.array([float(x.size)])
    return np.histogram(x, bins=edges)[0].astype(np.float64)


def _counts(x: Floats, edges: Floats) -> pd.DataFrame:
    return pd.DataFrame(
        {"left": edges[:-1], "right": edges[1:], "count": bin_counts(x, edges).astype(np.int64)}
    )
