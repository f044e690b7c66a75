"""Independent fits, one after another here or side by side elsewhere: jobs in, results in their order out.

A job is a plain value (a spec, a data frame) that can be sent to another process or machine, with a seed of its own, so
that results do not depend on who did the work.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from dataclasses import replace
from typing import TypeVar

import numpy as np

from nbmixed.engine.progress import Listener, ProgressEvent, Silent, current
from nbmixed.engine.supervise import announced
from nbmixed.errors import EngineError, SettingError
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.sampling import MAX_SEED

Job = TypeVar("Job")
Result = TypeVar("Result")


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
        Any `concurrent.futures.Executor`, or what acts like one; None works here. With a Dask client:
        ``client.get_executor()``, whose scheduler gives jobs of a lost worker to another.
    listener
        Told of each job done; the session's own when None.

    Raises
    ------
    EngineError
        When the executor lost a worker.
    Exception
        What a job raised; the jobs that have not begun are cancelled.
    """
    check_executor(executor)
    shown, started = listener or current() or Silent(), time.perf_counter()
    results: dict[int, Result] = {}
    with announced(shown, 1, len(jobs)):
        for k, result in _done(work, jobs, executor):
            results[k] = result
            shown.event(ProgressEvent(1, len(results), len(jobs), warmup=False))
        shown.stop(f"{len(jobs)} fits in {time.perf_counter() - started:.1f} s")
    return [results[k] for k in range(len(jobs))]


def _done(
    work: Callable[[Job], Result], jobs: Sequence[Job], executor: Executor | None
) -> Iterator[tuple[int, Result]]:
    if executor is None:
        for k, job in enumerate(jobs):
            yield k, work(job)
        return
    places: dict[Future[Result], int] = {}
    try:
        for k, job in enumerate(jobs):
            places[executor.submit(work, job)] = k
        for future in as_completed(places):
            yield places[future], future.result()
    except BrokenExecutor:
        raise EngineError(
            "The executor lost a worker before all fits were done; scripts must start theirs under "
            "if __name__ == '__main__':, and each worker needs memory for one fit."
        ) from None
    finally:
        for future in places:
            future.cancel()


def check_executor(executor: object) -> None:
    """Refuse what cannot be given work.

    Raises
    ------
    SettingError
    """
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise SettingError(
            f"executor must have a method submit, as those of concurrent.futures and a Dask client's get_executor() have, "
            f"but is a {type(executor).__name__}."
        )


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
