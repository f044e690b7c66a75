"""Chains that start at draws of a quick approximation, or at random where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.engine import approximate, locate, starts
from nbmixed.engine.run import run
from nbmixed.engine.starts import QUICK, starting_values
from nbmixed.errors import EngineError
from nbmixed.spec.sampling import Sampling
from tests.driver.posterior import moments
from tests.driver.programs import NORMAL_DATA, flat, ours


@pytest.fixture
def normal(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(locate, "executable", lambda _: ours().path)
    return "normal"


@pytest.mark.parametrize("init", QUICK)
class TestStarts:
    def test_one_for_each_chain_near_the_posterior_and_no_two_the_same(self, normal: str, init: str) -> None:
        values, notes = starting_values(normal, NORMAL_DATA, Sampling(chains=6, init=init), seed=5)
        assert values is not None
        assert notes == ()
        assert len({v["mu"] for v in values}) == len(values) == 6
        for name, (mean, sd) in moments().items():
            assert all(abs(v[name] - mean) < 6 * sd for v in values)  # type: ignore[operator]

    def test_the_seed_decides_them(self, normal: str, init: str) -> None:
        first, again, other = (
            starting_values(normal, NORMAL_DATA, Sampling(init=init), seed=s)[0] for s in (5, 5, 6)
        )
        assert first == again != other

    def test_chains_start_there_reproducibly(self, normal: str, init: str) -> None:
        sampling = Sampling(chains=2, iter=100, seed=7, init=init)
        first, again = (run(normal, NORMAL_DATA, sampling) for _ in range(2))
        assert np.array_equal(first.parameters["mu"], again.parameters["mu"])
        random = run(normal, NORMAL_DATA, Sampling(chains=2, iter=100, seed=7))
        assert not np.array_equal(first.parameters["mu"], random.parameters["mu"])
        assert first.notes == ()

    def test_one_chain_and_no_warmup(self, normal: str, init: str) -> None:
        alone = Sampling(chains=1, iter=1, warmup=0, seed=7, init=init, max_treedepth=1)
        values, _ = starting_values(normal, NORMAL_DATA, alone, seed=7)
        draws = run(normal, NORMAL_DATA, alone, inverse_metric=np.full(2, 1e-20))
        assert values is not None
        assert draws.parameters["mu"][0, 0] == pytest.approx(values[0]["mu"], abs=1e-6)

    def test_a_failed_approximation_is_told_and_chains_start_at_random(
        self, normal: str, init: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise EngineError("It went wrong.")

        monkeypatch.setattr(starts.approximate, "run", fail)
        draws = run(normal, NORMAL_DATA, Sampling(chains=1, iter=50, seed=1, init=init))
        told = f"Chains started at random, not at init = {init!r}: It went wrong."
        assert draws.messages[0] == told
        assert draws.notes == (told,)
        random = run(normal, NORMAL_DATA, Sampling(chains=1, iter=50, seed=1))
        assert np.array_equal(draws.parameters["mu"], random.parameters["mu"])


def test_a_density_without_mode_has_no_laplace_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "executable", lambda _: flat().path)
    values, notes = starting_values("flat", {"K": 2}, Sampling(init="laplace"), seed=1)
    assert values is None
    assert notes[0].endswith("not curved downwards at the point the optimizer found.")


def test_draws_without_density_are_no_starts(normal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = approximate.run(normal, NORMAL_DATA, "laplace", Sampling(draws=10, seed=1))
    assert found.log_p is not None
    found.log_p[:, 3:] = -np.inf
    monkeypatch.setattr(starts.approximate, "run", lambda *_, **__: found)
    values, _ = starting_values(normal, NORMAL_DATA, Sampling(chains=3, init="laplace"), seed=1)
    assert values is not None
    assert {v["mu"] for v in values} == set(found.parameters["mu"][0, :3].tolist())
    values, notes = starting_values(normal, NORMAL_DATA, Sampling(chains=4, init="laplace"), seed=1)
    assert values is None
    assert "hardly any of its draws has a positive density" in notes[0]
