"""Traces with one chain in front of the others."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.chains import chain_means_alt
from nbmixed.plots.draws import checked_draws
from nbmixed.plots.faceted import faceted, facets
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import ordinal
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.theme import INK
from nbmixed.plots.trace import mcmc_trace_data, trace_scales, trace_theme
from nbmixed.plots.whole import whole


def mcmc_trace_highlight_data(
    draws: ArrayLike,
    names: Sequence[str],
    highlight: int = 1,
    thin: int | None = None,
    ncol: int | None = None,
) -> pd.DataFrame:
    """The frame that `mcmc_trace_highlight` draws.

    Parameters
    ----------
    draws, names, highlight, thin, ncol
        As for `mcmc_trace_highlight`.

    Returns
    -------
    pandas.DataFrame
        As `nbmixed.plots.mcmc_trace_data`, with ``highlighted``, whether the row is of the chain in front.
    """
    values = checked_draws(draws, names)
    frame = mcmc_trace_data(values, names, thin=thin, ncol=ncol).drop(columns="divergent")
    return frame.assign(highlighted=frame["chain"] == str(whole("highlight", highlight, 1, values.shape[0])))


def mcmc_trace_highlight(
    draws: ArrayLike,
    names: Sequence[str],
    highlight: int = 1,
    thin: int | None = None,
    ncol: int | None = None,
    unit: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Points of each parameter in the order of the draws, one chain in front of the others.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names, one panel each, row by row as given.
    highlight
        Number of the chain in front, from 1.
    thin, ncol, unit, scheme
        As for `nbmixed.plots.mcmc_trace`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_trace_highlight_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        As for `nbmixed.plots.mcmc_trace`, and for a chain that is not there.
    """
    values, size = checked_draws(draws, names), faceted(names, ncol, "A trace plot")
    frame, colors = mcmc_trace_highlight_data(values, names, highlight, thin, ncol), color_scheme(scheme)
    kept = frame["iteration"].unique()
    step = int(kept[1] - kept[0])
    front, behind = frame[frame["highlighted"]], frame[~frame["highlighted"]]
    return plot(
        frame,
        p9.aes(x="iteration", y="value"),
        f"Chain {highlight} in front. {chain_means_alt('Traces', values, names)}",
        p9.geom_point(data=behind, color=INK, alpha=0.3, size=0.8, stroke=0),
        p9.geom_point(data=front, color=colors.mid_highlight, alpha=0.9, size=0.9, stroke=0),
        trace_scales(values.shape[1]),
        facets(size, "free_y"),
        p9.labs(x="draw", y=unit, subtitle=f"Chain {highlight} in front", caption=_caption(step)),
        trace_theme(size),
    )


def _caption(step: int) -> str:
    return f"Every {ordinal(step)} draw is shown." if step > 1 else ""
