"""Draws in the order they were made, one panel for each parameter."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd
from mizani.breaks import breaks_extended
from numpy.typing import ArrayLike, NDArray

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Bools, Floats, checked_divergences, checked_draws
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import counted, few, number, ordinal, tick_label
from nbmixed.plots.scheme import Scheme, chain_colors
from nbmixed.plots.theme import Panels, nbmixed_theme, panels

DIVERGENT = "#D1006C"
MOST_PARAMETERS = 200
_MOST_KEYS = 12
# Draws a line has room for, by the number of panels side by side.
_ROOM = {1: 2_000, 2: 1_000, 3: 500, 4: 250, 5: 200}


def mcmc_trace_data(
    draws: ArrayLike,
    names: Sequence[str],
    divergences: ArrayLike | None = None,
    thin: int | None = None,
) -> pd.DataFrame:
    """The frame that `mcmc_trace` draws.

    Parameters
    ----------
    draws, names, divergences, thin
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
    return _long(values, names, flags, _thinning(values.shape[1], panels(names), thin))


def mcmc_trace(
    draws: ArrayLike,
    names: Sequence[str],
    divergences: ArrayLike | None = None,
    thin: int | None = None,
    scheme: str | Scheme = "mix-blue-orange",
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
    _refuse_many(len(names))
    flags, size = checked_divergences(divergences, values), panels(names)
    step = _thinning(values.shape[1], size, thin)
    frame = _long(values, names, flags, step)
    return plot(
        frame,
        p9.aes(x="iteration", y="value", color="chain"),
        _alt(values, names, flags),
        p9.geom_path(size=0.35, alpha=0.85),
        _marks(frame),
        _scales(values, scheme),
        p9.facet_wrap("parameter", ncol=size.columns, scales="free_y", labeller=tick_label),
        p9.labs(x="draw", y="", color="chain", caption=_caption(flags, step)),
        _trace_theme(size),
    )


def _refuse_many(count: int) -> None:
    if count > MOST_PARAMETERS:
        raise PlotError(
            f"A trace plot of {count} parameters cannot be read: choose at most {MOST_PARAMETERS} "
            "with pars= or regex_pars=."
        )


def _thinning(n_draws: int, size: Panels, thin: object) -> int:
    if n_draws < 2:
        raise PlotError("A trace needs at least two draws a chain; there is one.")
    if thin is None:
        return max(1, round(n_draws / _ROOM[size.columns]))
    if isinstance(thin, bool) or not isinstance(thin, Integral) or not 1 <= int(thin) < n_draws:
        raise PlotError(f"thin = {thin!r} is out of range: expected a whole number from 1 to {n_draws - 1}.")
    return int(thin)


def _long(values: Floats, names: Sequence[str], flags: Bools, step: int) -> pd.DataFrame:
    chains, n_draws, n_parameters = values.shape
    chain, draw = np.nonzero(flags | (np.arange(n_draws) % step == 0))
    labels = [str(number) for number in range(1, chains + 1)]
    return pd.DataFrame(
        {
            "parameter": _ordered(np.repeat(np.arange(n_parameters), chain.size), list(names)),
            "chain": _ordered(np.tile(chain, n_parameters), labels),
            "iteration": np.tile(draw + 1, n_parameters),
            "value": values[chain, draw].T.ravel(),
            "divergent": np.tile(flags[chain, draw], n_parameters),
        }
    )


def _ordered(codes: NDArray[np.intp], categories: list[str]) -> pd.Categorical[str]:
    return pd.Categorical.from_codes(codes, categories=pd.Index(categories), ordered=True)


def _marks(frame: pd.DataFrame) -> Any:
    divergent = frame[frame["divergent"]]
    return p9.geom_rug(data=divergent, sides="b", color=DIVERGENT, size=0.8) if len(divergent) else None


def _scales(values: Floats, scheme: str | Scheme) -> list[Any]:
    chains, n_draws, _ = values.shape
    key = (
        p9.guide_legend(override_aes={"size": 1.4, "alpha": 1.0}, nrow=1) if chains <= _MOST_KEYS else "none"
    )
    middle = [1, n_draws] if n_draws < 4 else [1, n_draws // 2, n_draws]
    return [
        p9.scale_color_manual(values=chain_colors(scheme, chains)),
        p9.scale_x_continuous(breaks=middle, minor_breaks=[]),
        p9.scale_y_continuous(breaks=_few_breaks, minor_breaks=[]),
        p9.guides(color="none" if chains == 1 else key),
    ]


def _few_breaks(limits: tuple[float, float]) -> Sequence[float]:
    """Two or three round values within the limits, more where these would be only one."""
    low, high = limits
    inside: list[float] = []
    for n in (3, 4, 5, 6):
        inside = [float(at) for at in breaks_extended(n=n)(limits) if low <= at <= high]
        if len(inside) > 1:
            break
    return inside


def _trace_theme(size: Panels) -> Any:
    return nbmixed_theme(size.figure_size) + p9.theme(
        strip_text=p9.element_text(size=size.label_size),
        axis_text=p9.element_text(size=7.5),
        panel_grid_major_x=p9.element_blank(),
        panel_spacing=0.02,
    )


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
