"""Approximations: proposals with both log densities, the same for the same seed, and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from nbmixed.engine import approximate, locate
from nbmixed.engine.approximate import is_standard, run
from nbmixed.engine.draws import Draws
from nbmixed.errors import EngineError, SettingError
from nbmixed.spec.model_checks import ALGORITHMS
from nbmixed.spec.sampling import Sampling
from tests.driver.posterior import log_density
from tests.driver.programs import NORMAL_DATA, flat, ours
from tests.driver.test_optimize import _mode

Data = dict[str, Any]
Leftovers = Callable[[], list[str]]
APPROXIMATIONS = [name for name in ALGORITHMS if name != "sampling"]
SETTINGS = Sampling(draws=300, seed=11)
DIGITS = 1e-9  # of a log density near 100, from draws of 12 digits


@pytest.fixture
def normal(monkeypatch: pytest.MonkeyPatch) -> str:
    """tests/stan/normal.stan: mu and a positive sigma."""
    monkeypatch.setattr(locate, "executable", lambda _: ours().path)
    return "normal"


def unconstrained(draws: Draws) -> np.ndarray:
    """mu and log(sigma), shape (draws, 2)."""
    return np.stack([draws.parameters["mu"][0], np.log(draws.parameters["sigma"][0])], axis=-1)


class Recorder:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def start(self, chains: int, total: int) -> None:
        self.told.append((chains, total))

    def event(self, e: object) -> None:
        self.told.append(e)

    def stop(self, outcome: str) -> None:
        self.told.append(outcome)


@pytest.mark.parametrize("algorithm", APPROXIMATIONS)
class TestEveryApproximation:
    def test_four_proposals_for_each_draw_and_at_least_a_thousand(self, normal: str, algorithm: str) -> None:
        draws = run(normal, NORMAL_DATA, algorithm, SETTINGS)
        shapes = {name: values.shape for name, values in draws.parameters.items()}
        assert shapes == {
            "mu": (1, 1200),
            "sigma": (1, 1200),
            "scaled": (1, 1200, 2),
            "y_rep": (1, 1200),
            "corner": (1, 1200, 2, 2),
        }
        assert draws.algorithm == algorithm
        assert draws.paths == (4 if algorithm == "pathfinder" else 1)
        assert draws.engine.startswith("Stan 2.")
        few = run(normal, NORMAL_DATA, algorithm, Sampling(draws=5, seed=1))
        assert few.parameters["mu"].shape == (1, 1000)

    def test_log_p_is_the_density_on_the_unconstrained_scale(self, normal: str, algorithm: str) -> None:
        draws = run(normal, NORMAL_DATA, algorithm, SETTINGS)
        exact = log_density(draws.parameters["mu"][0], draws.parameters["sigma"][0], jacobian=True)
        assert draws.log_p is not None
        assert np.ptp(draws.log_p[0] - exact) < DIGITS
        assert draws.sample_stats["lp"] is draws.log_p

    def test_log_g_is_that_of_the_gaussian_it_drew_from(self, normal: str, algorithm: str) -> None:
        """Quadratic in the draws (on each path), with the covariance of the draws."""
        draws = run(normal, NORMAL_DATA, algorithm, Sampling(draws=4000, seed=2))
        assert draws.log_g is not None
        of_paths = (np.split(a, draws.paths) for a in (unconstrained(draws), draws.log_g[0]))
        for theta, log_g in zip(*of_paths, strict=True):
            x, y = (theta - theta.mean(axis=0)).T
            features = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
            found, *_ = np.linalg.lstsq(features, log_g, rcond=None)
            assert np.abs(features @ found - log_g).max() < 1e-6
            curvature = -np.array([[2 * found[3], found[4]], [found[4], 2 * found[5]]])
            if draws.paths > 1:  # paths are weighed against one another, so constants count
                centre = found[0] + 0.5 * found[1:3] @ np.linalg.solve(curvature, found[1:3])
                assert centre == pytest.approx(0.5 * np.linalg.slogdet(curvature / (2 * np.pi))[1], abs=1e-6)
            ratio = np.linalg.solve(np.cov(theta.T), np.linalg.inv(curvature))
            # elements of a covariance of n draws have a relative standard error of about sqrt(2 / n)
            np.testing.assert_allclose(ratio, np.eye(2), atol=5 * np.sqrt(2 / len(theta)))

    def test_the_same_seed_gives_the_same_draws(self, normal: str, algorithm: str) -> None:
        first, again = (run(normal, NORMAL_DATA, algorithm, SETTINGS) for _ in range(2))
        assert first.seed == 11
        assert all(np.array_equal(first.parameters[n], again.parameters[n]) for n in first.parameters)
        assert np.array_equal(first.log_g, again.log_g)  # type: ignore[arg-type]

    def test_a_seed_that_was_not_given_is_drawn_and_kept(self, normal: str, algorithm: str) -> None:
        first = run(normal, NORMAL_DATA, algorithm, Sampling(draws=10))
        again = run(normal, NORMAL_DATA, algorithm, Sampling(draws=10, seed=first.seed))
        assert np.array_equal(first.parameters["mu"], again.parameters["mu"])

    def test_nothing_is_printed_and_nothing_left(
        self, normal: str, algorithm: str, leftovers: Leftovers, capfd: pytest.CaptureFixture[str]
    ) -> None:
        before = set(leftovers())
        run(normal, NORMAL_DATA, algorithm, SETTINGS)
        assert set(leftovers()) == before
        assert capfd.readouterr() == ("", "")

    def test_begin_and_end_are_told(self, normal: str, algorithm: str) -> None:
        listener = Recorder()
        run(normal, NORMAL_DATA, algorithm, SETTINGS, listener=listener)
        start, outcome = listener.told
        assert start == (1, 300)
        assert outcome.startswith(f"{algorithm}: 300 draws in ")

    def test_data_that_do_not_fit_are_told_in_stans_words(
        self, normal: str, algorithm: str, leftovers: Leftovers
    ) -> None:
        before, listener = set(leftovers()), Recorder()
        with pytest.raises(EngineError, match=r"'normal' refused its data: .*variable name=y") as raised:
            run(normal, NORMAL_DATA | {"y": [1.0]}, algorithm, SETTINGS, listener=listener)
        assert "\n" not in str(raised.value)
        assert listener.told[-1] == "failed"
        assert set(leftovers()) == before

    def test_no_starting_point_is_told(self, normal: str, algorithm: str) -> None:
        impossible = NORMAL_DATA | {"y": [np.nan] * len(NORMAL_DATA["y"])}
        with pytest.raises(
            EngineError, match=f'algorithm="{algorithm}" failed for .normal.: .*nan'
        ) as raised:
            run(normal, impossible, algorithm, SETTINGS)
        assert "\n" not in str(raised.value)

    def test_starts_are_those_of_the_settings(self, normal: str, algorithm: str) -> None:
        zero = run(normal, NORMAL_DATA, algorithm, Sampling(draws=10, seed=1, init=0))
        random = run(normal, NORMAL_DATA, algorithm, Sampling(draws=10, seed=1, init_r=0.5))
        assert not np.array_equal(zero.parameters["mu"], random.parameters["mu"])
        with pytest.raises(SettingError, match="init = 'pathfinder' starts Markov chains"):
            run(normal, NORMAL_DATA, algorithm, Sampling(init="pathfinder"))

    def test_it_works_from_another_thread(self, normal: str, algorithm: str) -> None:
        found = list[Draws]()
        thread = threading.Thread(
            target=lambda: found.append(run(normal, NORMAL_DATA, algorithm, SETTINGS)), name="elsewhere"
        )
        thread.start()
        thread.join(20)
        assert found[0].parameters["mu"].shape == (1, 1200)


@pytest.mark.parametrize(("algorithm", "jacobian"), [("laplace", True), ("optimizing", False)])
def test_the_gaussian_stands_at_its_mode(normal: str, algorithm: str, jacobian: bool) -> None:
    theta = unconstrained(run(normal, NORMAL_DATA, algorithm, Sampling(draws=4000, seed=3)))
    mu, sigma = _mode(jacobian=jacobian)
    error = theta.std(axis=0) / np.sqrt(len(theta))
    assert (np.abs(theta.mean(axis=0) - [mu, np.log(sigma)]) < 4 * error).all()
    other = np.log(_mode(jacobian=not jacobian)[1])
    assert abs(theta[:, 1].mean() - other) > 4 * error[1]


@pytest.mark.parametrize("algorithm", APPROXIMATIONS)
def test_programs_compiled_with_cmdstan_do_as_well(program: str, data: Data, algorithm: str) -> None:
    draws = run(program, data, algorithm, SETTINGS)
    assert draws.parameters["delta"].shape == (1, 1200, 2)
    assert draws.log_p is not None
    assert np.isfinite(draws.log_p).all()


@pytest.mark.parametrize("algorithm", ["laplace", "optimizing"])
def test_a_point_that_is_no_mode_is_refused(monkeypatch: pytest.MonkeyPatch, algorithm: str) -> None:
    monkeypatch.setattr(locate, "executable", lambda _: flat().path)
    with pytest.raises(EngineError, match="not curved downwards at the point the optimizer found"):
        run("flat", {"K": 2}, algorithm, SETTINGS)


@pytest.mark.parametrize(("dimensions", "wrong"), [(1, -1), (2, -1), (2, 3), (5, -1), (30, -4), (1000, -20)])
def test_densities_that_belong_to_their_gaussian_are_told_from_others(dimensions: int, wrong: float) -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        z = rng.standard_normal((1000, dimensions))
        assert is_standard(-0.5 * (z**2).sum(axis=1))
    curvatures = np.r_[wrong, np.ones(dimensions - 1)]
    assert not is_standard(-0.5 * z**2 @ curvatures)
    assert not is_standard(np.full(1000, np.nan))
    assert not is_standard(np.zeros(1000))


def test_that_it_did_not_converge_is_a_note(normal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approximate, "ADVI_TOLERANCE", 1e-12)
    draws = run(normal, NORMAL_DATA, "meanfield", Sampling(draws=10, seed=1))
    assert draws.notes == draws.messages == ("The algorithm may not have converged.",)


SCRIPT = """
import sys, threading
from pathlib import Path
import numpy as np
from nbmixed.engine import locate
from nbmixed.engine.approximate import run
from nbmixed.spec.sampling import Sampling
locate.executable = lambda name: Path(sys.argv[1])
rng = np.random.default_rng(1)
N = 400_000
data = {"N": N, "y": rng.normal(size=N), "prior_scale": 1.0}
try:
    run("normal", data, sys.argv[2], Sampling(draws=500_000, seed=1))
