"""Work for an executor: jobs in, results as they come, nothing left to begin after a failure.

Any `concurrent.futures.Executor` will do, and what acts like one. Of Dask a client is taken for its executor, whose
scheduler gives the jobs of a lost worker to another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from typing import Any, TypeVar

from nbmixed.errors import EngineError, SettingError

Job = TypeVar("Job")
Result = TypeVar("Result")


def done(
    work: Callable[[Job], Result], jobs: Sequence[Job], executor: Executor | None
) -> Iterator[tuple[int, Result]]:
    """Place and result of each job, in the order in which they are done; without an executor one by one, here.

    Parameters
    ----------
    work
        A function of a module, so that other processes can find it.

    Raises
    ------
    EngineError
        When the executor lost a worker.
    Exception
        What a job raised; the jobs that have not begun are cancelled, as they are by an interrupt.
    """
    if executor is None:
        for k, job in enumerate(jobs):
            yield k, work(job)
        return
    places: dict[Future[Result], int] = {}
    at_work = _taking_jobs(executor)
    try:
        for k, job in enumerate(jobs):
            places[at_work.submit(work, job)] = k
        for future in as_completed(places):
            yield places[future], future.result()
    except BrokenExecutor:
        raise EngineError(
            "The executor lost a worker before all its jobs were done; scripts must start theirs under "
            "if __name__ == '__main__':, and each worker needs memory for one fit."
        ) from None
    finally:
        for future in places:
            future.cancel()


def check_executor(executor: object) -> None:
    """Refuse what cannot be given work; None is none.

    Raises
    ------
    SettingError
    """
    if executor is not None and not callable(getattr(_taking_jobs(executor), "submit", None)):
        raise SettingError(
            f"executor must be an executor of concurrent.futures or a Dask client, not a {type(executor).__name__}."
        )


def _taking_jobs(executor: Any) -> Any:
    """The executor itself, or that of a Dask client."""
    return executor.get_executor() if callable(getattr(executor, "get_executor", None)) else executor
