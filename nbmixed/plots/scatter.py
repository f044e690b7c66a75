"""Draws of two parameters as points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Bools, Floats, checked_divergences, checked_draws, pooled
from nbmixed.plots.faceted import thinned
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import counted, number, ordinal, tick_label
from nbmixed.plots.scheme import DIVERGENT, Scheme, color_scheme
from nbmixed.plots.theme import nbmixed_theme

MOST_POINTS = 5_000
_FIGURE = (5.6, 4.6)


def mcmc_scatter_data(
    draws: ArrayLike, names: Sequence[str], divergences: ArrayLike | None = None
) -> pd.DataFrame:
    """The frame that `mcmc_scatter` draws.

    Parameters
    ----------
    draws, names, divergences
        As for `mcmc_scatter`.

    Returns
    -------
    pandas.DataFrame
        ``draw`` (from 1, chains one after the other), ``x``, ``y`` and ``divergent``: at most about 5,000 draws, and all divergent
        ones.
    """
    values = two_parameters(draws, names, "A scatter plot")
    diverged = checked_divergences(divergences, values).ravel()
    x = pooled(values)
    kept = np.union1d(thinned(len(x), MOST_POINTS)[0], np.flatnonzero(diverged))
    return pd.DataFrame({"draw": kept + 1, "x": x[kept, 0], "y": x[kept, 1], "divergent": diverged[kept]})


def mcmc_scatter(
    draws: ArrayLike,
    names: Sequence[str],
    divergences: ArrayLike | None = None,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Draws of two parameters, a point each, divergent ones in front.

    Parameters
    ----------
    draws
        Shape (chains, draws, 2).
    names
        Of the parameter on the horizontal axis, and of that on the vertical one.
    divergences
        Which draws diverged, boolean, shape (chains, draws).
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_scatter_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        There are not two parameters, or the draws, names or divergences do not fit.
    """
    values = two_parameters(draws, names, "A scatter plot")
    flags, colors = checked_divergences(divergences, values), color_scheme(scheme)
    frame = mcmc_scatter_data(values, names, flags)
    step = thinned(flags.size, MOST_POINTS)[1]
    return plot(
        frame,
        p9.aes(x="x", y="y"),
        pair_alt(values, names, flags),
        p9.geom_point(data=frame[~frame["divergent"]], color=colors.mid, size=1.1, alpha=0.35, stroke=0),
        divergent_points(frame),
        pair_labels(names),
        p9.labs(caption=pair_caption(int(flags.sum()), step)),
        nbmixed_theme(_FIGURE),
    )


def two_parameters(draws: ArrayLike, names: Sequence[str], what: str) -> Floats:
    """The draws, checked, of exactly two parameters.

    Parameters
    ----------
    what
        The plot with its article, for the message.

    Raises
    ------
    PlotError
        There are more or fewer.
    """
    if len(names) != 2:
        raise PlotError(
            f"{what} is of two parameters, and {counted(len(names), 'parameter')} {'is' if len(names) == 1 else 'are'} given: "
            "choose two with pars=, or draw pairs."
        )
    return checked_draws(draws, names)


def divergent_points(frame: pd.DataFrame, size: float = 1.8) -> Any:
    """A layer of the divergent rows, when there are any."""
    divergent = frame[frame["divergent"]]
    if divergent.empty:
        return None
    return p9.geom_point(data=divergent, color=DIVERGENT, size=size, alpha=0.9, stroke=0)


def pair_labels(names: Sequence[str]) -> Any:
    """The names on the axes."""
    return p9.labs(x=tick_label(names[0]), y=tick_label(names[1]))


def pair_caption(divergent: int, step: int) -> str:
    """What is left out and what is marked."""
    shown = f"Every {ordinal(step)} draw is shown." if step > 1 else ""
    marked = f"In front: {counted(divergent, 'divergent draw')}." if divergent else ""
    return " ".join(filter(None, [shown, marked]))


def correlation(x: Floats) -> Floats:
    """Correlations of columns, shape (P, P); 0 with constant ones."""
    sd = x.std(axis=0)
    z = (x - x.mean(axis=0)) / np.where(sd > 0, sd, 1.0)
    found: Floats = z.T @ z / len(z)
    return found


def pair_alt(values: Floats, names: Sequence[str], flags: Bools) -> str:
    """What a plot of two parameters shows, in words."""
    r = correlation(pooled(values))[0, 1]
    diverged = int(flags.sum())
    return (
        f"{counted(flags.size, 'draw')} of {names[0]} and {names[1]}: correlation {number(round(float(r), 3))}, "
        f"{diverged} divergent."
    )
