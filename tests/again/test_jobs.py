"""Jobs: results in their order, each told, seeds that do not depend on who does the work."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from nbmixed.again.jobs import quiet, run_jobs, seed_for
from nbmixed.errors import DataError
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.sampling import MAX_SEED, Sampling


def later(seconds):
    time.sleep(seconds)
    return seconds


def refuse(job):
    if job == 1:
        raise DataError("Job 1.")
    return job


class Recorder:
    """A listener that writes down what it is told."""

    def __init__(self):
        self.told = []

    def start(self, chains, total):
        self.told.append(chains * total)

    def event(self, e):
        self.told.append(e.iteration)

    def stop(self, outcome):
        self.told.append(outcome.split(" in ")[0])


def test_results_are_in_the_order_of_the_jobs():
    with ThreadPoolExecutor(3) as executor:
        assert run_jobs(later, [0.05, 0.0, 0.02], executor) == [0.05, 0.0, 0.02]


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor(1)])
def test_each_job_done_is_told(executor):
    listener = Recorder()
    run_jobs(later, [0, 0, 0], executor, listener)
    assert listener.told == [3, 0, 1, 2, 3, "3 fits"]


def test_what_a_job_raises_is_passed_on_and_the_rest_is_cancelled():
    listener = Recorder()
    with ThreadPoolExecutor(1) as executor, pytest.raises(DataError, match="Job 1"):
        run_jobs(refuse, range(50), executor, listener)
    assert listener.told[-1] == "failed"


def test_seeds_differ_and_can_be_given_to_stan():
    seeds = {seed_for(s, k) for s in (0, 1, MAX_SEED) for k in range(20)}
    assert len(seeds) == 60 and all(0 <= seed <= MAX_SEED for seed in seeds)


def test_one_chain_at_a_time_where_jobs_run_side_by_side():
    spec, executor = ModelSpec("stan_glm", "y ~ x"), ThreadPoolExecutor(1)
    assert quiet(spec, 1, executor).sampling.cores == 1
    assert quiet(spec, 1, None).sampling.cores is None
    chosen = ModelSpec("stan_glm", "y ~ x", sampling=Sampling(cores=2))
    assert quiet(chosen, 1, executor).sampling.cores == 2
