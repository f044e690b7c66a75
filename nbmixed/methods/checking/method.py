"""`fit.pp_check()`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nbmixed.errors import SettingError
from nbmixed.methods.checking.arrays import Wanted, arrays
from nbmixed.methods.checking.outcome import bounds, label, notes, require_chances, usual_check
from nbmixed.methods.checking.rows import row_numbers, row_values
from nbmixed.methods.diagnosis import caution

if TYPE_CHECKING:
    from nbmixed.plots.ppc.kinds import Kind
    from nbmixed.stanreg import StanReg

_NUMBERS, _FEWEST = (
    5_000_000,
    50,
)  # replicated outcomes and data sets, where a check takes as many as there are


def pp_check(
    self: StanReg,
    kind: str | None = None,
    group: Any = None,
    x: Any = None,
    nreps: int | None = None,
    seed: int | None = None,
    **options: Any,
) -> Any:
    """A plotnine plot of the outcomes beside outcomes that the model would have made.

    Parameters
    ----------
    kind
        "dens_overlay", "ecdf_overlay", "stat", "intervals", ...: `nbmixed.plots.ppc.KINDS`, with or without bayesplot's
        prefix ``ppc_``. None: densities of continuous outcomes, "bars" or "rootogram" of counts, "calibration" of 0/1
        outcomes, "ecdf_overlay" of the proportions of binomial ones.
    group
        A column of the data, or one value for each row: a panel for each group.
    x
        A column of the data, or one number for each row: what intervals and errors are drawn along.
    nreps
        How many replicated data sets; by default 50 where they are laid over one another, 8 or 3 where each has its
        panel, and all draws (of large data fewer) where a statistic of them is taken.
    seed
        Of draws picked and outcomes replicated; by default that of the fit.
    **options
        `stat`, `bins`, `prob`, `outcome` (the name on the axis), ... as the plot function takes them.

    Returns
    -------
    A ggplot to which layers can be added; its `data` is what is drawn.

    Raises
    ------
    PlotError
        No such kind or option, a group or `x` that is missing or not wanted, outcomes that the kind cannot show.
    DataError
        A column that the data do not have, or another number of values than rows.
    SettingError
        `nreps` out of range, or rows to be left out by a model that was not fitted to them.
    """
    from nbmixed.plots.ppc.kinds import check, draw, kind_of, plain

    name = usual_check(self) if kind is None else plain(kind)
    wanted = kind_of(name)
    check(name, {"group": group, "x": x}, options)
    if wanted.source.endswith("chances"):
        require_chances(self)
    if wanted.leaves_out:
        _require_rows(self, name, nreps)
    draws = None if wanted.leaves_out else _how_many(self, wanted, nreps)
    given = {
        "group": row_values(self, group, "group"),
        "x": row_numbers(self, x, "x"),
        "x_label": x if isinstance(x, str) else "" if x is None else "x",
        "seed": self.draws.seed if seed is None else seed,
        "outcome": label(self, wanted.source),
        "bounds": bounds(self),
        **arrays(wanted.source, Wanted(self, draws, seed, options)),
        **options,
    }
    told = [*notes(self), given.pop("note", ""), *map(str, caution(self))]
    return draw(name, given, [note for note in told if note])


def _how_many(fit: StanReg, wanted: Kind, nreps: int | None) -> int:
    size = fit.posterior.size
    if nreps is None:
        most = max(_FEWEST, _NUMBERS // fit.nobs()) if wanted.nreps is None else wanted.nreps
        return min(size, most)
    if isinstance(nreps, bool) or not isinstance(nreps, int | np.integer) or not 1 <= nreps <= size:
        raise SettingError(
            f"nreps must be a whole number from 1 to {size}, the size of the posterior, not {nreps!r}."
        )
    return int(nreps)


def _require_rows(fit: StanReg, name: str, nreps: int | None) -> None:
    """Rows are left out of models fitted to them, with weights for all draws."""
    if fit.spec.prior_PD:
        raise SettingError(
            f'pp_check("{name}") leaves rows out of a fit, and with prior_PD=True there are none in it: take '
            f'"{name.removeprefix("loo_").replace("pit_overlay", "pit_ecdf").replace("pit_qq", "pit_ecdf")}".'
        )
    if nreps is not None:
        raise SettingError(
            f'pp_check("{name}") uses all draws, which leaving rows out takes: leave out nreps=.'
        )
