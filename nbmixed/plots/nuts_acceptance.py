"""The acceptance statistic of NUTS, chain by chain."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.histogram_chains import HEIGHT, chain_rows, rows_of_chains
from nbmixed.plots.labels import counted, number
from nbmixed.plots.nuts_energy import per_draw
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.theme import nbmixed_theme
from nbmixed.plots.whole import whole

_MEAN = "#B45C00"


def mcmc_nuts_acceptance_data(acceptance: ArrayLike, bins: int = 30) -> pd.DataFrame:
    """The frame that `mcmc_nuts_acceptance` draws.

    Parameters
    ----------
    acceptance, bins
        As for `mcmc_nuts_acceptance`.

    Returns
    -------
    pandas.DataFrame
        ``chain`` (categorical, from 1), ``left`` and ``right`` end of each bin between 0 and 1, its ``count``, and ``bottom`` and ``top``
        of its bar, in rows of chains.
    """
    values = per_draw(acceptance, "acceptance statistic")
    edges = np.linspace(0, 1, whole("bins", bins, 1, 500) + 1)
    counts = [np.histogram(chain, bins=edges)[0].astype(np.float64) for chain in values]
    return rows_of_chains(counts, edges[:-1], edges[1:], max(1.0, *(float(c.max()) for c in counts)))


def mcmc_nuts_acceptance(acceptance: ArrayLike, bins: int = 30, scheme: str | Scheme | None = None) -> Plot:
    """Histogram of the acceptance statistic, a row for each chain, with a line at its mean.

    Parameters
    ----------
    acceptance
        Of each draw, shape (chains, draws).
    bins
        Number of bins between 0 and 1.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_nuts_acceptance_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        The array has another shape, or is not finite.
    """
    values, colors = per_draw(acceptance, "acceptance statistic"), color_scheme(scheme)
    frame = mcmc_nuts_acceptance_data(values, bins)
    chains = len(values)
    bottom = chains - np.arange(chains, dtype=np.float64)
    means = pd.DataFrame({"mean": values.mean(axis=1), "bottom": bottom, "top": bottom + HEIGHT})
    told = ", ".join(number(float(mean)) for mean in means["mean"])
    return plot(
        frame,
        p9.aes(xmin="left", xmax="right", ymin="bottom", ymax="top"),
        f"Acceptance statistic of {counted(chains, 'chain')}: means {told}.",
        p9.geom_rect(fill=colors.mid, color=colors.mid_highlight, size=0.25),
        p9.geom_segment(
            p9.aes(x="mean", xend="mean", y="bottom", yend="top"),
            data=means,
            color=_MEAN,
            size=0.9,
            inherit_aes=False,
        ),
        chain_rows(chains),
        p9.labs(x="acceptance statistic", y="chain", caption=f"Lines: means, {told}."),
        nbmixed_theme((6.4, 1.1 + 0.55 * min(chains, 12))),
    )
