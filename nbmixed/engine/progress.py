"""What chains report while they run, and who listens.

A `Listener` is handed to `nbmixed.engine.run.run`. It is called only from the thread that called
`run`, at most every tenth of a second, and only with the latest event of each chain.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TextIO, runtime_checkable

from nbmixed.options import options

SETTLED = 1.0  # seconds until the speed of a run says how long it will take


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """How far one chain has come.

    Parameters
    ----------
    chain
        Number of the chain, counted from 1.
    iteration
        Iterations done, warmup included.
    total
        Iterations the chain will do, warmup included.
    warmup
        Whether the chain was still adapting at this iteration.
    fits
        Whether fits are counted, many of one call, in place of a chain's iterations.
    divergences
        Divergent transitions after warmup, so far.
    """

    chain: int
    iteration: int
    total: int
    warmup: bool
    fits: bool = False
    divergences: int = 0


class Listener(Protocol):
    """Told of a run as it goes. An exception raised here stops the run and is passed on."""

    def start(self, chains: int, total: int) -> None:
        """Chains are about to start, each of `total` iterations."""

    def event(self, e: ProgressEvent) -> None:
        """A chain has come further."""

    def stop(self, outcome: str) -> None:
        """The run is over; `outcome` is one quiet line for the record."""


@runtime_checkable
class Attentive(Listener, Protocol):
    """A listener that also hears that the run goes on; KeyboardInterrupt raised here stops it and keeps what was drawn."""

    def beat(self) -> None:
        """Called every tenth of a second while chains run."""


class Silent:
    """The listener that shows nothing."""

    def start(self, chains: int, total: int) -> None:
        """Show nothing."""

    def event(self, e: ProgressEvent) -> None:
        """Show nothing."""

    def stop(self, outcome: str) -> None:
        """Show nothing."""


class Terminal:
    """One line of text that is rewritten as chains proceed and ends as the outcome.

    Parameters
    ----------
    stream
        Where to write; standard error when None. If it is no terminal, only the outcome is written.
    clock
        Seconds, increasing; replaced in tests.

    Examples
    --------
    >>> import sys
    >>> shown = Terminal(sys.stdout)
    >>> shown.start(chains=2, total=100)
    >>> shown.event(ProgressEvent(chain=1, iteration=50, total=100, warmup=True))
    >>> shown.stop("2 chains x 50 draws in 0.1 s")
    2 chains x 50 draws in 0.1 s
    """

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = sys.stderr if stream is None else stream, clock
        self._began = 0.0
        self._done: dict[int, ProgressEvent] = {}
        self._chains, self._total, self._width = 0, 0, 0

    def start(self, chains: int, total: int) -> None:
        """Remember how much there is to do and show 0 %."""
        self._chains, self._total, self._done = chains, total, {}
        self._began = self._clock()
        self._show()

    def event(self, e: ProgressEvent) -> None:
        """Rewrite the line."""
        self._done[e.chain] = e
        self._show()

    def stop(self, outcome: str) -> None:
        """Replace the line by the outcome."""
        self._write(outcome)
        self._stream.write("\n")
        self._stream.flush()

    def _show(self) -> None:
        if not self._stream.isatty():
            return
        share = sum(e.iteration for e in self._done.values()) / (self._chains * self._total)
        elapsed = self._clock() - self._began
        left = f", {time_left(share, elapsed)}" if 0 < share < 1 and elapsed >= SETTLED else ""
        self._write(f"{share:4.0%} of {self._counted()}{left}")

    def _counted(self) -> str:
        if any(e.fits for e in self._done.values()):
            return f"{self._total} fits"
        adapting = len(self._done) < self._chains or any(e.warmup for e in self._done.values())
        return f"{counted(self._chains)} {'(warmup)' if adapting else '(sampling)'}"

    def _write(self, text: str) -> None:
        if self._stream.isatty():
            text = "\r" + text.ljust(self._width)
            self._width = len(text.rstrip()) - 1
        self._stream.write(text)
        self._stream.flush()


def time_left(done: float, elapsed: float) -> str:
    """The time that a run still takes, in words, if it goes on as it did; the time so far while nothing is done.

    Parameters
    ----------
    done
        Share of the iterations, 0 to 1.
    elapsed
        Seconds since the start.

    Examples
    --------
    >>> time_left(0.25, 30), time_left(0.0, 7), time_left(0.01, 60), time_left(1, 60)
    ('about 90 s left', '7 s so far', 'about 99 min left', 'about 1 s left')
    """
    if done <= 0:
        return f"{elapsed:.0f} s so far"
    seconds = elapsed * (1 - done) / done
    if seconds < 100:
        return f"about {max(round(seconds), 1)} s left"
    return f"about {round(seconds / 60)} min left"


def counted(chains: int) -> str:
    """The number of chains in words.

    >>> counted(1), counted(4)
    ('1 chain', '4 chains')
    """
    return f"{chains} chain" + ("" if chains == 1 else "s")


_factory: Callable[[], Listener] | None = None


def use(factory: Callable[[], Listener] | None) -> None:
    """Have each fit of this session make its listener with `factory`; None is silence."""
    global _factory  # noqa: PLW0603 - one setting of the session
    _factory = factory


def current() -> Listener | None:
    """A new listener of the session's kind, or None when there is none or `options.progress` is off."""
    return _factory() if _factory is not None and options.progress else None
