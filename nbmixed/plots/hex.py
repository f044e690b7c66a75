"""Draws of two parameters counted in hexagons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.draws import checked_divergences, pooled
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.hexagons import Hexagons, hexagons
from nbmixed.plots.scatter import pair_alt, pair_labels, two_parameters
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.theme import nbmixed_theme
from nbmixed.plots.whole import whole

_WHAT = "A plot of hexagons"
_MOST = 200


def mcmc_hex_data(draws: ArrayLike, names: Sequence[str], bins: int = 30) -> pd.DataFrame:
    """The frame that `mcmc_hex` draws.

    Parameters
    ----------
    draws, names, bins
        As for `mcmc_hex`.

    Returns
    -------
    pandas.DataFrame
        ``x`` and ``y`` of the centre of each hexagon with draws in it, and their ``count``.
    """
    found = _found(draws, names, bins)
    return pd.DataFrame({"x": found.x, "y": found.y, "count": found.count})


def mcmc_hex(
    draws: ArrayLike,
    names: Sequence[str],
    bins: int = 30,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Draws of two parameters, counted in hexagons.

    Parameters
    ----------
    draws
        Shape (chains, draws, 2).
    names
        Of the parameter on the horizontal axis, and of that on the vertical one.
    bins
        Hexagons side by side over the range of the draws.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over the corners of the hexagons of `mcmc_hex_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        There are not two parameters, or the draws, names or bins do not fit.
    """
    values = two_parameters(draws, names, _WHAT)
    found, colors = _found(values, names, bins), color_scheme(scheme)
    corners = found.corners()
    frame = pd.DataFrame(
        {
            "x": corners[:, :, 0].ravel(),
            "y": corners[:, :, 1].ravel(),
            "count": np.repeat(found.count, 6),
            "hexagon": np.repeat(np.arange(found.count.size), 6),
        }
    )
    return plot(
        frame,
        p9.aes(x="x", y="y", fill="count", group="hexagon"),
        pair_alt(values, names, checked_divergences(None, values)),
        p9.geom_polygon(color="none"),
        p9.scale_fill_gradientn(colors=list(colors.levels)),
        pair_labels(names),
        p9.labs(fill="draws"),
        nbmixed_theme((6.2, 4.6)) + p9.theme(legend_position="right"),
    )


def _found(draws: ArrayLike, names: Sequence[str], bins: object) -> Hexagons:
    x = pooled(two_parameters(draws, names, _WHAT))
    return hexagons(x[:, 0], x[:, 1], whole("bins", bins, 1, _MOST))
