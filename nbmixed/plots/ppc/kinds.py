"""The kinds of checks by name, what each is drawn from, and the words for what does not fit."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbmixed.errors import PlotError, nearest
from nbmixed.plots import kinds as mcmc
from nbmixed.plots.figure import Plot
from nbmixed.plots.ppc import boxes, errors, intervals, loo_pit, overlay, replicates, scatter, stat
from nbmixed.plots.ppc.bars import ppc_bars
from nbmixed.plots.ppc.calibration import ppc_calibration
from nbmixed.plots.ppc.error_binned import ppc_error_binned
from nbmixed.plots.ppc.look import with_notes
from nbmixed.plots.ppc.pit_ecdf import ppc_pit_ecdf
from nbmixed.plots.ppc.rootogram import ppc_rootogram
from nbmixed.plots.ppc.stat_2d import ppc_stat_2d

_PREFIX, _GROUPED = "ppc_", "_grouped"
_OVERLAID, _BESIDE, _FEW = 50, 8, 3


@dataclass(frozen=True, slots=True)
class Kind:
    """A check.

    Attributes
    ----------
    draw
        The plot function.
    source
        What it takes: "outcomes" (proportions where there are trials), "counts" (then successes), "expected", "pit",
        "chances", or one of these of each row left out, "loo_pit", "loo_spans", "loo_chances".
    nreps
        How many replicated data sets by default; None for as many as there are draws.
    needs
        "group" or "x", where it cannot do without.
    """

    draw: Callable[..., Plot]
    source: str
    nreps: int | None = None
    needs: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names of all arguments of the plot function."""
        return tuple(inspect.signature(self.draw).parameters)

    @property
    def leaves_out(self) -> bool:
        """Whether rows are predicted without themselves."""
        return self.source.startswith("loo_")


_PLAIN = {
    "bars": Kind(ppc_bars, "counts"),
    "boxplot": Kind(boxes.ppc_boxplot, "outcomes", _BESIDE),
    "calibration": Kind(ppc_calibration, "chances"),
    "dens": Kind(replicates.ppc_dens, "outcomes", _BESIDE),
    "dens_overlay": Kind(overlay.ppc_dens_overlay, "outcomes", _OVERLAID),
    "ecdf_overlay": Kind(overlay.ppc_ecdf_overlay, "outcomes", _OVERLAID),
    "error_binned": Kind(ppc_error_binned, "expected", _FEW),
    "error_hist": Kind(errors.ppc_error_hist, "outcomes", _FEW),
    "error_scatter": Kind(errors.ppc_error_scatter, "outcomes", _FEW),
    "error_scatter_avg": Kind(errors.ppc_error_scatter_avg, "outcomes"),
    "error_scatter_avg_vs_x": Kind(errors.ppc_error_scatter_avg, "outcomes", needs="x"),
    "freqpoly": Kind(replicates.ppc_freqpoly, "outcomes", _BESIDE),
    "hist": Kind(replicates.ppc_hist, "outcomes", _BESIDE),
    "intervals": Kind(intervals.ppc_intervals, "outcomes"),
    "loo_calibration": Kind(ppc_calibration, "loo_chances"),
    "loo_intervals": Kind(intervals.ppc_loo_intervals, "loo_spans"),
    "loo_pit_ecdf": Kind(ppc_pit_ecdf, "loo_pit"),
    "loo_pit_overlay": Kind(loo_pit.ppc_loo_pit_overlay, "loo_pit"),
    "loo_pit_qq": Kind(loo_pit.ppc_loo_pit_qq, "loo_pit"),
    "loo_ribbon": Kind(intervals.ppc_loo_ribbon, "loo_spans"),
    "pit_ecdf": Kind(ppc_pit_ecdf, "pit"),
    "ribbon": Kind(intervals.ppc_ribbon, "outcomes"),
    "rootogram": Kind(ppc_rootogram, "counts"),
    "scatter": Kind(scatter.ppc_scatter, "outcomes", _FEW),
    "scatter_avg": Kind(scatter.ppc_scatter_avg, "outcomes"),
    "stat": Kind(stat.ppc_stat, "outcomes"),
    "stat_2d": Kind(ppc_stat_2d, "outcomes"),
    "stat_freqpoly": Kind(stat.ppc_stat_freqpoly, "outcomes"),
}


