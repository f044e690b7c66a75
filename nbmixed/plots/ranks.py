"""Ranks of draws among those of all chains: uniform in each chain when chains agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from nbmixed.plots.chains import require_several
from nbmixed.plots.draws import Floats, checked_draws
from nbmixed.plots.faceted import chain_key, facet_theme, faceted, facets
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import by_name, stacked
from nbmixed.plots.histogram_chains import HEIGHT, chain_rows, rows_of_chains
from nbmixed.plots.labels import few
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.theme import ZERO
from nbmixed.plots.whole import whole

WHAT = "A rank plot"


def chain_ranks(x: Floats) -> NDArray[np.intp]:
    """Ranks from 1 of the draws of one parameter among those of all chains, shape (chains, draws).

    Equal draws are ranked at random, by a fixed seed, so that each rank occurs once.
    """
    order = np.random.default_rng(x.size).permutation(x.size)
    ranks = np.empty(x.size, dtype=np.intp)
    ranks[order] = rankdata(x.ravel()[order], method="ordinal")
    return ranks.reshape(x.shape)


def mcmc_rank_hist_data(draws: ArrayLike, names: Sequence[str], bins: int = 20) -> pd.DataFrame:
    """The frame that `mcmc_rank_hist` and `mcmc_rank_overlay` draw.

    Parameters
    ----------
    draws, names, bins
        As for `mcmc_rank_hist`.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical in the order given), ``chain`` (categorical, from 1), ``left`` and ``right`` end of each bin
        of ranks, the ``count`` of ranks of the chain in it, ``expected``, and ``bottom`` and ``top`` of its bar, in rows of chains.
    """
    values = checked_draws(draws, names)
    require_several(values, WHAT)
    total = values.shape[0] * values.shape[1]
    edges = np.linspace(0, total, whole("bins", bins, 2, total) + 1)
    expected = values.shape[1] / bins
    return by_name(names, [_of_one(values[:, :, i], edges, expected) for i in range(len(names))])


def mcmc_rank_hist(
    draws: ArrayLike,
    names: Sequence[str],
    bins: int = 20,
    ncol: int | None = None,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Histogram of the ranks of each chain, a row for each; a line where uniform ranks would be.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names, one panel each, row by row as given.
    bins
        Number of bins of ranks.
    ncol
        Number of panels side by side; as many as there is room for when None.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_rank_hist_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        There is one chain, the draws, names or bins do not fit, or there are more than 200 parameters.

    Notes
    -----
    Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), Rank-normalization, folding, and localization: an improved R-hat
    for assessing convergence of MCMC, Bayesian Analysis 16(2).
    """
    values, size = checked_draws(draws, names), faceted(names, ncol, WHAT)
    frame, colors = mcmc_rank_hist_data(values, names, bins), color_scheme(scheme)
    most = frame.groupby("parameter", observed=True)["count"].transform("max")
    even = frame.assign(even=frame["bottom"] + HEIGHT * frame["expected"] / most)
    line = p9.aes(x="left", xend="right", y="even", yend="even")
    return plot(
        frame,
        p9.aes(xmin="left", xmax="right", ymin="bottom", ymax="top"),
        rank_alt(frame),
        p9.geom_rect(fill=colors.mid, color=colors.mid_highlight, size=0.25),
        p9.geom_segment(line, data=even, color=ZERO, size=0.6, inherit_aes=False),
        chain_rows(values.shape[0]),
        _rank_axis(values),
        facets(size, "fixed"),
        p9.labs(x="rank", y="chain", caption="Lines: uniform ranks, those of chains that agree."),
        facet_theme(size),
    )


def mcmc_rank_overlay(
    draws: ArrayLike,
    names: Sequence[str],
    bins: int = 20,
    ncol: int | None = None,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Histogram of the ranks of each chain, as lines over one another.

    Parameters
    ----------
    draws, names, bins, ncol, scheme
        As for `mcmc_rank_hist`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_rank_overlay_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        As for `mcmc_rank_hist`.
    """
    values, size = checked_draws(draws, names), faceted(names, ncol, WHAT)
    frame = mcmc_rank_overlay_data(values, names, bins)
    return plot(
        frame,
        p9.aes(x="rank", y="count", color="chain"),
        rank_alt(frame),
        p9.geom_hline(yintercept=values.shape[1] / bins, color=ZERO, size=0.6),
        p9.geom_path(size=0.6),
        p9.scale_y_continuous(limits=(0, None), expand=(0, 0, 0.05, 0)),
        chain_key(values.shape[0], scheme),
        _rank_axis(values),
        facets(size, "fixed"),
        p9.labs(x="rank", y="", color="chain", caption="Grey: uniform ranks, those of chains that agree."),
        facet_theme(size, y_text=False),
    )


def mcmc_rank_overlay_data(draws: ArrayLike, names: Sequence[str], bins: int = 20) -> pd.DataFrame:
    """The frame that `mcmc_rank_overlay` draws: both ends of each step.

    Parameters
    ----------
    draws, names, bins
        As for `mcmc_rank_hist`.

    Returns
    -------
    pandas.DataFrame
        ``parameter``, ``chain``, ``rank``, ``count`` and ``expected``; two rows a bin.
    """
    frame = mcmc_rank_hist_data(draws, names, bins).drop(columns=["bottom", "top"])
    frame["step"] = np.arange(len(frame))
    ends = [frame.drop(columns=other).rename(columns={end: "rank"}) for end, other in _ENDS]
    both = stacked(ends).sort_values(["step", "rank"]).drop(columns="step")
    return both.reset_index(drop=True)[["parameter", "chain", "rank", "count", "expected"]]


def rank_alt(frame: pd.DataFrame) -> str:
    """How far ranks of chains are from uniform, in words.

    Parameters
    ----------
    frame
        With ``parameter``, ``chain``, ``count`` and ``expected``.
    """
    excess = (frame["count"] / frame["expected"] - 1).abs()
    worst = excess.groupby(frame["parameter"], observed=True).idxmax()
    rows = frame.loc[worst]
    return "Ranks of draws by chain. " + few(
        [
            f"{name}: no bin is further from uniform than {count / even:.2g} times the expected count, of chain {chain}"
            for name, chain, count, even in zip(
                rows["parameter"], rows["chain"], rows["count"], rows["expected"], strict=True
            )
        ]
    )


_ENDS = (("left", "right"), ("right", "left"))


def _of_one(x: Floats, edges: Floats, expected: float) -> pd.DataFrame:
    counts = [np.histogram(ranks - 0.5, bins=edges)[0].astype(np.float64) for ranks in chain_ranks(x)]
    most = max(float(count.max()) for count in counts)
    return rows_of_chains(counts, edges[:-1], edges[1:], most).assign(expected=expected)


def _rank_axis(values: Floats) -> Any:
    total = values.shape[0] * values.shape[1]
    return p9.scale_x_continuous(breaks=[0, total // 2, total], minor_breaks=[], expand=(0.02, 0))
