"""Density curves: one panel for each parameter, chains together or apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.central import Central, above_zero, central_alt, central_frame
from nbmixed.plots.chains import chain_means_alt
from nbmixed.plots.density import density
from nbmixed.plots.draws import Floats, checked_draws, is_constant, pooled
from nbmixed.plots.faceted import chain_key, facet_theme, faceted, facets, few_breaks
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import by_name, chain_labels, ordered, stacked
from nbmixed.plots.scheme import Scheme, color_scheme

_POINTS = 128


def mcmc_dens_data(draws: ArrayLike, names: Sequence[str]) -> pd.DataFrame:
    """The frame that `mcmc_dens` draws.

    Parameters
    ----------
    draws, names
        As for `mcmc_dens`.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical in the order given), ``x``, ``density`` (1 / unit of x) and ``height`` (share of the highest
        of the parameter). A constant parameter has a spike: two rows of infinite density, of height 0 and 1.
    """
    values = checked_draws(draws, names)
    return by_name(names, [scaled(curve(x)) for x in pooled(values).T])


def mcmc_dens(
    draws: ArrayLike,
    names: Sequence[str],
    ncol: int | None = None,
    unit: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Density of the draws of each parameter, chains together.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names, one panel each, row by row as given.
    ncol
        Number of panels side by side; as many as there is room for when None.
    unit
        Of the parameters, written on their axis.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_dens_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        The draws or names do not fit, or there are more than 200 parameters.
    """
    values, size = checked_draws(draws, names), faceted(names, ncol, "A density plot")
    colors = color_scheme(scheme)
    return plot(
        mcmc_dens_data(values, names),
        p9.aes(x="x", y="height"),
        central_alt(central_frame(values, names, Central(0.5, 0.9, "median")), above_zero(values)),
        p9.geom_area(fill=colors.light_highlight, alpha=0.7, position="identity"),
        p9.geom_path(color=colors.mid_highlight, size=0.6),
        _axes(),
        facets(size, "free_x"),
        p9.labs(x=unit, y=""),
        facet_theme(size, y_text=False),
    )


def mcmc_dens_overlay_data(draws: ArrayLike, names: Sequence[str]) -> pd.DataFrame:
    """The frame that `mcmc_dens_overlay` draws.

    Parameters
    ----------
    draws, names
        As for `mcmc_dens_overlay`.

    Returns
    -------
    pandas.DataFrame
        As `mcmc_dens_data`, with ``chain`` (categorical, from 1).
    """
    values = checked_draws(draws, names)
    return by_name(names, [scaled(_chains(values[:, :, i])) for i in range(len(names))])


def mcmc_dens_overlay(
    draws: ArrayLike,
    names: Sequence[str],
    ncol: int | None = None,
    unit: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Density of the draws of each parameter, a curve for each chain.

    Parameters
    ----------
    draws, names, ncol, unit, scheme
        As for `mcmc_dens`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_dens_overlay_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        As for `mcmc_dens`.
    """
    values, size = checked_draws(draws, names), faceted(names, ncol, "A density plot")
    return plot(
        mcmc_dens_overlay_data(values, names),
        p9.aes(x="x", y="height", color="chain"),
        chain_means_alt("Densities", values, names),
        p9.geom_path(size=0.7),
        chain_key(values.shape[0], scheme),
        _axes(),
        facets(size, "free_x"),
        p9.labs(x=unit, y="", color="chain"),
        facet_theme(size, y_text=False),
    )


def curve(x: Floats) -> pd.DataFrame:
    """The density of draws over their range, ``x`` and ``density``; a spike when all are equal."""
    if is_constant(x):
        return pd.DataFrame({"x": [float(x[0])] * 2, "density": [np.inf] * 2})
    at = np.linspace(x.min(), x.max(), _POINTS)
    return pd.DataFrame({"x": at, "density": density(x, at)})


def scaled(curves: pd.DataFrame) -> pd.DataFrame:
    """With ``height``, the share of the highest density; a spike goes from 0 to 1."""
    finite = curves["density"].where(np.isfinite(curves["density"]))
    spike = finite.isna().to_numpy()
    return curves.assign(height=np.where(spike, np.cumsum(spike) % 2 == 0, finite / finite.max()))


def _chains(x: Floats) -> pd.DataFrame:
    labels = chain_labels(len(x))
    curves = [curve(chain) for chain in x]
    return stacked([own.assign(chain=ordered([i] * len(own), labels)) for i, own in enumerate(curves)])


def _axes() -> list[Any]:
    return [
        p9.scale_x_continuous(breaks=few_breaks, minor_breaks=[]),
        p9.scale_y_continuous(expand=(0, 0, 0.05, 0)),
    ]
