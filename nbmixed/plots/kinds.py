"""The kinds of plots by name: ``draw("intervals", draws, names, prob=0.8)``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from numpy.typing import ArrayLike

from nbmixed.errors import PlotError, nearest
from nbmixed.plots.areas import mcmc_areas
from nbmixed.plots.figure import Plot
from nbmixed.plots.intervals import mcmc_intervals
from nbmixed.plots.trace import mcmc_trace

_DRAWN_BY: dict[str, Callable[..., Plot]] = {
    "areas": mcmc_areas,
    "intervals": mcmc_intervals,
    "trace": mcmc_trace,
}
KINDS: tuple[str, ...] = tuple(_DRAWN_BY)
_PREFIX = "mcmc_"


def draw(kind: str, draws: ArrayLike, names: Sequence[str], **options: Any) -> Plot:
    """The plot of that kind.

    Parameters
    ----------
    kind
        One of `KINDS`, with or without bayesplot's prefix ``mcmc_``.
    draws
        Shape (chains, draws, P).
    names
        P names.
    **options
        Of the plot function, see `options_of`.

    Raises
    ------
    PlotError
        No such kind, an option that this kind does not have, or what the plot function refuses.
    """
    known = options_of(kind)
    for option in options:
        if option not in known:
            raise PlotError(
                f"The plot {_plain(kind)!r} has no option {option!r}.{nearest(option, known)} "
                f"Its options are {', '.join(known)}."
            )
    return _DRAWN_BY[_plain(kind)](draws, names, **options)


def options_of(kind: str) -> tuple[str, ...]:
    """Names of the options that a kind of plot takes.

    >>> options_of("trace")
    ('divergences', 'thin', 'scheme')
    """
    if _plain(kind) not in _DRAWN_BY:
        raise PlotError(f"No plot {kind!r}.{nearest(_plain(kind), KINDS)} The kinds are {', '.join(KINDS)}.")
    arguments = inspect.signature(_DRAWN_BY[_plain(kind)]).parameters
    return tuple(name for name in arguments if name not in ("draws", "names"))


def _plain(kind: str) -> str:
    return str(kind).removeprefix(_PREFIX)
