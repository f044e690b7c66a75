"""Histograms by chain: one panel for each parameter, in it one row for each chain."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.chains import chain_means_alt
from nbmixed.plots.draws import Floats, checked_draws, pooled
from nbmixed.plots.faceted import facet_theme, faceted, facets, few_breaks
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import by_name, chain_labels, ordered, stacked
from nbmixed.plots.histogram import bin_counts, bin_edges
from nbmixed.plots.scheme import Scheme, color_scheme

HEIGHT = 0.85  # of a full bar, in rows


def mcmc_hist_by_chain_data(
    draws: ArrayLike, names: Sequence[str], bins: int = 25, binwidth: float | None = None
) -> pd.DataFrame:
    """The frame that `mcmc_hist_by_chain` draws.

    Parameters
    ----------
    draws, names, bins, binwidth
        As for `mcmc_hist_by_chain`.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical in the order given), ``chain`` (categorical, from 1), ``left`` and ``right`` end of each
        bin (the same for all chains), its ``count``, and ``bottom`` and ``top`` of its bar, in rows of chains.
    """
    values = checked_draws(draws, names)
    edges = [bin_edges(x, bins, binwidth) for x in pooled(values).T]
    return by_name(names, [_of_one(values[:, :, i], edges[i]) for i in range(len(names))])


def mcmc_hist_by_chain(
    draws: ArrayLike,
    names: Sequence[str],
    bins: int = 25,
    binwidth: float | None = None,
    ncol: int | None = None,
    unit: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Histograms of the draws of each parameter, a row for each chain.

    Parameters
    ----------
    draws, names, bins, binwidth, ncol, unit, scheme
        As for `nbmixed.plots.mcmc_hist`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_hist_by_chain_data`: layers can be added with ``+``. Chains share a panel, so that bars of the
        same values stand under one another.

    Raises
    ------
    PlotError
        As for `nbmixed.plots.mcmc_hist`.
    """
    values, size = checked_draws(draws, names), faceted(names, ncol, "A histogram plot")
    frame, colors = mcmc_hist_by_chain_data(values, names, bins, binwidth), color_scheme(scheme)
    return plot(
        frame,
        p9.aes(xmin="left", xmax="right", ymin="bottom", ymax="top"),
        chain_means_alt("Histograms", values, names),
        p9.geom_rect(fill=colors.mid, color=colors.mid_highlight, size=0.25),
        p9.scale_x_continuous(breaks=few_breaks, minor_breaks=[]),
        chain_rows(values.shape[0]),
        facets(size, "free_x"),
        p9.labs(x=unit, y="chain"),
        facet_theme(size),
    )


def chain_rows(chains: int) -> list[object]:
    """The vertical axis of rows of chains, the first on top."""
    every = -(-chains // 8)
    shown = list(range(0, chains, every))
    labels = [chain_labels(chains)[i] for i in shown]
    return [
        p9.scale_y_continuous(
            breaks=[chains - i for i in shown], labels=labels, minor_breaks=[], expand=(0, 0.25, 0, 0.1)
        )
    ]


def rows_of_chains(counts: Sequence[Floats], lefts: Floats, rights: Floats, most: float) -> pd.DataFrame:
    """Bars of chains in rows, the first chain on top; a bar of `most` is as high as a row has room for.

    Parameters
    ----------
    counts
        Of each chain, shape (B,).
    lefts, rights
        Ends of the bins, shape (B,).
    """
    chains = len(counts)
    labels = chain_labels(chains)
    return stacked(
        [
            pd.DataFrame(
                {
                    "chain": ordered([i] * len(count), labels),
                    "left": lefts,
                    "right": rights,
                    "count": count,
                    "bottom": float(chains - i),
                    "top": chains - i + HEIGHT * count / most,
                }
            )
            for i, count in enumerate(counts)
        ]
    )


def _of_one(x: Floats, edges: Floats) -> pd.DataFrame:
    counts = [bin_counts(chain, edges) for chain in x]
    return rows_of_chains(counts, edges[:-1], edges[1:], max(float(count.max()) for count in counts))
