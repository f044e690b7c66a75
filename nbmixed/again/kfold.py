"""`kfold`: how well rows are predicted by a fit to the others, fold by fold."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.again.folds import Folds, choose_folds
from nbmixed.again.jobs import cache_for, checked_seed, quiet, run_jobs, seed_for
from nbmixed.again.left_out import LeftOut, left_out, log_mean, predicted
from nbmixed.again.troubles import Trouble, troubles_told
from nbmixed.again.update import require_fit
from nbmixed.calls import checked
from nbmixed.display.criteria import ShownCriterion, shown_criterion
from nbmixed.engine.pool import check_executor
from nbmixed.engine.progress import Listener
from nbmixed.errors import DataError, PriorError
from nbmixed.fit.checks import Finding
from nbmixed.fit.criteria import Criterion, judged, require_posterior
from nbmixed.fit.log_lik import log_lik_by_rows
from nbmixed.methods.diagnosis import caution
from nbmixed.methods.predictive import asked
from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FoldResult:
    """Log predictive densities of the rows held out, and what was wrong with the fit."""

    elpd: Floats
    draws: int
    troubles: tuple[Trouble, ...]


@checked
def kfold(
    fit: StanReg,
    K: int | None = None,
    *,
    folds: Any = None,
    group: Any = None,
    stratify: Any = None,
    seed: int | None = None,
    executor: Executor | None = None,
    listener: Listener | None = None,
) -> ShownCriterion:
    """K-fold cross-validation: each fold's rows are predicted by a fit to all others.

    Parameters
    ----------
    fit
        A model fitted to data; it is fitted K times in the same way, each time with a seed of its own.
    K
        Number of folds: 10, or as many as there are rows or groups. Rows go to them at random where nothing else is said.
    folds
        The fold of each row of `fit.data`, or the name of such a column.
    group
        A column, columns joined as in ``"school:class"``, or one value a row: all rows of a group are left out
        together, which asks how well *new groups* are predicted.
    stratify
        The same, of what each fold is to have its share of.
    seed
        Of folds and fits; by default that of the fit.
    executor
        Any `concurrent.futures.Executor` on which folds are fitted side by side, each with one chain at a time unless
        the fit has `cores`; or a Dask client, whose scheduler gives the folds of a lost worker to another. Results do
        not depend on it. Processes of one's own must be spawned: ``ProcessPoolExecutor(mp_context=get_context("spawn"))``.
    listener
        Told of each fold done; the session's own when None.

    Returns
    -------
    As `fit.loo()`: `elpd`, `se`, `estimates`, and `pointwise` with a row's `elpd`, `p`, `ic` and `fold`; for `loo_compare`
    (models are to have the same folds). Groups that the other folds do not have are drawn from the population, levels of
    predictors from their priors, which is said. Rows with
    weights are predicted with all that they stand for, as by `loo`.

    Raises
    ------
    SettingError
        For draws from the prior, and folds that do not fit the rows.
    DataError
        When the other folds cannot predict one, for they miss a level of a predictor whose prior is flat.
    """
    require_fit(fit, "kfold")
    require_posterior(fit.spec.prior_PD, "kfold")
    check_executor(executor)
    cache, seed = cache_for(fit, seed), checked_seed(seed, fit.draws.seed)
    chosen = choose_folds(fit.data, K, folds, group, stratify, seed)
    jobs = [fold_job(fit, chosen, k, seed_for(seed, k), executor, cache) for k in range(1, chosen.K + 1)]
    results = run_jobs(predict_fold, jobs, executor, listener)
    return shown_criterion(_criterion(fit, chosen, results))


def fold_job(fit: StanReg, folds: Folds, k: int, seed: int, executor: Executor | None, cache: str) -> LeftOut:
    """The rows of fold `k`, to be left out."""
    out = np.flatnonzero(folds.of_row == k)
    return left_out(fit, out, folds.labels[k - 1], quiet(fit.spec, seed, executor), cache)


def predict_fold(job: LeftOut) -> FoldResult:
    """Fit the other folds, predict this one."""
    try:
        _, ll, wrong = predicted(job)
    except (DataError, PriorError) as error:
        raise DataError(
            f"Fold {job.label} of kfold cannot be predicted from the others: {error} Fewer folds, or stratify= by what is "
            "rare, may help."
        ) from None
    return FoldResult(log_mean(ll), len(ll), wrong)


def _criterion(fit: StanReg, folds: Folds, results: Sequence[FoldResult]) -> Criterion:
    whole = asked(fit)
    lpd, elpd = np.empty(fit.nobs()), np.empty(fit.nobs())
    for rows, block in log_lik_by_rows(whole):
        lpd[rows] = log_mean(block)
    for k, result in enumerate(results, start=1):
        elpd[folds.of_row == k] = result.elpd
    columns = {"elpd": elpd, "p": lpd - elpd, "ic": -2 * elpd}
    frame = pd.DataFrame(columns, index=fit.data.index)
    frame["fold"] = [folds.labels[k - 1] for k in folds.of_row]
    told = Finding(
        "kfold",
        "ok",
        f"Each of {fit.nobs()} rows was predicted by one of {folds.K} fits without it, folds {folds.how}.",
    )
    found = (told, *troubles_told([r.troubles for r in results], "kfold"), *caution(fit))
    return Criterion("kfold", frame, results[0].draws, judged(whole, fit.name, fit.formula), found)
