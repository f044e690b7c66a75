"""How ranks of each chain are distributed, within the band of chains that agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.chains import require_several
from nbmixed.plots.draws import Floats, checked_draws
from nbmixed.plots.faceted import chain_key, facet_theme, faceted, facets, few_breaks
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import by_name, chain_labels, ordered
from nbmixed.plots.labels import few, percent
from nbmixed.plots.rank_bands import rank_bands
from nbmixed.plots.ranks import WHAT, chain_ranks
from nbmixed.plots.scheme import Scheme

_POINTS = 50


def mcmc_rank_ecdf_data(draws: ArrayLike, names: Sequence[str], prob: float = 0.99) -> pd.DataFrame:
    """The frame that `mcmc_rank_ecdf` draws.

    Parameters
    ----------
    draws, names, prob
        As for `mcmc_rank_ecdf`.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical in the order given), ``chain`` (categorical, from 1), ``rank`` as a share of all ranks,
        ``ecdf``, the share of the draws of the chain with at most that rank, its ``difference`` from the uniform one, and the
        ends of the band ``lower`` and ``upper``, of the difference.
    """
    values = checked_draws(draws, names)
    require_several(values, WHAT)
    points = _points(values)
    lower, upper = rank_bands(values.shape[0], values.shape[1], tuple(points.tolist()), _checked(prob))
    ends = np.stack([lower, upper]) / values.shape[1]
    return by_name(names, [_of_one(values[:, :, i], points, ends) for i in range(len(names))])


def mcmc_rank_ecdf(
    draws: ArrayLike,
    names: Sequence[str],
    prob: float = 0.99,
    plot_diff: bool = True,
    ncol: int | None = None,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Distribution of the ranks of each chain, less the uniform one, and the band in which chains that agree are.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names, one panel each, row by row as given.
    prob
        That all chains are within the band of a parameter, when ranks are uniform.
    plot_diff
        Whether the uniform distribution is subtracted.
    ncol
        Number of panels side by side; as many as there is room for when None.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_rank_ecdf_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        There is one chain, the draws, names or `prob` do not fit, or there are more than 200 parameters.

    See Also
    --------
    nbmixed.plots.rank_bands.rank_bands : the band and its source. It takes draws to be independent; of autocorrelated ones
        more leave it.
    """
    values, size = checked_draws(draws, names), faceted(names, ncol, WHAT)
    frame = mcmc_rank_ecdf_data(values, names, prob)
    even = 0.0 if plot_diff else frame["rank"]
    frame = frame.assign(y=frame["difference"] + even, low=frame["lower"] + even, high=frame["upper"] + even)
    band = frame[frame["chain"] == "1"]
    return plot(
        frame,
        p9.aes(x="rank", y="y", color="chain"),
        _alt(frame, prob),
        p9.geom_ribbon(
            p9.aes(x="rank", ymin="low", ymax="high"),
            data=band,
            fill="#8C8C8C",
            alpha=0.25,
            inherit_aes=False,
        ),
        p9.geom_path(size=0.6),
        p9.scale_x_continuous(breaks=[0, 0.5, 1], labels=["0", "0.5", "1"], minor_breaks=[]),
        p9.scale_y_continuous(breaks=few_breaks, minor_breaks=[]),
        chain_key(values.shape[0], scheme),
        facets(size, "fixed"),
        p9.labs(x="rank, as a share of all", y="ECDF difference" if plot_diff else "ECDF", color="chain"),
        p9.labs(caption=f"Grey: where all chains are with probability {percent(prob)} when they agree."),
        facet_theme(size),
    )


def _points(values: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    total = values.shape[0] * values.shape[1]
    return np.unique(np.linspace(0, total, min(_POINTS, values.shape[1]) + 1).round().astype(np.int64)[1:])


def _of_one(x: Floats, points: np.ndarray[tuple[int], np.dtype[np.int64]], ends: Floats) -> pd.DataFrame:
    chains, draws = x.shape
    ecdf = (
        np.stack([np.searchsorted(np.sort(ranks), points, side="right") for ranks in chain_ranks(x)]) / draws
    )
    share = points / x.size
    return pd.DataFrame(
        {
            "chain": ordered(np.repeat(np.arange(chains), points.size), chain_labels(chains)),
            "rank": np.tile(share, chains),
            "ecdf": ecdf.ravel(),
            "difference": (ecdf - share).ravel(),
            "lower": np.tile(ends[0] - share, chains),
            "upper": np.tile(ends[1] - share, chains),
        }
    )


def _alt(frame: pd.DataFrame, prob: float) -> str:
    slack = 1e-9  # differences of equal shares
    outside = (frame["difference"] < frame["lower"] - slack) | (frame["difference"] > frame["upper"] + slack)
    left = frame[outside].groupby("parameter", observed=True)["chain"].unique()
    head = f"Ranks of draws by chain, within a band of {percent(prob)}. "
    if left.empty:
        return head + "All chains of all parameters stay within it."
    return head + few(
        [f"{name}: chain {', '.join(sorted(chains))} leaves it" for name, chains in left.items()]
    )


def _checked(prob: float) -> float:
    if not 0 < prob < 1:
        raise PlotError(f"prob = {prob!r} is out of range: expected a number between 0 and 1.")
    return float(prob)
