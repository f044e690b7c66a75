"""Chains that run as jobs of an executor give the draws that they give here."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from nbmixed.engine.draws import Draws
from nbmixed.engine.progress import ProgressEvent
from nbmixed.engine.run import run
from nbmixed.errors import EngineError, SettingError
from nbmixed.spec.sampling import Sampling

Data = dict[str, Any]
SHORT = Sampling(chains=3, iter=200, seed=11, cores=2, adapt_delta=0.8)
STARTS = [{"k": k, "m": 1.0, "delta": [0, 0], "sigma_obs": 0.1, "beta": [0.0]} for k in (3.0, -3.0, 0.5)]


@pytest.fixture
def executor() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as made:
        yield made


def same(a: Draws, b: Draws) -> bool:
    return all(np.array_equal(a.parameters[n], b.parameters[n]) for n in a.parameters) and all(
        np.array_equal(a.sample_stats[n], b.sample_stats[n]) for n in a.sample_stats
    )


@pytest.mark.parametrize("inits", [None, STARTS], ids=["random starts", "given starts"])
def test_the_same_draws(program: str, data: Data, executor: Executor, inits: Any) -> None:
    here = run(program, data, SHORT, inits=inits)
    there = run(program, data, SHORT, inits=inits, executor=executor)
    assert same(there, here)
    assert (there.seed, there.engine, there.max_treedepth) == (here.seed, here.engine, here.max_treedepth)


def test_starts_at_draws_of_an_approximation_are_made_once_for_all(
    program: str, data: Data, executor: Executor
) -> None:
    quick = Sampling(chains=2, iter=60, seed=3, init="pathfinder")
    assert same(run(program, data, quick, executor=executor), run(program, data, quick))


def test_each_chain_done_is_told(program: str, data: Data, executor: Executor) -> None:
    told: list[Any] = []

    class Recorder:
        def start(self, chains: int, total: int) -> None:
            told.append((chains, total))

        def event(self, e: ProgressEvent) -> None:
            told.append(e)

        def stop(self, outcome: str) -> None:
            told.append(outcome)

    run(program, data, SHORT, listener=Recorder(), executor=executor)
    start, *events, outcome = told
    assert start == (3, 200) and outcome.startswith("3 chains x 100 draws in ")
    assert sorted(e.chain for e in events) == [1, 2, 3]
    assert all(e.iteration == e.total == 200 and not e.warmup for e in events)


def test_what_stan_says_is_of_all_chains(program: str, data: Data, executor: Executor) -> None:
    coarse = Sampling(chains=2, iter=60, warmup=0, seed=1, init_r=1e-3)
    shrunk = data | {"y": data["y"] * 1e-3}
    assert "divergent" in "".join(run(program, shrunk, coarse, executor=executor).messages)


def test_a_failing_chain_is_called_by_its_number(program: str, data: Data, executor: Executor) -> None:
    bad = [*STARTS[:2], STARTS[2] | {"sigma_obs": -1.0}]
    with pytest.raises(EngineError, match="Chain 3 of 'prophet' "):
        run(program, data, SHORT, inits=bad)
    with pytest.raises(EngineError, match="Chain 3 of 'prophet' "):
        run(program, data, SHORT, inits=bad, executor=executor)


def test_what_takes_no_jobs_is_refused(program: str, data: Data) -> None:
    with pytest.raises(SettingError, match="executor must be an executor"):
        run(program, data, SHORT, executor=2)  # type: ignore[arg-type]
