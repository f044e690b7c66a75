"""Parallel coordinates: one line for each draw, over all parameters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Bools, Floats, checked_divergences, checked_draws, pooled
from nbmixed.plots.faceted import thinned
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import ordered
from nbmixed.plots.labels import below, counted, few, number, ordinal
from nbmixed.plots.scheme import DIVERGENT, Scheme, color_scheme
from nbmixed.plots.theme import nbmixed_theme, text_width

_MOST = 200
_MOST_CORNERS = 8_000
_LEAST_LINES, _MOST_LINES = 100, 400


def mcmc_parcoord_data(
    draws: ArrayLike, names: Sequence[str], divergences: ArrayLike | None = None, standardize: bool = True
) -> pd.DataFrame:
    """The frame that `mcmc_parcoord` draws.

    Parameters
    ----------
    draws, names, divergences, standardize
        As for `mcmc_parcoord`.

    Returns
    -------
    pandas.DataFrame
        ``draw`` (from 1, chains one after the other), ``parameter`` (categorical in the order given), ``value`` and
        ``divergent``: some hundred draws, and all divergent ones.
    """
    values = checked_draws(draws, names)
    return _frame(values, names, checked_divergences(divergences, values), standardize)


def mcmc_parcoord(
    draws: ArrayLike,
    names: Sequence[str],
    divergences: ArrayLike | None = None,
    standardize: bool = True,
    unit: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """One line for each draw, over all parameters, divergent draws in front.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names, from left to right as given; two or more.
    divergences
        Which draws diverged, boolean, shape (chains, draws).
    standardize
        Whether each parameter is drawn less its mean, in units of its sd, so that all can be seen.
    unit
        Of the parameters, written on their axis unless they are standardized.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_parcoord_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        There is one parameter or more than 200, or the draws, names or divergences do not fit.
    """
    values = checked_draws(draws, names)
    _check_number(len(names))
    flags, colors = checked_divergences(divergences, values), color_scheme(scheme)
    frame = _frame(values, names, flags, standardize)
    step = _lines(values)[1]
    divergent = frame[frame["divergent"]]
    front = p9.geom_path(data=divergent, color=DIVERGENT, alpha=0.9, size=0.5)
    return plot(
        frame,
        p9.aes(x="parameter", y="value", group="draw"),
        _alt(values, names, flags),
        p9.geom_path(data=frame[~frame["divergent"]], color=colors.mid, alpha=0.15, size=0.3),
        front if len(divergent) else None,
        p9.scale_x_discrete(limits=list(names), labels=[below(name) for name in names]),
        p9.labs(x="", y="(value - mean) / sd" if standardize else unit, caption=_caption(flags, step)),
        _theme(names),
    )


def _theme(names: Sequence[str]) -> object:
    size, n = (8.5 if len(names) <= 60 else 6.0), len(names)
    longest = text_width([below(name) for name in names], size)
    width = max(6.4, min(24.0, 0.9 + n * 1.45 * size / 72))
    flat = longest * n < width - 1.0
    turned = {"rotation": 0} if flat else {"rotation": 90, "va": "top", "ha": "center"}
    height = 3.6 + (0.2 if flat else longest)
    return nbmixed_theme((width, height)) + p9.theme(axis_text_x=p9.element_text(size=size, **turned))


def _lines(values: Floats) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], int]:
    room = int(np.clip(_MOST_CORNERS // values.shape[2], _LEAST_LINES, _MOST_LINES))
    return thinned(values.shape[0] * values.shape[1], room)


def _frame(values: Floats, names: Sequence[str], flags: Bools, standardize: bool) -> pd.DataFrame:
    x, diverged = pooled(values), flags.ravel()
    kept = np.union1d(_lines(values)[0], np.flatnonzero(diverged))
    y = _standardized(x)[kept] if standardize else x[kept]
    P = len(names)
    return pd.DataFrame(
        {
            "draw": np.repeat(kept + 1, P),
            "parameter": ordered(np.tile(np.arange(P), kept.size), names),
            "value": y.ravel(),
            "divergent": np.repeat(diverged[kept], P),
        }
    )


def _standardized(x: Floats) -> Floats:
    sd = x.std(axis=0)
    return np.asarray((x - x.mean(axis=0)) / np.where(sd > 0, sd, 1.0))


def _check_number(count: int) -> None:
    if not 2 <= count <= _MOST:
        raise PlotError(
            f"Parallel coordinates are of 2 to {_MOST} parameters, and {count} {'is' if count == 1 else 'are'} given: choose with "
            "pars= or regex_pars=."
        )


def _caption(flags: Bools, step: int) -> str:
    thinned_ = f"Every {ordinal(step)} draw is shown." if step > 1 else ""
    divergent = int(flags.sum())
    marked = f"In front: {counted(divergent, 'divergent draw')}." if divergent else ""
    return " ".join(filter(None, [thinned_, marked]))


def _alt(values: Floats, names: Sequence[str], flags: Bools) -> str:
    x, diverged = pooled(values), flags.ravel()
    head = f"Lines of draws over {counted(len(names), 'parameter')}, {int(diverged.sum())} divergent. "
    if not diverged.any():
        return head.strip()
    shift = (x[diverged].mean(axis=0) - x.mean(axis=0)) / np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    order = np.argsort(-np.abs(shift))
    return head + few(
        [f"{names[i]}: divergent draws are {number(shift[i])} sd from the mean" for i in order], 5
    )
