"""`calibrate`: whether posteriors of a model are right, for data that the model itself simulates."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.again.jobs import checked_seed, quiet, run_jobs, seed_for
from nbmixed.again.prior_draws import (
    Simulation,
    flat_priors,
    log_likelihoods,
    prior_fit,
    ranked_names,
    simulated,
)
from nbmixed.again.source import Source, source
from nbmixed.again.troubles import Trouble, troubles, troubles_told
from nbmixed.again.update import with_arguments
from nbmixed.calls import checked
from nbmixed.design.build import Design
from nbmixed.display.calibration import Calibration
from nbmixed.engine.draws import seed_of
from nbmixed.engine.pool import check_executor
from nbmixed.engine.progress import Listener, Silent
from nbmixed.errors import EngineError, SettingError
from nbmixed.fit.checks import Finding
from nbmixed.fit.ranks import highest_rank, rank, rank_findings, uniformity, uniformity_table
from nbmixed.fitting import Prepared, assemble, draw, prepare
from nbmixed.programs.model import pack
from nbmixed.spec.model import ARRAY, ModelSpec
from nbmixed.stanreg import StanReg

Ints = NDArray[np.int64]
_SPARE = 5  # draws of the prior for each simulation wanted: some outcomes cannot be fitted
_LOG_LIK = "log_lik"


@dataclass(frozen=True, slots=True, eq=False)
class RankJob:
    """One simulated outcome to fit.

    Attributes
    ----------
    rows
        Of the data that the priors are scaled by; their outcome is replaced.
    """

    spec: ModelSpec
    rows: Source
    simulation: Simulation
    highest: int


@dataclass(frozen=True, slots=True, eq=False)
class RankResult:
    """Rank of each quantity, None where the fit failed, and what was wrong."""

    ranks: Ints | None
    troubles: tuple[Trouble, ...]


@checked
def calibrate(
    model: StanReg | ModelSpec,
    data: Any = None,
    *,
    simulations: int = 100,
    seed: int | None = None,
    executor: Executor | None = None,
    listener: Listener | None = None,
    **settings: Any,
) -> Calibration:
    """Simulation-based calibration: fit outcomes that the model simulates, and see where the true parameters come to lie.

    Parameters are drawn from the prior and outcomes from them, with the predictors and groups of the data. Each is fitted;
    where posteriors are right, the true values have uniform ranks among their draws. Priors are those of the model for
    the data as they are (their scales do not follow the simulated outcomes), and need to be proper. All parameters are
    ranked, of group effects those of the first level, and the log likelihood. Outcomes that no model could be fitted to
    (infinite, counts above 1e9) are left out, which leaves ranks uniform. Fits to simulated outcomes are not kept in the cache.

    Parameters
    ----------
    model
        A fit, or a `ModelSpec` with its `data`.
    simulations
        How many; 20 find gross faults, 100 and more finer ones.
    seed
        Of everything random; by default that of the fit.
    executor
        Any `concurrent.futures.Executor` on which simulations are fitted side by side; see `kfold`.
    listener
        Told of each simulation done; the session's own when None.
    **settings
        Arguments of the model function, as in `update`: ``chains=1, iter=600`` makes it quicker, ``algorithm="laplace"``
        calibrates that approximation.

    Returns
    -------
    Calibration
        Shown as a table with a verdict; `ranks`, `calibrated`, `findings`.

    Raises
    ------
    SettingError
        For flat priors, `stan_lm` (whose prior is improper), likelihood weights (a row that stands for several cannot be
        simulated as one), and priors so wide that they simulate what cannot be fitted.
    """
    if not isinstance(simulations, int | np.integer) or isinstance(simulations, bool) or simulations < 2:
        raise SettingError(f"simulations must be a whole number, 2 or larger, not {simulations!r}.")
    check_executor(executor)
    spec, rows, design = _model(model, data, settings)
    if design.weights is not None:
        raise SettingError(
            "calibrate() cannot simulate rows with weights, for each stands for several: leave weights out, or repeat rows."
        )
    seed = checked_seed(seed, seed_of(spec.sampling))
    highest = highest_rank(_size(spec))
    prior = prior_fit(spec, rows, _SPARE * simulations, seed_for(seed, 0))
    found, left_out = _first(prior, simulations, seed)
    jobs = [
        RankJob(quiet(spec, seed_for(seed, 1, k), executor), rows, simulation, highest)
        for k, simulation in enumerate(found)
    ]
    results = run_jobs(rank_simulation, jobs, executor, listener)
    return _calibration([*ranked_names(prior), _LOG_LIK], results, highest, left_out)


def rank_simulation(job: RankJob) -> RankResult:
    """Fit one simulated outcome; the rank of each true value among the draws."""
    try:
        fit = fit_simulation(job)
    except EngineError as error:
        return RankResult(None, (Trouble("engine", "serious", str(error), ""),))
    names = ranked_names(fit)
    draws = fit.posterior.array(names).reshape(fit.posterior.size, -1)
    quantities = np.column_stack([draws, log_likelihoods(fit)])
    return RankResult(rank(quantities, job.simulation.truth, job.highest), troubles(fit))


def fit_simulation(job: RankJob) -> StanReg:
    """The model of the data, priors included, with the simulated outcome."""
    ready = prepare(job.spec, job.rows.frame, **job.rows.arguments())
    response = ready.design.response
    assert response is not None
    design = replace(ready.design, response=replace(response, y=job.simulation.y))
    new = Prepared(ready.spec, design, ready.priors, pack(design, ready.spec, ready.priors))
    return assemble(new, draw(new, Silent()))


def _model(
    model: StanReg | ModelSpec, data: Any, settings: dict[str, Any]
) -> tuple[ModelSpec, Source, Design]:
    if isinstance(model, StanReg):
        if data is not None:
            raise SettingError("A fit has its data: leave data out, or give update(fit, data=...).")
        spec = with_arguments(model.spec, settings)
        _check_proper(spec)
        return spec, source(model.spec, model.design), model.design
    if not isinstance(model, ModelSpec):
        raise SettingError(
            f"calibrate() is given a fit, or a ModelSpec and data, not a {type(model).__name__}."
        )
    if ARRAY in (model.weights, model.offset, model.subset):
        raise SettingError(
            "A ModelSpec cannot hold arrays: make weights, offset and subset columns of the data."
        )
    spec = with_arguments(model, settings)
    _check_proper(spec)
    design = prepare(spec, data).design
    return spec, source(spec, design), design


def _check_proper(spec: ModelSpec) -> None:
    if spec.function == "stan_lm":
        raise SettingError(
            "calibrate() draws parameters from the prior, and that of stan_lm is improper: use stan_glm with normal priors."
        )
    flat = flat_priors(spec)
    if flat:
        raise SettingError(
            f"calibrate() draws parameters from the prior, but {' and '.join(flat)} is flat: give proper priors."
        )


def _size(spec: ModelSpec) -> int:
    sampling = spec.sampling
    return sampling.chains * sampling.kept if spec.algorithm == "sampling" else sampling.resolved_draws


def _first(prior: StanReg, wanted: int, seed: int) -> tuple[list[Simulation], int]:
    """The first simulations that can be fitted, and how many could not before them."""
    found: list[Simulation] = []
    left_out = 0
    for simulation in simulated(prior, seed):
        if simulation is None:
            left_out += 1
        else:
            found.append(simulation)
        if len(found) == wanted:
            return found, left_out
    raise SettingError(
        f"Only {len(found)} of {prior.posterior.size} outcomes drawn from the prior can be fitted, the others are infinite or "
        "too large: the priors allow what the data cannot be, so give tighter ones."
    )


def _calibration(
    names: Sequence[str], results: Sequence[RankResult], highest: int, left_out: int
) -> Calibration:
    ranks = [r.ranks for r in results if r.ranks is not None]
    if len(ranks) < 2:
        failed = next(r for r in results if r.ranks is None)
        raise EngineError(f"The fits to simulated outcomes failed: {failed.troubles[0].message}")
    frame = pd.DataFrame(np.array(ranks), columns=list(names))
    frame.index.name = "simulation"
    tests = {name: uniformity(frame[name].to_numpy(), highest) for name in names}
    found = [*rank_findings(tests, len(frame))]
    if left_out:
        message = (
            f"{left_out} simulated outcomes were left out, for they were infinite or too large to be fitted."
        )
        found.append(Finding("prior", "note", message, "Tighter priors would not allow them."))
    return Calibration(
        frame,
        highest,
        uniformity_table(tests),
        (*found, *troubles_told([r.troubles for r in results], "calibrate")),
    )
