"""`reloo`: exact leave-one-out for the rows where importance sampling fails."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nbmixed.again.jobs import cache_for, checked_seed, quiet, run_jobs
from nbmixed.again.left_out import LeftOut, left_out, log_mean, predicted
from nbmixed.again.troubles import Trouble, troubles_told
from nbmixed.again.update import require_fit
from nbmixed.calls import checked
from nbmixed.display.criteria import ShownCriterion, shown_criterion
from nbmixed.engine.pool import check_executor
from nbmixed.engine.progress import Listener
from nbmixed.errors import DataError, PriorError, SettingError, listed
from nbmixed.fit.checks import Finding
from nbmixed.fit.criteria import Criterion, khat_findings
from nbmixed.fit.diagnostics import ess_mean
from nbmixed.stanreg import StanReg


@dataclass(frozen=True, slots=True)
class ExactRow:
    """Elpd of a row under a fit without it, its Monte Carlo error, and what was wrong with the fit."""

    elpd: float
    mcse: float
    troubles: tuple[Trouble, ...]


@checked
def loo(
    fit: StanReg,
    k_threshold: float | None = None,
    *,
    executor: Executor | None = None,
    listener: Listener | None = None,
) -> ShownCriterion:
    """`fit.loo()`, and with `k_threshold` the rows above it left out by fitting again, as rstanarm's `loo`.

    `executor` and `listener` are those of `reloo`.
    """
    require_fit(fit, "loo")
    if k_threshold is None:
        return fit.loo()
    return reloo(fit, k_threshold=k_threshold, executor=executor, listener=listener)


@checked
def reloo(
    fit: StanReg,
    loo: Criterion | None = None,
    k_threshold: float | None = None,
    *,
    executor: Executor | None = None,
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
    executor
        Any `concurrent.futures.Executor` on which the fits are made side by side; see `kfold`.
    listener
        Told of each row done; the session's own when None.

    Returns
    -------
    As `fit.loo()`; refitted rows have a Pareto k of 0, and the effects of a group that only the left-out row has are drawn
    from the population; those of a level of a predictor that only it has are drawn from their prior, which is said.

    Raises
    ------
    SettingError
        For a threshold below 0, or a `loo` of another model.
    DataError
        When the other rows cannot predict one, for it alone has a level of a predictor whose prior is flat.
    """
    require_fit(fit, "reloo")
    check_executor(executor)
    if k_threshold is not None and not (isinstance(k_threshold, int | float) and k_threshold >= 0):
        raise SettingError(f"k_threshold must be one number, 0 or larger, not {k_threshold!r}.")
    found: Criterion = fit.loo() if loo is None else loo
    if "pareto_k" not in found.pointwise or len(found.pointwise) != fit.nobs():
        raise SettingError("loo= must be what loo() of this fit gave.")
    rows = found.bad(k_threshold)
    if not len(rows):
        return shown_criterion(found)
    spec = quiet(fit.spec, checked_seed(None, fit.draws.seed), executor)
    labels = fit.data.index[rows].tolist()
    cache = cache_for(fit)
    jobs = [
        left_out(fit, np.array([row]), label, spec, cache) for row, label in zip(rows, labels, strict=True)
    ]
    return shown_criterion(_with_exact(found, rows, run_jobs(predict_row, jobs, executor, listener)))


def predict_row(job: LeftOut) -> ExactRow:
    """Fit the other rows, predict this one."""
    try:
        refit, held_out, wrong = predicted(job)
    except (DataError, PriorError) as error:
        raise DataError(
            f"Row {job.label!r} cannot be predicted by a fit without it: {error} A k_threshold above the row's Pareto k leaves "
            "it to importance sampling."
        ) from None
    ll = held_out[:, 0]
    elpd = float(log_mean(ll))
    density = np.exp(ll - elpd)
    size = float(ess_mean(density.reshape(*refit.posterior.shape, 1))[0])
    mcse = float(density.std() / np.sqrt(size if np.isfinite(size) else len(ll)))
    return ExactRow(elpd, mcse, wrong)


def _with_exact(found: Criterion, rows: NDArray[np.intp], exact: Sequence[ExactRow]) -> Criterion:
    """The criterion with the rows that were fitted again."""
    pointwise = found.pointwise.copy()
    lpd = (pointwise["elpd"] + pointwise["p"]).to_numpy()
    for row, new in zip(rows, exact, strict=True):
        pointwise.iloc[row] = [new.elpd, lpd[row] - new.elpd, -2 * new.elpd, new.mcse, 0.0]
    told = Finding(
        "reloo", "ok", f"Rows left out by fitting again: {listed(pointwise.index[rows].tolist())}."
    )
    findings = (
        told,
        *troubles_told([e.troubles for e in exact], "reloo"),
        *khat_findings(pointwise, found.draws, found.model.name),
        *(f for f in found.findings if f.kind not in ("ok", "khat")),
    )
    return replace(found, pointwise=pointwise, findings=findings)
