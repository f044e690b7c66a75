"""Two statistics of the outcomes among those of replicated data sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.ppc.checked import Outcomes, outcomes
from nbmixed.plots.ppc.look import KEYS, SQUARE, caption, color_key, key_theme, two
from nbmixed.plots.ppc.statistics import Statistic, statistic
from nbmixed.plots.ppc.words import standing
from nbmixed.plots.scheme import Scheme
from nbmixed.plots.theme import nbmixed_theme

_MOST_POINTS = 1_000


def ppc_stat_2d_data(y: ArrayLike, yrep: ArrayLike, stat: Sequence[Any] = ("mean", "sd")) -> pd.DataFrame:
    """Both statistics of every data set: ``data``, ``replicate`` (0 is observed), ``first`` and ``second``.

    Examples
    --------
    >>> frame = ppc_stat_2d_data([1, 2, 3], [[1, 2, 6]], ("min", "max"))
    >>> frame[["first", "second"]].to_numpy().tolist()
    [[1.0, 3.0], [1.0, 6.0]]
    """
    return _frame(outcomes(y, yrep), _pair(stat))


def ppc_stat_2d(
    y: ArrayLike,
    yrep: ArrayLike,
    stat: Sequence[Any] = ("mean", "sd"),
    outcome: str = "y",
    scheme: str | Scheme | None = None,
) -> Plot:
    """A point for two statistics of each replicated data set, and one for those of the outcomes.

    Parameters
    ----------
    y
        Observed outcomes, shape (N,).
    yrep
        Replicated outcomes, shape (S, N). Of more than 1,000 data sets an even choice is drawn.
    stat
        Two statistics, as in `ppc_stat`.
    outcome
        Name of the outcome, with its unit.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `ppc_stat_2d_data`: layers can be added with ``+``.
    """
    found, pair = outcomes(y, yrep), _pair(stat)
    frame = _frame(found, pair)
    observed, replicated = frame.iloc[0], frame.iloc[1:]
    drawn = replicated.iloc[:: -(-len(replicated) // _MOST_POINTS)]
    fewer = f"{len(drawn):,} of them are drawn." if len(drawn) < len(replicated) else ""
    color = two(scheme).observed
    told = [
        f"{one.name} {standing(float(observed[place]), replicated[place].to_numpy())}"
        for one, place in zip(pair, ("first", "second"), strict=True)
    ]
    return plot(
        frame,
        p9.aes("first", "second", color="data"),
        f"Two statistics of {outcome}: {', '.join(told)}.",
        p9.geom_point(data=drawn, size=1.6, alpha=0.5, stroke=0),
        p9.geom_vline(xintercept=observed["first"], color=color, size=0.5, linetype="dashed"),
        p9.geom_hline(yintercept=observed["second"], color=color, size=0.5, linetype="dashed"),
        p9.geom_point(data=frame.iloc[:1], size=4),
        color_key(scheme, size=3),
        p9.labs(
            x=f"{pair[0].name} of {outcome}",
            y=f"{pair[1].name} of {outcome}",
            caption=caption(found.caption, fewer),
        ),
        nbmixed_theme(SQUARE),
        key_theme(),
    )


def _pair(stat: Any) -> tuple[Statistic, Statistic]:
    if isinstance(stat, str) or not isinstance(stat, Sequence) or len(stat) != 2:
        raise PlotError(f"stat_2d takes two statistics, such as stat=('mean', 'sd'), not {stat!r}.")
    return statistic(stat[0]), statistic(stat[1])


def _frame(found: Outcomes, pair: tuple[Statistic, Statistic]) -> pd.DataFrame:
    sets = (found.y[None, :], found.yrep)
    columns = [np.concatenate([one.of_rows(values) for values in sets]) for one in pair]
    for one, values in zip(pair, columns, strict=True):
        if not np.isfinite(values).all():
            raise PlotError(f"The {one.name} of these outcomes is not finite: take another statistic.")
    replicate = np.arange(len(found.yrep) + 1)
    return pd.DataFrame(
        {
            "data": pd.Categorical(np.where(replicate == 0, *KEYS), categories=list(KEYS)),
            "replicate": replicate,
            "first": columns[0],
            "second": columns[1],
        }
    )
