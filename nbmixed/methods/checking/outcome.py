"""The outcome of a fit: what it is called on a plot, where it can lie, what has to be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.response import COUNTS, POSITIVE, Response
from nbmixed.errors import PlotError
from nbmixed.fit.criteria import khat_threshold
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_nodes import Call

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]
_FEW_COUNTS = 12


def response(fit: StanReg) -> Response:
    """The outcome as it was read."""
    assert fit.design.response is not None
    return fit.design.response


def has_trials(fit: StanReg) -> bool:
    """Whether any row counts successes among several trials."""
    trials = response(fit).trials
    return trials is not None and bool((trials != 1).any())


def scale(fit: StanReg) -> Floats:
    """What outcomes are divided by to be shown: trials, 1 without them; a row without trials shows 0."""
    trials = response(fit).trials
    if trials is None:
        return np.ones(fit.nobs())
    return np.maximum(trials, 1).astype(np.float64)


def usual_check(fit: StanReg) -> str:
    """The check that suits the family: the default of `pp_check`."""
    if fit.family.continuous:
        return "dens_overlay"
    if fit.family.name in COUNTS:
        return "bars" if response(fit).y.max() <= _FEW_COUNTS else "rootogram"
    return "ecdf_overlay" if has_trials(fit) else "calibration"


def label(fit: StanReg, source: str) -> str:
    """The outcome on an axis, with what it counts.

    Parameters
    ----------
    source
        As in `nbmixed.plots.ppc.kinds.Kind`.
    """
    name, levels = response(fit).name, response(fit).levels
    expr = fit.design.formula.response
    if isinstance(expr, Call) and expr.function == "cbind":
        name = deparse(expr.arguments[0].value)
    if levels:
        name = f"{name} = {levels[1]}"
    return (
        f"proportion {name}" if has_trials(fit) and source in ("outcomes", "expected", "loo_spans") else name
    )


def bounds(fit: StanReg) -> tuple[float | None, float | None]:
    """Least and largest possible outcome as it is shown."""
    if fit.family.real_line:
        return None, None
    return (0.0, None) if fit.family.name in COUNTS | POSITIVE else (0.0, 1.0)


def notes(fit: StanReg) -> list[str]:
    """What a reader of a check has to know of the fit."""
    told = []
    if fit.spec.prior_PD:
        told.append("Replicated from the prior (prior_PD=True).")
    if fit.posterior.importance is not None:
        told.append(f'Draws are from an approximation (algorithm="{fit.spec.algorithm}").')
    if fit.design.weights is not None:
        told.append("Every row counts once, whatever its weight.")
    return told


def khat_note(khat: Floats, draws: int) -> str:
    """What to say where rows cannot be left out by importance sampling."""
    limit = khat_threshold(draws)
    bad = int((khat > limit).sum())
    if not bad:
        return ""
    return (
        f"Pareto k is above {limit:.2g} in {bad} of {len(khat)} rows (largest {khat.max():.2f}), which are rough here: see "
        "loo()."
    )


def require_chances(fit: StanReg) -> None:
    """Refuse calibration of outcomes that do not count successes."""
    if fit.family.name not in ("binomial", "beta_binomial"):
        raise PlotError(
            f"Calibration is of predicted chances, and the family is {fit.family.name}: take pit_ecdf or {usual_check(fit)}."
        )
