"""Chains' lines become events; what others print is untouched."""

from __future__ import annotations

import contextlib
import io
import sys
import threading

from nbmixed.engine.console import Console, listening, parsed
from nbmixed.engine.progress import ProgressEvent


def in_thread(*lines: str) -> None:
    """Print from a thread of its own, as cmdstanpy does."""
    thread = threading.Thread(target=lambda: [print(line) for line in lines])  # noqa: T201 - what is tested
    thread.start()
    thread.join()


def test_lines_of_both_phases_are_read() -> None:
    assert parsed("Chain [1] Iteration:    1 / 2000 [  0%]  (Warmup)") == ProgressEvent(1, 1, 2000, True)
    assert parsed("Chain [12] Iteration: 2000 / 2000 [100%]  (Sampling)") == ProgressEvent(
        12, 2000, 2000, False
    )
    assert parsed("Chain [1] ") is None
    assert parsed("Iteration: 1 / 2 [50%] (Warmup)") is None


def test_chains_are_heard_and_not_shown() -> None:
    heard: list[ProgressEvent] = []
    shown = io.StringIO()
    with listening(heard.append) as taken, _stdout(Console(shown, heard.append)):
        assert taken
        in_thread(
            "Chain [2] method = sample", "Chain [2] Iteration: 5 / 9 [ 55%]  (Warmup)", *["Chain [2] "] * 99
        )
    assert heard == [ProgressEvent(2, 5, 9, True)]
    assert shown.getvalue() == ""


def test_other_threads_print_as_ever() -> None:
    shown, begin = io.StringIO(), threading.Event()
    older = threading.Thread(target=lambda: (begin.wait(5), print("Chain [1] of my own")))  # noqa: T201
    older.start()
    with _stdout(Console(shown, [].append)):
        begin.set()
        older.join()
        in_thread("younger")
        sys.stdout.write("here\n")
    assert shown.getvalue() == "Chain [1] of my own\nyounger\nhere\n"


def test_a_console_passes_for_what_it_stands_before() -> None:
    assert Console(sys.__stdout__, print).encoding == sys.__stdout__.encoding  # type: ignore[union-attr]


def test_standard_output_is_given_back_and_only_one_listens() -> None:
    before = sys.stdout
    with listening(print) as first, listening(print) as second:
        assert (first, second) == (True, False)
    assert sys.stdout is before
    with listening(None) as taken:
        assert not taken
        assert sys.stdout is before


def _stdout(console: Console) -> contextlib.AbstractContextManager[object]:
    return contextlib.redirect_stdout(console)  # type: ignore[type-var]
