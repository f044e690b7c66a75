"""Independent fits, one after another here or side by side elsewhere: jobs in, results in their order out.

A job is a plain value (a spec, a data frame) that can be sent to another process or machine, with a seed of its own, so
that results do not depend on who did the work.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import TypeVar

import numpy as np

from nbmixed.engine import pool
from nbmixed.engine.partial import stopped_in_one_line
from nbmixed.engine.progress import Listener, ProgressEvent, Silent, current
from nbmixed.engine.supervise import announced
from nbmixed.errors import SettingError
from nbmixed.options import options
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.sampling import MAX_SEED
from nbmixed.stanreg import StanReg

Job = TypeVar("Job")
Result = TypeVar("Result")


def cache_for(fit: StanReg, seed: int | None = None) -> str:
    """How fits that follow from a fit use the cache: as this session does, wherever they are made.

    After a fit whose seed was drawn they do not, unless a seed is given here, for none would be found again.
    """
    return options.resolved_cache() if seed is not None or fit.provenance.facts.seed_given else "never"


@stopped_in_one_line()
def run_jobs(
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    executor: Executor | None = None,
    listener: Listener | None = None,
) -> list[Result]:
    """Results of all jobs, in their order.

    Parameters
    ----------
    work
        A function of a module, so that other processes can find it.
    executor
        Any `concurrent.futures.Executor`, or a Dask client; None works here.
    listener
        Told of each job done; the session's own when None.

    Raises
    ------
    EngineError
        When the executor lost a worker.
    Exception
        What a job raised; the jobs that have not begun are cancelled.
    """
    pool.check_executor(executor)
    shown, started = listener or current() or Silent(), time.perf_counter()
    results: dict[int, Result] = {}
    with announced(shown, 1, len(jobs)):
        shown.event(ProgressEvent(1, 0, len(jobs), warmup=False, fits=True))
        for k, result in pool.done(work, jobs, executor):
            results[k] = result
            shown.event(ProgressEvent(1, len(results), len(jobs), warmup=False, fits=True))
        shown.stop(f"{len(jobs)} fits in {time.perf_counter() - started:.1f} s")
    return [results[k] for k in range(len(jobs))]


def checked_seed(seed: int | None, default: int | None) -> int:
    """The seed given, or else that of the fit.

    Raises
    ------
    SettingError
    """
    chosen = default if seed is None else seed
    whole = isinstance(chosen, int | np.integer) and not isinstance(chosen, bool)
    if chosen is None or not whole or not 0 <= chosen <= MAX_SEED:
        raise SettingError(f"seed must be a whole number between 0 and {MAX_SEED}, not {chosen!r}.")
    return int(chosen)


def seed_for(seed: int, *stream: int) -> int:
    """A seed for one of many fits, the same whoever makes it.

    >>> seed_for(1, 2) == seed_for(1, 2), seed_for(1, 2) == seed_for(1, 3)
    (True, False)
    """
    return int(np.random.SeedSequence([seed, *stream]).generate_state(1, np.uint32)[0])


def quiet(spec: ModelSpec, seed: int, executor: Executor | None) -> ModelSpec:
    """The same model with a seed and no progress; one chain at a time where jobs run side by side."""
    cores = spec.sampling.cores
    if executor is not None and cores is None and spec.algorithm == "sampling":
        cores = 1
    return replace(spec, sampling=replace(spec.sampling, seed=seed, refresh=0, cores=cores))
