"""One sentence that names the culprit."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from nbmixed.engine import approximate, failure
from nbmixed.engine.failure import UnusableError, of_approximation, plain, sentence
from nbmixed.engine.run import run
from nbmixed.errors import EngineError
from nbmixed.spec.sampling import Sampling

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("code", "console", "said"),
    [
        (
            "1",
            (
                "num_threads = 1 (Default)\n\nException: variable does not exist; processing stage=data initialization;"
                " variable name=N; base type=int (in '/a/b/m.stan', line 2, column 2 to column 17)\n"
            ),
            (
                "'m' refused its data: variable does not exist; processing stage=data initialization;"
                " variable name=N; base type=int (m.stan, line 2)."
            ),
        ),
        (
            "1",
            (
                "Exception: m_model_namespace::m_model: N is -1, but must be greater than or equal to 1.000000"
                " (in 'm.stan', line 3, column 2 to column 17)\n"
            ),
            "'m' refused its data: N is -1, but must be greater than or equal to 1.000000 (m.stan, line 3).",
        ),
        (
            "1",
            (
                "Rejecting initial value:\n  Log probability evaluates to log(0), i.e. negative infinity.\n"
                "  Stan can't start sampling from this initial value.\n\n"
                "Initialization between (-2, 2) failed after 100 attempts. \n"
                " Try specifying initial values.\nInitialization failed.\n"
            ),
            (
                "Chain 1 of 'm' found no starting point: Log probability evaluates to log(0), i.e. negative infinity."
                " Rescale extreme variables, or give init=0 or a smaller init_r=."
            ),
        ),
        (
            "1",
            "seed = 3\nfoo is either mistyped or misplaced.\n",
            "Chain 1 of 'm' failed: foo is either mistyped or misplaced.",
        ),
        (
            "127",
            "m: error while loading shared libraries: libtbb.so.2: cannot open shared object file\n",
            "Chain 1 of 'm' failed: m: error while loading shared libraries: libtbb.so.2: cannot open shared object file.",
        ),
        ("1", "", "Chain 1 of 'm' failed: it ended without a word."),
        (
            "-9",
            "Iteration: 1 / 2 [ 50%]  (Warmup)\n",
            (
                "Chain 1 of 'm' was stopped from outside (SIGKILL)."
                " The usual reason is that memory ran out: run fewer chains at a time with cores=."
            ),
        ),
    ],
)
def test_the_first_failing_chain_is_quoted(tmp_path: Path, code: str, console: str, said: str) -> None:
    (tmp_path / "m-20260101000000_0-stdout.txt").write_text(console)
    error = RuntimeError(f"Error during sampling:\n retcodes=[{code}, 0]\n")
    assert sentence("m", error, tmp_path) == said


def test_chains_are_counted_from_one(tmp_path: Path) -> None:
    (tmp_path / "m-2_10-stdout.txt").write_text("Exception: no\n")
    (tmp_path / "m-2_1-stdout.txt").write_text("fine\n")
    error = RuntimeError(f"retcodes=[{'0, ' * 10}1]")
    assert sentence("m", error, tmp_path) == "Chain 11 of 'm' failed: no."


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    found = sentence("m", ValueError("bad draw"), tmp_path)
    assert found == "The draws of 'm' could not be read: bad draw"


def test_a_place_that_goes_on_in_the_next_line_is_shortened_too() -> None:
    line = "Exception: x is 3 (in '/home/me/stan/include/rows.stan', line 5, column 2, included from"
    assert plain(line) == "x is 3 (rows.stan, line 5)"


@pytest.mark.parametrize(
    ("console", "reason"),
    [
        (
            "method = laplace\nSpecified mode is wrong size; expected 3\n",
            "Specified mode is wrong size; expected 3.",
        ),
        (
            "Exception: scale is inf\nEvaluating\nAll proposed step-sizes failed. Your model may be misspecified.\n",
            "All proposed step-sizes failed. Your model may be misspecified.",
        ),
        ("Error evaluating: y is nan\nNo pathfinders ran successfully\n", "Error evaluating: y is nan."),
        ("Exception: y is nan\nInitialization failed.\n", "y is nan."),
        ("", "it is broken."),
    ],
)
def test_a_failed_approximation_gives_the_last_word_of_its_last_program(
    tmp_path: Path, console: str, reason: str
) -> None:
    if console:
        (tmp_path / "mode-m-1_0-stdout.txt").write_text("Error: of the program before\n")
        last = tmp_path / "m-1_0-stdout.txt"
        last.write_text(console)
        os.utime(last, (2e9, 2e9))
    assert of_approximation("m", "laplace", RuntimeError("it is broken"), tmp_path) == (
        f'algorithm="laplace" failed for \'m\': {reason} Use algorithm="sampling", or another approximation.'
    )


def test_draws_that_cannot_be_used_say_why_themselves(tmp_path: Path) -> None:
    (tmp_path / "m-1_0-stdout.txt").write_text("Exception: once upon a time\n")
    said = of_approximation("m", "laplace", UnusableError("it has no mode."), tmp_path)
    assert said.startswith("algorithm=\"laplace\" failed for 'm': it has no mode. Use")


@pytest.mark.skipif(os.name == "nt", reason="permissions of Unix")
@pytest.mark.parametrize(
    ("content", "mode", "reason"),
    [
        (b"", 0o755, "Exec format error .*reinstall"),
        (b"\xca\xfe\xba\xbe of another machine", 0o755, "Exec format error .*reinstall"),
        (b"#!/none/there\n", 0o755, "No such file or directory .*reinstall"),
        (b"#!/bin/sh\n", 0o644, "Permission denied .*chmod"),
    ],
)
def test_a_program_that_cannot_start_has_the_systems_own_reason(tmp_path, monkeypatch, content, mode, reason):
    path = tmp_path / "lmm"
    path.write_bytes(content)
    path.chmod(mode)
    monkeypatch.setattr(failure.locate, "executable", lambda _: path)
    for call in (
        lambda: run("lmm", {"N": 1}, Sampling(chains=1, iter=20, seed=1)),
        lambda: approximate.run("lmm", {"N": 1}, "laplace", Sampling(seed=1)),
    ):
        with pytest.raises(EngineError, match=rf"The program of 'lmm' cannot be started: {reason}"):
            call()
