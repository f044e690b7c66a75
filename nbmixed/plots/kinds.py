"""The kinds of plots by name: ``draw("intervals", arrays, prob=0.8)``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nbmixed.errors import PlotError, nearest
from nbmixed.plots.areas import mcmc_areas
from nbmixed.plots.caterpillar import ranef
from nbmixed.plots.combo import COMBO, PANEL_KINDS, mcmc_combo
from nbmixed.plots.convergence import mcmc_neff, mcmc_rhat
from nbmixed.plots.figure import Plot, Plots
from nbmixed.plots.hex import mcmc_hex
from nbmixed.plots.intervals import mcmc_intervals
from nbmixed.plots.nuts_acceptance import mcmc_nuts_acceptance
from nbmixed.plots.nuts_energy import mcmc_nuts_energy
from nbmixed.plots.nuts_transitions import (
    mcmc_nuts_divergence,
    mcmc_nuts_stepsize,
    mcmc_nuts_treedepth,
)
from nbmixed.plots.pairs import mcmc_pairs
from nbmixed.plots.parcoord import mcmc_parcoord
from nbmixed.plots.ridges import mcmc_areas_ridges
from nbmixed.plots.scatter import mcmc_scatter

_DRAWN_BY: dict[str, Callable[..., Plot | Plots]] = {
    "intervals": mcmc_intervals,
    "areas": mcmc_areas,
    "areas_ridges": mcmc_areas_ridges,
    **PANEL_KINDS,
    "scatter": mcmc_scatter,
    "hex": mcmc_hex,
    "pairs": mcmc_pairs,
    "parcoord": mcmc_parcoord,
    "combo": mcmc_combo,
    "ranef": ranef,
    "rhat": mcmc_rhat,
    "neff": mcmc_neff,
    "nuts_energy": mcmc_nuts_energy,
    "nuts_divergence": mcmc_nuts_divergence,
    "nuts_treedepth": mcmc_nuts_treedepth,
    "nuts_acceptance": mcmc_nuts_acceptance,
    "nuts_stepsize": mcmc_nuts_stepsize,
}
KINDS: tuple[str, ...] = tuple(_DRAWN_BY)
_ALIASES = {"ac": "acf", "ess": "neff", "scat": "scatter", "caterpillar": "ranef"}
_NEED_CHAINS = frozenset(
    {
        "acf",
        "acf_bar",
        "dens_overlay",
        "hist_by_chain",
        "neff",
        "rank_ecdf",
        "rank_hist",
        "rank_overlay",
        "rhat",
    }
    | {"trace", "trace_highlight", "violin"}
)
ARRAYS = frozenset(
    {"draws", "names", "levels", "terms", "divergences", "log_posterior", "energy", "acceptance", "treedepth"}
    | {"stepsize", "max_treedepth", "rhat", "neff_ratio"}
)
_PREFIX, _NUTS, _PPC = "mcmc_", "nuts_", "ppc_"


def plain(kind: str) -> str:
    """The name of a kind, without bayesplot's prefix and with rstanarm's short forms written out.

    >>> plain("mcmc_trace"), plain("ac")
    ('trace', 'acf')

    Raises
    ------
    PlotError
        No such kind.
    """
    wanted = str(kind).removeprefix(_PREFIX)
    wanted = _ALIASES.get(wanted, wanted)
    if wanted in _DRAWN_BY:
        return wanted
    if wanted.startswith(_PPC):
        raise PlotError(
            f"{kind!r} compares outcomes with predictions: it is fit.pp_check({wanted.removeprefix(_PPC)!r})."
        )
    raise PlotError(f"No plot {kind!r}.{nearest(wanted, KINDS)} The kinds are {', '.join(KINDS)}.")


def needs_chains(kind: str, combo: Sequence[str] = COMBO) -> bool:
    """Whether a kind shows Markov chains, which approximations do not have.

    Parameters
    ----------
    combo
        The kinds that "combo" puts side by side.
    """
    name = plain(kind)
    if name == "combo":
        return any(needs_chains(part) for part in combo if part != name)
    return name in _NEED_CHAINS or name.startswith(_NUTS)


def draw(kind: str, arrays: Mapping[str, Callable[[], Any]], **options: Any) -> Plot | Plots:
    """The plot of that kind.

    Parameters
    ----------
    kind
        One of `KINDS`, with or without bayesplot's prefix ``mcmc_``.
    arrays
        By the names of `ARRAYS` functions that give them; only those that the kind draws are called.
    **options
        Of the plot function, see `options_of`.

    Raises
    ------
    PlotError
        No such kind, an option that this kind does not have, or what the plot function refuses.
    """
    known, name = options_of(kind), plain(kind)
    for option in options:
        if option not in known:
            raise PlotError(
                f"The plot {name!r} has no option {option!r}.{nearest(option, known)} "
                f"Its options are {', '.join(known)}."
            )
    function = _DRAWN_BY[name]
    wanted = [array for array in inspect.signature(function).parameters if array in ARRAYS]
    given = {array: arrays[array]() for array in wanted if array in arrays and array not in options}
    return function(**given, **options)


def takes(kind: str, array: str) -> bool:
    """Whether a kind draws that one of `ARRAYS`."""
    return array in inspect.signature(_DRAWN_BY[plain(kind)]).parameters


def options_of(kind: str) -> tuple[str, ...]:
    """Names of the options that a kind of plot takes.

    >>> options_of("trace")
    ('thin', 'ncol', 'unit', 'scheme')
    """
    arguments = inspect.signature(_DRAWN_BY[plain(kind)]).parameters
    return tuple(name for name in arguments if name not in ARRAYS)
