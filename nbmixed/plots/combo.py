"""Several kinds of plots of the same parameters, side by side."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError, nearest
from nbmixed.plots.acf import mcmc_acf, mcmc_acf_bar
from nbmixed.plots.dens import mcmc_dens, mcmc_dens_overlay
from nbmixed.plots.draws import checked_draws
from nbmixed.plots.figure import Plot, Plots, p9
from nbmixed.plots.histogram import mcmc_hist
from nbmixed.plots.histogram_chains import mcmc_hist_by_chain
from nbmixed.plots.rank_ecdf import mcmc_rank_ecdf
from nbmixed.plots.ranks import mcmc_rank_hist, mcmc_rank_overlay
from nbmixed.plots.scheme import Scheme
from nbmixed.plots.theme import CAPTION_SIZE, TALLEST, text_width
from nbmixed.plots.trace import mcmc_trace
from nbmixed.plots.trace_highlight import mcmc_trace_highlight
from nbmixed.plots.violin import mcmc_violin

PANEL_KINDS: dict[str, Callable[..., Plot]] = {
    "acf": mcmc_acf,
    "acf_bar": mcmc_acf_bar,
    "dens": mcmc_dens,
    "dens_overlay": mcmc_dens_overlay,
    "hist": mcmc_hist,
    "hist_by_chain": mcmc_hist_by_chain,
    "rank_ecdf": mcmc_rank_ecdf,
    "rank_hist": mcmc_rank_hist,
    "rank_overlay": mcmc_rank_overlay,
    "trace": mcmc_trace,
    "trace_highlight": mcmc_trace_highlight,
    "violin": mcmc_violin,
}
COMBO = ("dens", "trace")
_MOST = 40
_ROOM = 400  # draws that a line of a narrow panel has room for
_MOST_SIDE_BY_SIDE = 4


def mcmc_combo(
    draws: ArrayLike,
    names: Sequence[str],
    combo: Sequence[str] = COMBO,
    divergences: ArrayLike | None = None,
    unit: str = "",
    scheme: str | Scheme | None = None,
) -> Plots:
    """Kinds of plots side by side, a row for each parameter.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names, from top to bottom as given.
    combo
        Two to four of the kinds with one panel for each parameter, from left to right.
    divergences
        Which draws diverged, boolean, shape (chains, draws), for traces.
    unit
        Of the parameters, written on their axis.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plots
        A composition, since kinds have axes of their own: ``&`` adds a layer or theme to each of its plots, ``[0]`` is the first.

    Raises
    ------
    PlotError
        No such kind, more than 40 parameters, or what the kinds refuse.
    """
    values, kinds = checked_draws(draws, names), _checked(combo, len(names))
    step = max(1, round(values.shape[1] / _ROOM))
    given: dict[str, Any] = {
        "divergences": divergences,
        "unit": unit,
        "scheme": scheme,
        "ncol": 1,
        "thin": step,
    }
    made = [_made(PANEL_KINDS[kind], values, names, given) for kind in kinds]
    width = max(3.4, text_width(names, 8.5) + 0.6) * len(made)
    height = min(TALLEST, 1.3 + 1.25 * len(names))
    size = p9.theme(figure_size=(width, height))
    letters = int(width / len(made) / text_width(["x"], CAPTION_SIZE))
    composed = Plots([_wrapped(one, letters) + size for one in made])
    composed.alt = " ".join(f"{kind}: {one.alt}" for kind, one in zip(kinds, made, strict=True))
    return composed


def _wrapped(one: Plot, letters: int) -> Plot:
    """With a caption that is no wider than the plot."""
    wrapped: Plot = one + p9.labs(caption="\n".join(textwrap.wrap(one.labels.caption or "", letters)))
    return wrapped


def _made(
    function: Callable[..., Plot], values: np.ndarray[Any, Any], names: Sequence[str], given: dict[str, Any]
) -> Plot:
    known = inspect.signature(function).parameters
    return function(values, names, **{name: value for name, value in given.items() if name in known})


def _checked(combo: Sequence[str], parameters: int) -> list[str]:
    if isinstance(combo, str) or not 2 <= len(combo) <= _MOST_SIDE_BY_SIDE:
        raise PlotError(
            f'combo = {combo!r} does not fit: give two to {_MOST_SIDE_BY_SIDE} kinds, as in ("dens", "trace").'
        )
    kinds = [str(kind).removeprefix("mcmc_") for kind in combo]
    for kind in kinds:
        if kind not in PANEL_KINDS:
            raise PlotError(
                f"No kind {kind!r} for a combination.{nearest(kind, PANEL_KINDS)} Those with a panel for each parameter are "
                f"{', '.join(PANEL_KINDS)}."
            )
    if parameters > _MOST:
        raise PlotError(
            f"A combination of plots of {parameters} parameters cannot be read: choose at most {_MOST} with pars= or regex_pars=."
        )
    return kinds
