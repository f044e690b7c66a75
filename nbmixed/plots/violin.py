"""Violins: the density of each chain, mirrored, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.chains import chain_means_alt
from nbmixed.plots.dens import curve
from nbmixed.plots.draws import Floats, checked_draws
from nbmixed.plots.faceted import facet_theme, faceted, facets, few_breaks
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import by_name, chain_labels, led, ordered, stacked
from nbmixed.plots.labels import percent
from nbmixed.plots.scheme import Scheme, color_scheme

_HALF = 0.42  # width of the widest violin, to either side
OUTLINE, QUANTILE = "outline", "quantile"


def mcmc_violin_data(
    draws: ArrayLike, names: Sequence[str], probs: Sequence[float] = (0.1, 0.5, 0.9)
) -> pd.DataFrame:
    """The frame that `mcmc_violin` draws.

    Parameters
    ----------
    draws, names, probs
        As for `mcmc_violin`.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical in the order given), ``chain`` (categorical, from 1), ``what`` ("outline", or "quantile" for
        one line for each of `probs`), ``prob`` (of a quantile), ``value``, and the ends ``left`` and ``right`` of the violin
        there, around 1 for the first chain.
    """
    values, at = checked_draws(draws, names), _checked(probs)
    labels = chain_labels(values.shape[0])
    frames = []
    for i in range(len(names)):
        shapes = violins(list(values[:, :, i]), at)
        chain = ordered(shapes["place"], labels)
        frames.append(led(shapes.drop(columns="place"), chain=chain))
    return by_name(names, frames)


def mcmc_violin(
    draws: ArrayLike,
    names: Sequence[str],
    probs: Sequence[float] = (0.1, 0.5, 0.9),
    ncol: int | None = None,
    unit: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Violins of each parameter, one for each chain, with lines at quantiles.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names, one panel each, row by row as given.
    probs
        Of the quantiles at which lines are drawn.
    ncol
        Number of panels side by side; as many as there is room for when None.
    unit
        Of the parameters, written on their axis.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_violin_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        The draws, names or `probs` do not fit, or there are more than 200 parameters.
    """
    values, size = checked_draws(draws, names), faceted(names, ncol, "A violin plot")
    frame, chains = mcmc_violin_data(values, names, probs), values.shape[0]
    every = -(-chains // 8)
    return plot(
        frame,
        p9.aes(),
        chain_means_alt("Violins", values, names),
        violin_layers(frame, ["parameter", "chain"], color_scheme(scheme)),
        p9.scale_x_continuous(
            breaks=list(range(1, chains + 1, every)),
            labels=chain_labels(chains)[::every],
            minor_breaks=[],
            expand=(0, 0.1),
        ),
        p9.scale_y_continuous(breaks=few_breaks, minor_breaks=[]),
        facets(size, "free_y"),
        p9.labs(x="chain", y=unit, caption=_caption(probs)),
        facet_theme(size) + p9.theme(panel_grid_major_x=p9.element_blank()),
    )


def violins(groups: Sequence[Floats], probs: Sequence[float]) -> pd.DataFrame:
    """Violins side by side, the widest of them as wide as there is room for.

    Parameters
    ----------
    groups
        Values of each violin; a group without values has none.
    probs
        Of the lines across.

    Returns
    -------
    pandas.DataFrame
        ``place`` (from 0), ``what``, ``prob``, ``value``, ``left`` and ``right``.
    """
    curves = {i: curve(x) for i, x in enumerate(groups) if x.size}
    finite = [float(own["density"].max()) for own in curves.values() if np.isfinite(own["density"]).all()]
    most = max(finite, default=1.0)
    return stacked([_violin(i, groups[i], own, probs, most) for i, own in curves.items()])


def violin_layers(frame: pd.DataFrame, by: Sequence[str], colors: Scheme) -> list[Any]:
    """The layers of violins.

    Parameters
    ----------
    frame
        With the columns of `violins` but ``place``.
    by
        Columns that tell one violin from another.
    """
    outline = frame[frame["what"] == OUTLINE]
    place = outline.groupby(list(by), observed=True).ngroup()
    left, right = outline.assign(x=outline["left"], id=place), outline.assign(x=outline["right"], id=place)
    around = stacked([left, right.iloc[::-1]])
    lines = p9.aes(x="left", xend="right", y="value", yend="value")
    return [
        p9.geom_polygon(
            p9.aes(x="x", y="value", group="id"),
            data=around,
            fill=colors.light_highlight,
            color=colors.mid_highlight,
            alpha=0.75,
            size=0.5,
        ),
        p9.geom_segment(lines, data=frame[frame["what"] == QUANTILE], color=colors.mid_highlight, size=0.6),
    ]


def _violin(place: int, x: Floats, own: pd.DataFrame, probs: Sequence[float], most: float) -> pd.DataFrame:
    lines = np.quantile(x, probs) if len(probs) else np.array([])
    spike = not np.isfinite(own["density"]).all()
    wide = np.full(len(own), _HALF) if spike else _HALF * own["density"].to_numpy() / most
    across = np.full(len(lines), _HALF) if spike else np.interp(lines, own["x"], wide)
    half = np.concatenate([wide, across])
    return pd.DataFrame(
        {
            "place": place,
            "what": [OUTLINE] * len(own) + [QUANTILE] * len(lines),
            "prob": np.concatenate([np.full(len(own), np.nan), np.asarray(probs, dtype=float)]),
            "value": np.concatenate([own["x"], lines]),
            "left": place + 1 - half,
            "right": place + 1 + half,
        }
    )


def _caption(probs: Sequence[float]) -> str:
    return f"Lines: {', '.join(percent(prob) for prob in probs)} quantiles." if len(probs) else ""


def _checked(probs: Sequence[float]) -> list[float]:
    if any(not 0 <= prob <= 1 for prob in probs):
        raise PlotError(f"probs = {list(probs)} is out of range: expected numbers from 0 to 1.")
    return [float(prob) for prob in probs]
