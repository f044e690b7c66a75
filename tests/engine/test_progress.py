"""The session's listener, and the one for terminals."""

from __future__ import annotations

import io

import pytest

from nbmixed.engine import progress
from nbmixed.engine.progress import ProgressEvent, Terminal
from nbmixed.options import options


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _no_listener_stays() -> object:
    yield
    progress.use(None)


def test_silent_until_told_otherwise() -> None:
    assert progress.current() is None


def test_each_fit_gets_a_new_listener() -> None:
    progress.use(Terminal)
    first, second = progress.current(), progress.current()
    assert isinstance(first, Terminal)
    assert first is not second


def test_options_can_switch_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    progress.use(Terminal)
    monkeypatch.setattr(options, "progress", False)
    assert progress.current() is None


def test_a_terminal_sees_one_line_that_ends_as_the_outcome() -> None:
    stream = Tty()
    shown = Terminal(stream)
    shown.start(chains=2, total=100)
    shown.event(ProgressEvent(1, 50, 100, warmup=True))
    shown.event(ProgressEvent(2, 100, 100, warmup=False))
    shown.stop("done")
    steps = [line.rstrip() for line in stream.getvalue().split("\r")]
    assert steps == [
        "",
        "  0% of 2 chains (warmup)",
        " 25% of 2 chains (warmup)",
        " 75% of 2 chains (warmup)",
        "done",
    ]
    assert stream.getvalue().endswith("\n")
    assert stream.getvalue().count("\n") == 1


def test_a_terminal_sees_the_time_left_as_soon_as_the_speed_is_known() -> None:
    stream, now = Tty(), iter([0.0, 0.1, 0.5, 30.0, 40.0])
    shown = Terminal(stream, clock=lambda: next(now))
    shown.start(chains=1, total=100)
    for done in (10, 25, 100):
        shown.event(ProgressEvent(1, done, 100, warmup=done < 50))
    steps = [line.rstrip() for line in stream.getvalue().split("\r")][1:]
    assert steps[1:] == [
        " 10% of 1 chain (warmup)",
        " 25% of 1 chain (warmup), about 90 s left",
        "100% of 1 chain (sampling)",
    ]


def test_many_fits_are_counted_as_fits() -> None:
    stream = Tty()
    shown = Terminal(stream)
    shown.start(chains=1, total=10)
    shown.event(ProgressEvent(1, 3, 10, warmup=False, fits=True))
    assert stream.getvalue().split("\r")[-1].rstrip() == " 30% of 10 fits"


def test_a_file_sees_only_the_outcome() -> None:
    stream = io.StringIO()
    shown = Terminal(stream)
    shown.start(chains=1, total=10)
    shown.event(ProgressEvent(1, 10, 10, warmup=False))
    shown.stop("1 chain x 5 draws in 0.1 s")
    assert stream.getvalue() == "1 chain x 5 draws in 0.1 s\n"
