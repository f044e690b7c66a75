"""Chains that are stopped leave what they had drawn."""

from __future__ import annotations

import signal
from contextlib import contextmanager

import numpy as np
import pytest

from nbmixed.engine import supervise
from nbmixed.engine.partial import Interrupted, Stopped, best_cut, rescued, stopped_in_one_line
from nbmixed.engine.progress import ProgressEvent
from nbmixed.engine.run import run
from nbmixed.spec.sampling import Sampling

HEADER = "lp__,accept_stat__,divergent__,a,b.1,b.2"
ROW = "-1,0.9,0,1.5,2,3"


class Stopping:
    """A listener that interrupts once a chain has come far enough."""

    def __init__(self, at: int) -> None:
        self.at, self.outcome, self.reached = at, "", False

    def start(self, chains: int, total: int) -> None:
        pass

    def event(self, e: ProgressEvent) -> None:
        self.reached = self.reached or e.iteration >= self.at

    def beat(self) -> None:
        if self.reached:
            raise KeyboardInterrupt

    def stop(self, outcome: str) -> None:
        self.outcome = outcome


def written(directory, *chains):
    for number, rows in enumerate(chains, start=1):
        text = "\n".join(
            ["# stan_version_major = 2", "# stan_version_minor = 35", HEADER, "# Adaptation", *rows]
        )
        (directory / f"p-2026_{number}.csv").write_text(text)


def test_a_stopped_run_keeps_what_was_drawn(program, data, leftovers):
    listener = Stopping(at=1200)
    long = Sampling(chains=2, iter=10_000_000, warmup=200, seed=11, cores=2, refresh=500)
    with pytest.raises(Interrupted) as caught:
        run(program, data, long, listener=listener)
    draws = caught.value.draws
    chains, kept = draws.sample_stats["lp"].shape
    assert draws.parameters["beta"].shape == (chains, kept, 1) and kept >= 100
    assert draws.sample_stats["diverging"].dtype == np.bool_ and draws.seed == 11
    assert (
        draws.notes[0].startswith("Stopped by hand: there are ") and f"x {kept} of 9999800" in draws.notes[0]
    )
    assert listener.outcome == str(caught.value)
    assert caught.value._render_traceback_() == [f"Interrupted: {caught.value}"]
    assert leftovers() == []


def test_the_draws_kept_are_those_of_a_run_that_was_not_stopped(program, data):
    settings = {"chains": 1, "warmup": 200, "seed": 3, "refresh": 100}
    with pytest.raises(Interrupted) as caught:
        run(program, data, Sampling(iter=10_000_000, **settings), listener=Stopping(at=600))
    kept = caught.value.draws.parameters["m"]
    whole = run(program, data, Sampling(iter=200 + kept.shape[1], **settings))
    assert np.array_equal(kept, whole.parameters["m"])


@pytest.mark.parametrize("raised", [True, False])
def test_an_interrupt_when_all_is_drawn_loses_nothing(program, data, leftovers, monkeypatch, raised):
    """Whether it arrives while interrupts are raised or in the moment when they are held back."""
    follow = supervise._follow
    states = []
    taken = supervise.one_interrupt

    @contextmanager
    def watched():
        with taken() as state:
            states.append(state)
            yield state

    def interrupted(*arguments):
        follow(*arguments)
        states[-1].raised = raised
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(supervise, "one_interrupt", watched)
    before = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell may start tests that ignore it
    monkeypatch.setattr(supervise, "_follow", interrupted)
    try:
        with pytest.raises(Interrupted) as caught:
            run(program, data, Sampling(chains=2, iter=400, seed=3))
    finally:
        signal.signal(signal.SIGINT, before)
    assert caught.value.draws.sample_stats["lp"].shape == (2, 200)
    assert leftovers() == []


def test_a_run_stopped_in_warmup_keeps_nothing(program, data):
    with pytest.raises(KeyboardInterrupt) as caught:
        run(program, data, Sampling(iter=10_000_000, seed=1, refresh=100), listener=Stopping(at=200))
    assert not isinstance(caught.value, Interrupted)


def test_an_interrupt_with_nothing_to_keep_is_one_line_in_a_notebook():
    with pytest.raises(Stopped) as caught, stopped_in_one_line():
        raise KeyboardInterrupt
    (line,) = caught.value._render_traceback_()
    assert line.startswith("Interrupted: stopped by hand after 0.0 s") and caught.value.__suppress_context__


def test_an_interrupt_with_draws_is_passed_on():
    stopped = Interrupted("1 chain x 50 draws are kept", None)
    with pytest.raises(Interrupted) as caught, stopped_in_one_line():
        raise stopped
    assert caught.value is stopped


def test_a_row_that_was_not_written_to_its_end_is_left_out(tmp_path):
    written(tmp_path, [ROW] * 12 + ["-1,0.9,0,1.5,2"], [ROW] * 20 + ["-1,0.9"])
    found = rescued(tmp_path)
    assert (found.chains, found.draws, found.engine) == (2, 12, "Stan 2.35")
    assert found.parameters["b"].shape == (2, 12, 2) and found.parameters["b"][0, 0].tolist() == [2, 3]


def test_a_chain_with_few_draws_is_left_out_rather_than_cut_the_others(tmp_path):
    written(tmp_path, [ROW] * 101, [ROW] * 90, [ROW] * 20, [])
    found = rescued(tmp_path)
    assert found is not None and (found.chains, found.draws) == (2, 89)


@pytest.mark.parametrize("rows", [[], [ROW] * 9])
def test_less_than_ten_draws_are_nothing(tmp_path, rows):
    written(tmp_path, rows)
    assert rescued(tmp_path) is None


@pytest.mark.parametrize("lengths, place", [([5], 0), ([100, 100, 100], 2), ([100, 60, 10], 1), ([10, 5], 1)])
def test_chains_are_cut_where_most_draws_are_left(lengths, place):
    assert best_cut(lengths) == place