except KeyboardInterrupt:
    print("interrupted", [t.name for t in threading.enumerate()])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on Unix")
@pytest.mark.parametrize("algorithm", APPROXIMATIONS)
def test_an_interrupt_leaves_no_process_and_no_file(tmp_path: Path, algorithm: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(ours().path), algorithm],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        end = time.monotonic() + 20
        while not (at_work := working(process.pid)) and time.monotonic() < end:
            time.sleep(0.01)
        assert at_work
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=10)
    finally:
        for child in psutil.Process(process.pid).children() if process.poll() is None else ():
            child.kill()
        process.kill()
        process.wait()
    assert time.monotonic() - sent < 2
    assert said == "interrupted ['MainThread']\n"
    assert not any(p.is_running() for p in at_work)
    assert list(tmp_path.iterdir()) == []


def working(pid: int) -> list[psutil.Process]:
    """Its Stan programs at this moment; not the short process that cmdstanpy asks for `info`."""
    with contextlib.suppress(psutil.Error):
        return [c for c in psutil.Process(pid).children() if any("method=" in w for w in c.cmdline())]
    return []


@pytest.mark.parametrize("algorithm", ["meanfield", "laplace", "pathfinder"])
def test_a_genuine_cmdstan_leaves_no_profile_where_the_user_works(
    algorithm: str, program: str, data: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    approximate.run(program, data, algorithm, Sampling(seed=1, draws=50))
    assert list(Path.cwd().iterdir()) == []
