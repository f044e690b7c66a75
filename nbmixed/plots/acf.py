"""Autocorrelation of the draws of each chain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Floats, checked_draws
from nbmixed.plots.faceted import chain_key, counts_to, facet_theme, faceted, facets
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import chain_labels, ordered
from nbmixed.plots.labels import counted, few, number
from nbmixed.plots.scheme import Scheme
from nbmixed.plots.theme import ZERO, Panels
from nbmixed.plots.whole import whole

_WHAT = "An autocorrelation plot"
_SPREAD = 0.7  # of the bars of a lag, in lags


def mcmc_acf_data(draws: ArrayLike, names: Sequence[str], lags: int = 20) -> pd.DataFrame:
    """The frame that `mcmc_acf` and `mcmc_acf_bar` draw.

    Parameters
    ----------
    draws, names, lags
        As for `mcmc_acf`.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical in the order given), ``chain`` (categorical, from 1), ``lag`` (from 0) and ``acf``, which is NaN
        where all draws of a chain are equal.

    Examples
    --------
    >>> mcmc_acf_data([[[1.0], [-1.0], [1.0], [-1.0]]], ["x"], lags=1)["acf"].tolist()
    [1.0, -0.75]
    """
    values = checked_draws(draws, names)
    found = autocorrelations(values, _checked(lags, values.shape[1]))
    size, chains, P = found.shape
    return pd.DataFrame(
        {
            "parameter": ordered(np.repeat(np.arange(P), chains * size), names),
            "chain": ordered(np.tile(np.repeat(np.arange(chains), size), P), chain_labels(chains)),
            "lag": np.tile(np.arange(size), chains * P),
            "acf": found.transpose(2, 1, 0).ravel(),
        }
    )


def mcmc_acf(
    draws: ArrayLike,
    names: Sequence[str],
    lags: int = 20,
    ncol: int | None = None,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Autocorrelation of each parameter, a line for each chain.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names, one panel each, row by row as given.
    lags
        The largest lag.
    ncol
        Number of panels side by side; as many as there is room for when None.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_acf_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        The draws, names or lags do not fit, or there are more than 200 parameters.
    """
    values, size = checked_draws(draws, names), faceted(names, ncol, _WHAT)
    frame = mcmc_acf_data(values, names, lags)
    there = frame[frame["acf"].notna()]
    lines = [p9.geom_path(size=0.6), p9.geom_point(size=0.7, stroke=0)] if len(there) else p9.geom_blank()
    return plot(
        there if len(there) else frame.assign(acf=0.0),
        p9.aes(x="lag", y="acf", color="chain"),
        acf_alt(values, names),
        _parts(frame, values, size, scheme, line=True),
        lines,
    )


def mcmc_acf_bar(
    draws: ArrayLike,
    names: Sequence[str],
    lags: int = 20,
    ncol: int | None = None,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Autocorrelation of each parameter, a thin bar for each chain at each lag.

    Parameters
    ----------
    draws, names, lags, ncol, scheme
        As for `mcmc_acf`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_acf_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        As for `mcmc_acf`.
    """
    values, size = checked_draws(draws, names), faceted(names, ncol, _WHAT)
    frame = mcmc_acf_data(values, names, lags)
    chains = values.shape[0]
    place = frame["lag"] + _SPREAD * ((frame["chain"].cat.codes + 0.5) / chains - 0.5)
    bars = frame.assign(place=place)[frame["acf"].notna()]
    bar = p9.aes(x="place", xend="place", y=0, yend="acf", color="chain")
    width = max(0.3, 1.6 / chains)
    return plot(
        bars if len(bars) else frame.assign(place=place, acf=0.0),
        bar,
        acf_alt(values, names),
        _parts(frame, values, size, scheme, line=True),
        p9.geom_segment(size=width) if len(bars) else p9.geom_blank(),
    )


def autocorrelations(values: Floats, lags: int) -> Floats:
    """Autocorrelations of each chain at lags 0, ..., `lags`, shape (lags + 1, chains, P); NaN of constant chains."""
    centred, n = values - values.mean(axis=1, keepdims=True), values.shape[1]
    products = [(centred[:, : n - lag] * centred[:, lag:]).sum(axis=1) for lag in range(lags + 1)]
    still = np.ptp(values, axis=1) == 0
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = np.where(still, np.nan, np.stack(products) / products[0])
    return found


def acf_alt(values: Floats, names: Sequence[str]) -> str:
    """What a plot of autocorrelations shows, in words."""
    if values.shape[1] < 2:
        return ""
    first = autocorrelations(values, 1)[1].T
    chains = counted(values.shape[0], "chain")
    return f"Autocorrelation of {chains}. " + few(
        [
            f"{name}: constant" if np.isnan(own).all() else f"{name}: at lag 1 {', '.join(map(number, own))}"
            for name, own in zip(names, first, strict=True)
        ]
    )


def _parts(
    frame: pd.DataFrame, values: Floats, size: Panels, scheme: str | Scheme | None, *, line: bool
) -> list[Any]:
    still = frame.loc[frame["acf"].isna(), "parameter"].drop_duplicates().tolist()
    low = min(0.0, float(frame["acf"].min()) if len(still) < frame["parameter"].nunique() else 0.0)
    return [
        p9.geom_hline(yintercept=0, color=ZERO, size=0.5),
        chain_key(values.shape[0], scheme, line=line),
        p9.scale_x_continuous(breaks=counts_to(int(frame["lag"].max())), minor_breaks=[]),
        p9.scale_y_continuous(breaks=[0, 0.5, 1], labels=["0", "0.5", "1"], minor_breaks=[], limits=(low, 1)),
        facets(size, "fixed"),
        p9.labs(x="lag", y="autocorrelation", color="chain", caption=_caption(still)),
        facet_theme(size),
    ]


def _caption(still: Sequence[str]) -> str:
    return f"Constant, without autocorrelation: {few(still, 3)}" if still else ""


def _checked(lags: object, draws: int) -> int:
    if draws < 2:
        raise PlotError("Autocorrelation needs at least two draws a chain; there is one.")
    return min(whole("lags", lags, 1), draws - 1)
