"""What fits again: `reloo`, exact leave-one-out for the rows where importance sampling fails."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logsumexp

from nbmixed.display.criteria import ShownCriterion, shown_criterion
from nbmixed.engine.progress import Listener, Silent
from nbmixed.errors import SettingError, listed
from nbmixed.fit.checks import Finding
from nbmixed.fit.criteria import Criterion
from nbmixed.fit.density import log_density
from nbmixed.fit.diagnostics import ess_mean
from nbmixed.fit.request import Request
from nbmixed.fitting import fit as fit_again
from nbmixed.predictive import asked
from nbmixed.spec.model import ARRAY
from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]


def loo(fit: StanReg, k_threshold: float | None = None) -> ShownCriterion:
    """`fit.loo()`, and with `k_threshold` the rows above it left out by fitting again, as rstanarm's `loo`."""
    return fit.loo() if k_threshold is None else reloo(fit, k_threshold=k_threshold)


def reloo(
    fit: StanReg,
    loo: Criterion | None = None,
    k_threshold: float | None = None,
    listener: Listener | None = None,
) -> ShownCriterion:
    """Leave-one-out cross-validation in which rows with a bad Pareto k are left out by fitting without them.

    Parameters
    ----------
    fit
        A model fitted by MCMC or an approximation; it is fitted again in the same way, with the same seed.
    loo
        What `fit.loo()` gave, where that is at hand.
    k_threshold
        Rows with a larger Pareto k are refitted; by default ``min(1 - 1 / log10(draws), 0.7)``.
    listener
        Told of the progress of each fit; nobody is when None.

    Returns
    -------
    As `fit.loo()`; refitted rows have a Pareto k of 0, and the effects of a group that only the left-out row has are drawn
    from the population.

    Raises
    ------
    SettingError
        For a threshold below 0, or a `loo` of another model.
    """
    if k_threshold is not None and not (isinstance(k_threshold, int | float) and k_threshold >= 0):
        raise SettingError(f"k_threshold must be one number, 0 or larger, not {k_threshold!r}.")
    found: Criterion = fit.loo() if loo is None else loo
    if "pareto_k" not in found.pointwise or len(found.pointwise) != fit.nobs():
        raise SettingError("loo= must be what loo() of this fit gave.")
    rows = found.bad(k_threshold)
    pointwise = found.pointwise.copy()
    lpd = (pointwise["elpd"] + pointwise["p"]).to_numpy()
    for row in rows:
        elpd, mcse = _exact(fit, int(row), listener)
        pointwise.iloc[row] = [elpd, lpd[row] - elpd, -2 * elpd, mcse, 0.0]
    return shown_criterion(_with_exact(found, pointwise, rows, fit))


def without(fit: StanReg, rows: NDArray[np.intp], listener: Listener | None = None) -> StanReg:
    """The same model fitted to the data without some rows (by place)."""
    design = fit.design
    assert design.coding is not None
    keep = np.ones(design.nobs, dtype=np.bool_)
    keep[rows] = False
    arrays: dict[str, Any] = {}
    if fit.spec.weights == ARRAY:
        arrays["weights"] = _weights(fit)
    if fit.spec.offset == ARRAY:
        arrays["offset"] = _offset_argument(fit)
    spec = replace(fit.spec, subset=ARRAY, sampling=replace(fit.spec.sampling, refresh=0))
    return fit_again(
        spec,
        fit.data,
        subset=keep,
        env=dict(design.coding.constants),
        listener=listener or Silent(),
        name=fit.name,
        **arrays,
    )


def held_out(fit: StanReg, refit: StanReg, rows: NDArray[np.intp]) -> Floats:
    """Log likelihood of rows (by place) under a fit that has not seen them, shape (draws, rows)."""
    design, response = fit.design, fit.design.response
    assert response is not None
    offset = _offset_argument(fit)[rows] if fit.spec.offset == ARRAY else None
    request: Request = asked(refit, newdata=fit.data.iloc[rows], offset=offset)
    trials = None if response.trials is None else response.trials[rows]
    density = log_density(
        fit.family, request.predictor.all(), response.y[rows], request.aux, request.further, trials
    )
    return density if design.weights is None else density * design.weights[rows]


def _with_exact(found: Criterion, pointwise: pd.DataFrame, rows: NDArray[np.intp], fit: StanReg) -> Criterion:
    """The criterion with the rows that were fitted again."""
    if not len(rows):
        return found
    named = listed(map(str, fit.data.index[rows]))
    told = Finding(
        "reloo",
        "ok",
        f"Rows left out by fitting again: {named}. No Pareto k of the others is above the threshold.",
    )
    return Criterion(found.kind, pointwise, found.draws, found.model, (told,))


def _exact(fit: StanReg, row: int, listener: Listener | None) -> tuple[float, float]:
    """Elpd of a row under a fit without it, and its Monte Carlo error."""
    rows = np.array([row])
    refit = without(fit, rows, listener)
    ll = held_out(fit, refit, rows)[:, 0]
    elpd = float(logsumexp(ll) - np.log(len(ll)))
    density = np.exp(ll - elpd)
    size = float(ess_mean(density.reshape(*refit.posterior.shape, 1))[0])
    return elpd, float(density.std() / np.sqrt(size if np.isfinite(size) else len(ll)))


def _weights(fit: StanReg) -> Floats:
    """The weights argument in the rows in use: likelihood weights, or the trials of proportions."""
    design = fit.design
    if design.weights is not None:
        return design.weights
    trials = None if design.response is None else design.response.trials
    return np.ones(design.nobs) if trials is None else trials.astype(np.float64)


def _offset_argument(fit: StanReg) -> Floats:
    """The offset argument in the rows in use: what the formula does not account for."""
    total = fit.design.offset
    assert total is not None
    if not fit.design.formula.offsets:
        return total
    formula_alone = fit.design.at(fit.data, offset=np.zeros(fit.nobs()), terms=[]).offset
    assert formula_alone is not None
    return total - formula_alone