def _with_groups() -> dict[str, Kind]:
    """Every kind that can have groups, once more under a name that says so."""
    found = {
        f"{name}{_GROUPED}": Kind(kind.draw, kind.source, kind.nreps, "group")
        for name, kind in _PLAIN.items()
        if "group" in kind.arguments and not kind.needs
    }
    fewer = {"freqpoly_grouped": Kind(replicates.ppc_freqpoly, "outcomes", _FEW, "group")}
    return {
        **_PLAIN,
        **found,
        **fewer,
        "violin_grouped": Kind(boxes.ppc_violin_grouped, "outcomes", needs="group"),
    }


_ALL = _with_groups()
KINDS: tuple[str, ...] = tuple(sorted(_ALL))


def kind_of(kind: object) -> Kind:
    """The check of that name, with or without bayesplot's prefix ``ppc_``.

    Raises
    ------
    PlotError
        No such check, and the nearest.

    Examples
    --------
    >>> kind_of("ppc_dens_overlay").nreps
    50
    """
    name = plain(kind)
    if name in _ALL:
        return _ALL[name]
    if name.removeprefix("mcmc_") in mcmc.KINDS:
        raise PlotError(f"{name!r} shows parameters, not outcomes: call plot({name!r}) instead of pp_check.")
    raise PlotError(
        f"There is no check {kind!r}.{nearest(name, KINDS)} The kinds are {', '.join(_PLAIN)}, violin_grouped; many also "
        "as <kind>_grouped."
    )


def plain(kind: object) -> str:
    """The name without its prefix.

    >>> plain("ppc_stat")
    'stat'
    """
    return str(kind).removeprefix(_PREFIX)


def check(kind: str, given: Mapping[str, Any], options: Mapping[str, Any]) -> None:
    """Refuse groups, x and options that the check does not have, and say what it lacks.

    Parameters
    ----------
    kind
        Its name.
    given
        ``group`` and ``x``, None where they are not given.
    options
        Other arguments, such as ``stat`` or ``bins``.
    """
    wanted, name = kind_of(kind), plain(kind)
    for what, value in given.items():
        if value is None and wanted.needs == what:
            told = "a column of the data, or one value for each row"
            raise PlotError(f"The check {name!r} needs {what}=: {told}.")
        if value is not None and what not in wanted.arguments:
            able = [other for other, k in _PLAIN.items() if what in k.arguments]
            raise PlotError(f"The check {name!r} has no {what}=; these have: {', '.join(able)}.")
    known = options_of(name)
    for option in options:
        if option not in known:
            raise PlotError(
                f"The check {name!r} has no option {option!r}.{nearest(option, known)} Its options are {', '.join(known)}."
            )


def options_of(kind: str) -> tuple[str, ...]:
    """Names of the options that a check takes, besides what it is drawn from.

    >>> options_of("stat")
    ('stat', 'bins', 'outcome', 'scheme')
    """
    arrays = ("y", "yrep", "expected", "pit", "spans", "p", "trials", "bounds", "group", "x", "seed", "told")
    return tuple(name for name in kind_of(kind).arguments if name not in arrays)


def draw(kind: str, given: Mapping[str, Any], notes: Sequence[str] = ()) -> Plot:
    """The check drawn from what is given, of which it takes what it knows.

    Parameters
    ----------
    kind
        Its name.
    given
        Arguments of any plot function.
    notes
        Sentences for the caption.
    """
    wanted = kind_of(kind)
    known = {name: value for name, value in given.items() if name in wanted.arguments}
    drawn: Plot = with_notes(wanted.draw(**known), notes)
    return drawn
