"""On a Dask cluster of two workers: the same numbers as here, a killed worker survived, progress shown."""

import os
import signal

import numpy as np
import pytest

import nbmixed as nm
from tests.again.fits import frame, grouped, plain

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def client():
    cluster = distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=None)
    with cluster, distributed.Client(cluster) as made:
        yield made


class Recorder:
    """A listener that writes down what it is told, and does something at a certain moment."""

    def __init__(self, moment=None, do=lambda: None):
        self.told, self.moment, self.do = [], moment, do

    def start(self, chains, total):
        self.told.append((chains, total))

    def event(self, e):
        self.told.append(e.iteration)
        if e.iteration == self.moment:
            self.do()

    def stop(self, outcome):
        self.told.append(outcome)


@pytest.fixture(scope="module")
def here():
    return nm.kfold(grouped(), 6, seed=5).pointwise


def test_kfold_gives_the_same_numbers_and_shows_how_far_it_is(client, here):
    listener = Recorder()
    there = nm.kfold(grouped(), 6, seed=5, executor=client, listener=listener)
    assert there.pointwise.equals(here)
    start, *done, outcome = listener.told
    assert start == (1, 6) and done == [0, 1, 2, 3, 4, 5, 6] and outcome.startswith("6 fits in ")


def test_a_killed_worker_is_survived(client, here):
    """Killed while both have work: its fold is fitted again."""
    workers = set(client.run(os.getpid).values())
    killed = min(workers)

    def kill():
        os.kill(killed, signal.SIGKILL)

    there = nm.kfold(grouped(), 6, seed=5, executor=client.get_executor(), listener=Recorder(1, kill))
    assert there.pointwise.equals(here)
    client.wait_for_workers(
        2
    )  # in the place of the killed one, whose connection may be the last to be known broken
    alive = client.run(os.getpid, on_error="ignore").values()
    assert killed not in alive
    assert workers & set(alive)


def test_reloo(client):
    k = np.sort(plain().loo().pointwise["pareto_k"])
    here, there = (nm.reloo(plain(), k_threshold=max(k[-3], 0.0), executor=e) for e in (None, client))
    assert there.pointwise.equals(here.pointwise)


def test_chains_of_one_fit(client):
    arguments = {"chains": 2, "iter": 300, "seed": 3}
    here = nm.stan_lmer("y ~ x + (1 | g)", frame(), **arguments)
    there = nm.stan_lmer("y ~ x + (1 | g)", frame(), executor=client, **arguments)
    assert there.to_frame().equals(here.to_frame())
    assert there.spec == here.spec
