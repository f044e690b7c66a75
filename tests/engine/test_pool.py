"""Jobs: results as they come, one sentence when a worker is lost, nothing begun after a failure."""

import time
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor

import pytest

from nbmixed.engine.pool import check_executor, done
from nbmixed.errors import DataError, EngineError, SettingError


def later(seconds):
    time.sleep(seconds)
    return seconds


class Lost(Executor):
    """Its worker has died."""

    def submit(self, fn, /, *args, **kwargs):  # noqa: ARG002 - what executors are given
        future = Future()
        future.set_exception(BrokenExecutor("gone"))
        return future


class Client:
    """As Dask's: it has an executor, and a method `submit` of its own kind."""

    def __init__(self, executor):
        self.executor = executor

    def submit(self, *_):
        raise AssertionError("the futures of a client are not those of concurrent.futures")

    def get_executor(self):
        return self.executor


def test_one_by_one_without_an_executor():
    assert list(done(later, [0.0, 0.01], None)) == [(0, 0.0), (1, 0.01)]


@pytest.mark.parametrize("wrapped", [False, True])
def test_as_they_come_with_their_places(wrapped):
    with ThreadPoolExecutor(2) as executor:
        found = list(done(later, [0.2, 0.0], Client(executor) if wrapped else executor))
    assert found == [(1, 0.0), (0, 0.2)]


def test_after_a_failure_what_has_not_begun_is_cancelled():
    begun = []

    def work(job):
        begun.append(job)
        if job == 1:
            raise DataError("Job 1.")
        return later(0.01)

    with ThreadPoolExecutor(1) as executor, pytest.raises(DataError, match=r"Job 1\."):
        list(done(work, range(200), executor))
    assert len(begun) < 100


def test_a_lost_worker_is_said():
    with pytest.raises(EngineError, match="lost a worker before all its jobs were done"):
        list(done(later, [0], Lost()))


def test_what_takes_no_jobs_is_refused():
    check_executor(None)
    with pytest.raises(SettingError, match=r"executor must be .* a Dask client, not a int"):
        check_executor(3)
