"""Draws in the order they were made, one panel for each parameter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Bools, Floats, checked_divergences, checked_draws
from nbmixed.plots.faceted import chain_key, facet_theme, faceted, facets, few_breaks
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import long_frame
from nbmixed.plots.labels import counted, few, number, ordinal
from nbmixed.plots.scheme import DIVERGENT, Scheme
from nbmixed.plots.theme import Panels
from nbmixed.plots.whole import whole

# Draws a line has room for, by the number of panels side by side.
_ROOM = {1: 2_000, 2: 1_000, 3: 500, 4: 250}
_LEAST_ROOM = 200


def mcmc_trace_data(
    draws: ArrayLike,
    names: Sequence[str],
    divergences: ArrayLike | None = None,
    thin: int | None = None,
    ncol: int | None = None,
) -> pd.DataFrame:
    """The frame that `mcmc_trace` draws.

    Parameters
    ----------
    draws, names, divergences, thin, ncol
        As for `mcmc_trace`.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical in the order given), ``chain`` (categorical, from 1), ``iteration``
        (from 1), ``value`` and ``divergent``: every `thin`-th draw and all divergent ones.

    Examples
    --------
    >>> mcmc_trace_data([[[1.0], [2.0], [3.0]]], ["Days"], thin=2)["iteration"].tolist()
    [1, 3]
    """
    values = checked_draws(draws, names)
    flags = checked_divergences(divergences, values)
    return _long(values, names, flags, _thinning(values.shape[1], faceted(names, ncol, "A trace plot"), thin))


def mcmc_trace(
    draws: ArrayLike,
    names: Sequence[str],
    divergences: ArrayLike | None = None,
    thin: int | None = None,
    ncol: int | None = None,
    unit: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Trace of each parameter, a line for each chain, with divergent draws marked at the bottom.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names, one panel each, row by row as given.
    divergences
        Which draws diverged, boolean, shape (chains, draws).
    thin
        Draw every `thin`-th draw. None: all while a panel has room for them, else as many as it has;
        the caption then says so. Divergent draws are always kept.
    ncol
        Number of panels side by side; as many as there is room for when None.
    unit
        Of the parameters, written on their axis.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_trace_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        The draws, names or divergences do not fit, or there are more than 200 parameters.
    """
    values = checked_draws(draws, names)
    flags, size = checked_divergences(divergences, values), faceted(names, ncol, "A trace plot")
    step = _thinning(values.shape[1], size, thin)
    frame = _long(values, names, flags, step)
    return plot(
        frame,
        p9.aes(x="iteration", y="value", color="chain"),
        _alt(values, names, flags),
        p9.geom_path(size=0.35, alpha=0.85),
        _marks(frame),
        trace_scales(values.shape[1]),
        chain_key(values.shape[0], scheme),
        facets(size, "free_y"),
        p9.labs(x="draw", y=unit, color="chain", caption=_caption(flags, step)),
        trace_theme(size),
    )


def _thinning(n_draws: int, size: Panels, thin: object) -> int:
    if n_draws < 2:
        raise PlotError("A trace needs at least two draws a chain; there is one.")
    if thin is None:
        return max(1, round(n_draws / _ROOM.get(size.columns, _LEAST_ROOM)))
    return whole("thin", thin, 1, n_draws - 1)


def _long(values: Floats, names: Sequence[str], flags: Bools, step: int) -> pd.DataFrame:
    chain, draw = np.nonzero(flags | (np.arange(values.shape[1]) % step == 0))
    return long_frame(values, names, chain, draw).assign(divergent=np.tile(flags[chain, draw], len(names)))


def _marks(frame: pd.DataFrame) -> Any:
    divergent = frame[frame["divergent"]]
    return p9.geom_rug(data=divergent, sides="b", color=DIVERGENT, size=0.8) if len(divergent) else None


def trace_scales(n_draws: int) -> list[Any]:
    """Few numbers on both axes: the first, the middle and the last draw, and two or three values."""
    middle = [1, n_draws] if n_draws < 4 else [1, n_draws // 2, n_draws]
    return [
        p9.scale_x_continuous(breaks=middle, minor_breaks=[]),
        p9.scale_y_continuous(breaks=few_breaks, minor_breaks=[]),
    ]


def trace_theme(size: Panels) -> Any:
    """Panels without vertical lines."""
    return facet_theme(size) + p9.theme(panel_grid_major_x=p9.element_blank())


def _caption(flags: Bools, step: int) -> str:
    divergent = int(flags.sum())
    thinned = f"Every {ordinal(step)} draw is shown." if step > 1 else ""
    marks = f"Marks at the bottom: {counted(divergent, 'divergent draw')}." if divergent else ""
    return " ".join(filter(None, [thinned, marks]))


def _alt(values: Floats, names: Sequence[str], flags: Bools) -> str:
    chains, n_draws, _ = values.shape
    means = values.mean(axis=1).T
    statements = [
        f"{name}: chain means {', '.join(number(mean) for mean in chain_means)}"
        for name, chain_means in zip(names, means, strict=True)
    ]
    head = (
        f"Traces of {counted(chains, 'chain')} of {counted(n_draws, 'draw')}, {int(flags.sum())} divergent. "
    )
    return head + few(statements)
