"""A run gives arrays by name, the same for the same seed, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import cmdstanpy
import numpy as np
import pytest

from nbmixed.engine.arguments import DIGITS
from nbmixed.engine.chains import Sampled
from nbmixed.engine.progress import ProgressEvent
from nbmixed.engine.run import Draws, _Record, _until_none_diverges, run
from nbmixed.errors import EngineError, SettingError
from nbmixed.spec.sampling import Sampling

if TYPE_CHECKING:
    from pathlib import Path

Data = dict[str, Any]
Leftovers = Callable[[], list[str]]
SHORT = Sampling(chains=2, iter=200, seed=11, cores=2, adapt_delta=0.8)


def same(a: Draws, b: Draws) -> bool:
    return all(np.array_equal(a.parameters[name], b.parameters[name]) for name in a.parameters)


class Recorder:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def start(self, chains: int, total: int) -> None:
        self.told.append((chains, total))

    def event(self, e: ProgressEvent) -> None:
        self.told.append(e)

    def stop(self, outcome: str) -> None:
        self.told.append(outcome)


def test_variables_have_chains_draws_and_their_own_shape(program: str, data: Data) -> None:
    draws = run(program, data, SHORT)
    shapes = {name: values.shape for name, values in draws.parameters.items()}
    assert shapes == {
        "k": (2, 100),
        "m": (2, 100),
        "delta": (2, 100, 2),
        "sigma_obs": (2, 100),
        "beta": (2, 100, 1),
        "trend": (2, 100, 20),
    }
    assert np.array_equal(draws.parameters["trend"][:, :, 7], draws.parameters["m"])


def test_statistics_have_arviz_names(program: str, data: Data) -> None:
    draws = run(program, data, SHORT)
    names = {"lp", "acceptance_rate", "step_size", "tree_depth", "n_steps", "diverging", "energy"}
    assert set(draws.sample_stats) == names
    assert all(values.shape == (2, 100) for values in draws.sample_stats.values())
    assert draws.sample_stats["diverging"].dtype == np.bool_
    assert draws.sample_stats["tree_depth"].max() <= draws.max_treedepth == 15
    assert draws.engine.startswith("Stan 2.")


def test_draws_are_those_that_cmdstanpy_reads(
    program: str, data: Data, genuine: Path, tmp_path: Path
) -> None:
    ours = run(program, data, Sampling(chains=2, iter=400, seed=11, cores=2, adapt_delta=0.8))
    fit = cmdstanpy.CmdStanModel(exe_file=genuine).sample(
        data=data,
        chains=2,
        seed=11,
        iter_warmup=200,
        iter_sampling=200,
        max_treedepth=15,
        adapt_delta=0.8,
        inits=2.0,
        sig_figs=DIGITS,
        output_dir=tmp_path,
        show_progress=False,
    )
    theirs = {name: fit.stan_variable(name).reshape(ours.parameters[name].shape) for name in ours.parameters}
    assert all(np.array_equal(ours.parameters[name], theirs[name]) for name in theirs)
    assert np.array_equal(ours.sample_stats["energy"], fit.method_variables()["energy__"].T)


def test_same_seed_same_draws_whatever_the_cores(program: str, data: Data) -> None:
    assert same(
        run(program, data, SHORT), run(program, data, Sampling(2, 200, seed=11, cores=1, adapt_delta=0.8))
    )


def test_listening_does_not_change_the_draws(program: str, data: Data) -> None:
    assert same(run(program, data, SHORT), run(program, data, SHORT, listener=Recorder()))


def test_a_seed_is_drawn_when_none_is_given_and_repeats_the_run(program: str, data: Data) -> None:
    first = run(program, data, Sampling(chains=1, iter=40))
    again = run(program, data, Sampling(chains=1, iter=40, seed=first.seed))
    assert same(first, again)
    assert run(program, data, Sampling(chains=1, iter=40)).seed != first.seed


@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_the_whole_range_of_seeds_is_taken(program: str, data: Data, seed: int) -> None:
    assert run(program, data, Sampling(chains=1, iter=20, seed=seed)).seed == seed


@pytest.mark.parametrize(
    ("sampling", "kept"),
    [
        (Sampling(chains=1, iter=50, warmup=20), 30),
        (Sampling(chains=1, iter=50, warmup=20, thin=4), 7),
        (Sampling(chains=1, iter=30, warmup=0), 30),
    ],
)
def test_draws_kept_are_those_of_the_settings(
    program: str, data: Data, sampling: Sampling, kept: int
) -> None:
    assert run(program, data, sampling).parameters["m"].shape == (1, kept) == (1, sampling.kept)


def test_chains_start_where_told(program: str, data: Data) -> None:
    starts = [{"k": k, "m": 1.0, "delta": [0, 0], "sigma_obs": 0.1, "beta": [0.0]} for k in (3.0, -3.0)]
    frozen = Sampling(chains=2, iter=1, warmup=0, seed=1, max_treedepth=1)
    tiny = np.full(6, 1e-20)  # no step leads anywhere
    draws = run(program, data, frozen, inits=starts, inverse_metric=tiny)
    assert np.allclose(draws.parameters["k"][:, 0], [3, -3], atol=1e-6)


def test_init_zero_starts_at_zero(program: str, data: Data) -> None:
    sampling = Sampling(chains=1, iter=1, warmup=0, seed=1, max_treedepth=1, init=0)
    draws = run(program, data, sampling, inverse_metric=np.full(6, 1e-20))
    assert np.allclose(draws.parameters["m"], 0, atol=1e-6)


def test_init_r_bounds_random_starts(program: str, data: Data) -> None:
    sampling = Sampling(chains=4, iter=1, warmup=0, seed=1, max_treedepth=1, init_r=0.01)
    draws = run(program, data, sampling, inverse_metric=np.full(6, 1e-20))
    assert 0 < np.abs(draws.parameters["m"]).max() <= 0.01


@pytest.mark.parametrize("shape", ["diagonal", "dense"])
def test_a_given_metric_is_kept_through_warmup(
    program: str, data: Data, shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = np.array([0.9, 0.5, 0.3, 0.2, 0.7, 0.6])
    metric = given if shape == "diagonal" else np.diag(given) + 0.1
    used = []
    draws_of = cmdstanpy.CmdStanMCMC.draws
    monkeypatch.setattr(
        cmdstanpy.CmdStanMCMC, "draws", lambda fit: (used.append(fit.inv_metric), draws_of(fit))[1]
    )
    draws = run(program, data, SHORT, inverse_metric=metric)
    assert np.allclose(used[0][0], metric)
    assert draws.sample_stats["step_size"][0, 0] != draws.sample_stats["step_size"][1, 0]


def test_a_dense_metric_is_estimated_even_in_a_short_warmup(program: str, data: Data) -> None:
    dense, diagonal = (run(program, data, SHORT, metric=kind) for kind in ("dense_e", "diag_e"))
    assert not same(dense, diagonal)


def test_nothing_is_printed_and_nothing_left(
    program: str, data: Data, leftovers: Leftovers, capfd: pytest.CaptureFixture[str]
) -> None:
    before = set(leftovers())
    run(program, data, SHORT, listener=Recorder())
    run(program, data, SHORT)
    assert set(leftovers()) == before
    assert capfd.readouterr() == ("", "")


def test_events_come_in_order_and_end_in_one_quiet_line(program: str, data: Data) -> None:
    listener = Recorder()
    run(program, data, Sampling(chains=3, iter=400, seed=1, cores=2), listener=listener)
    start, *events, outcome = listener.told
    assert start == (3, 400)
    assert outcome.startswith("3 chains x 200 draws in ")
    for chain in (1, 2, 3):
        of_chain = [e for e in events if e.chain == chain]
        assert [e.iteration for e in of_chain] == sorted(e.iteration for e in of_chain)
        assert of_chain[-1] == ProgressEvent(chain, 400, 400, warmup=False)
        assert all(e.warmup == (e.iteration <= 200) for e in of_chain)


class TestDivergences:
    """Without a target acceptance rate a run whose transitions diverge is made again with smaller steps."""

    def attempts(
        self, diverging: dict[float, int], sampling: Sampling
    ) -> tuple[list[float | None], Draws, Recorder]:
        tried, listener = [], Recorder()

        def attempt(record: _Record) -> Sampled:
            target = record.sampling.adapt_delta
            tried.append(target)
            marks = np.arange(20).reshape(2, 10) < diverging[target or 0.0]
            return Sampled({"k": np.full((2, 10), target)}, {"diverging": marks}, "Stan", ())

        record, found, said = _until_none_diverges(attempt, _Record(sampling, 1, (), 0.0), listener)
        return tried, record.draws(found, (), said), listener

    def test_without_them_the_first_rate_is_kept(self) -> None:
        tried, draws, listener = self.attempts({0.8: 0}, Sampling())
        assert (tried, draws.adapt_delta, draws.messages, listener.told) == ([0.8], 0.8, (), [])

    @pytest.mark.parametrize(
        ("left", "count"), [(0, "1 transition"), (3, "1 transition"), (0, "12 transitions")]
    )
    def test_with_them_the_draws_of_the_next_rate_stand(self, left: int, count: str) -> None:
        tried, draws, listener = self.attempts(
            {0.8: int(count.split(maxsplit=1)[0]), 0.95: left}, Sampling(chains=2, iter=20)
        )
        assert (tried, draws.adapt_delta) == ([0.8, 0.95], 0.95)
        assert (draws.parameters["k"] == 0.95).all()
        assert draws.messages == (
            f"Sampled again with a target acceptance rate of 0.95, for {count} diverged at 0.8.",
        )
        assert listener.told == [(2, 20)], "progress begins again"

    def test_a_given_rate_stands(self) -> None:
        assert self.attempts({0.7: 5}, Sampling(adapt_delta=0.7))[0] == [0.7]

    def test_without_warmup_nothing_is_adapted(self) -> None:
        tried, draws, _ = self.attempts({0.8: 5}, Sampling(warmup=0))
        assert (tried, draws.adapt_delta) == ([0.8], None)


def test_refresh_zero_reports_only_start_and_end(program: str, data: Data) -> None:
    listener = Recorder()
    run(program, data, Sampling(chains=1, iter=100, seed=1, refresh=0), listener=listener)
    assert listener.told == [(1, 100), listener.told[-1]]


def test_what_stan_says_becomes_messages(program: str, data: Data) -> None:
    coarse = Sampling(chains=1, iter=60, warmup=0, seed=1, init_r=1e-3)
    draws = run(program, data | {"y": data["y"] * 1e-3}, coarse)
    assert draws.sample_stats["diverging"].any()
    assert any("divergent" in message for message in draws.messages)


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"T": -1}, "'prophet' refused its data: .*negative dimension.*expression=T"),
        ({"y": [1.0, 2.0]}, "'prophet' refused its data: .*variable name=y"),
        (
            {"y": np.full(20, np.nan)},
            "Chain 1 of 'prophet' found no starting point: .*dependent variables.* nan",
        ),
        ({"tau": np.inf}, "Chain 1 of 'prophet' found no starting point: .*Scale parameter is inf"),
    ],
)
def test_a_failing_chain_gives_stans_reason(
    data: Data,
    leftovers: Leftovers,
    capfd: pytest.CaptureFixture[str],
    change: Data,
    reason: str,
) -> None:
    before, listener = set(leftovers()), Recorder()
    with pytest.raises(EngineError, match=reason) as raised:
        run("prophet", data | change, SHORT, listener=listener)
    assert "\n" not in str(raised.value)
    assert listener.told[-1] == "failed"
    assert set(leftovers()) == before
    assert capfd.readouterr() == ("", "")


def test_settings_that_do_not_fit_are_refused_before_sampling(program: str, data: Data) -> None:
    with pytest.raises(SettingError, match="inits has 1 elements for 2 chains"):
        run(program, data, SHORT, inits=[{"m": 1.0}])
    with pytest.raises(SettingError, match=r"inverse_metric has shape \(2, 3\)"):
        run(program, data, SHORT, inverse_metric=np.ones((2, 3)))
    with pytest.raises(SettingError, match="Did you mean 'dense_e'"):
        run(program, data, SHORT, metric="dense")
