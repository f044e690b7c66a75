"""Stan at work in a thread of its own, so that the caller is free to listen and to be interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TypeVar

from nbmixed.engine import console, failure
from nbmixed.engine.folder import working_folder
from nbmixed.engine.interrupts import one_interrupt
from nbmixed.engine.partial import kept_files
from nbmixed.engine.progress import Attentive, Listener, ProgressEvent, Silent
from nbmixed.engine.stopped import StoppedChains
from nbmixed.engine.tally import Tally
from nbmixed.engine.worker import Worker, stop
from nbmixed.errors import EngineError

T = TypeVar("T")
TICK = 0.1  # seconds between looks at the chains


@contextmanager
def announced(listener: Listener, chains: int, total: int) -> Iterator[None]:
    """Tell the listener that a run begins and, should it not end well, how it ended."""
    try:
        listener.start(chains, total)
        yield
    except BaseException as error:
        listener.stop("failed" if isinstance(error, Exception) else str(error) or "interrupted")
        raise


def supervised(
    call: Callable[[Path, bool], T],
    explain: Callable[[BaseException, Path], str],
    listener: Listener,
    *,
    reported: bool,
    stopped: Callable[[Path], None] | None = None,
) -> T:
    """The value of `call(directory, shows)`, made in a thread of its own while this one waits.

    Parameters
    ----------
    call
        Runs Stan with its files in the directory given, which is removed afterwards, and prints the
        consoles of chains if told to.
    explain
        Makes a sentence of what cmdstanpy raised and of the files.
    listener
        Told of progress from this thread.
    reported
        Whether chains print their progress at all.
    stopped
        After an interrupt given a folder with what chains had written; it may raise in its place.

    Raises
    ------
    EngineError
        With the sentence that `explain` makes.
    """
    events: SimpleQueue[ProgressEvent] = SimpleQueue()
    heard = events.put if reported and not isinstance(listener, Silent) else None
    with (
        one_interrupt() as interrupts,
        working_folder() as directory,
        console.listening(heard) as shows,
    ):
        worker = Worker(partial(call, directory, shows))
        try:
            interrupts.raised = True
            _start(worker)
            _follow(worker, events, listener, Tally(directory))
            interrupts.raised = False
            interrupts.raise_held()  # it came when all was drawn, and is no reason to lose that
        except KeyboardInterrupt:
            interrupts.raised = False
            try:
                with kept_files(directory) as kept:
                    stop(worker, directory)
                    if stopped is not None:
                        stopped(kept)
            finally:
                stop(worker, directory)
            raise
        except BaseException:
            interrupts.raised = False
            stop(worker, directory)
            raise
        if isinstance(worker.error, failure.OF_A_RUN):
            raise EngineError(explain(worker.error, directory)) from None
        return worker.outcome()


def _start(worker: Worker[T]) -> None:
    try:
        worker.start()
    except RuntimeError as error:
        raise EngineError(
            f"No thread can be started ({error}): this user has too many processes, or memory ran out."
        ) from None


def data_file(directory: Path, data: Mapping[str, object]) -> Path:
    """A program's data, written where Stan reads them."""
    import stanio

    path = directory / "data.json"
    path.write_text(stanio.dump_stan_json(data))
    return path


def _follow(worker: Worker[T], events: SimpleQueue[ProgressEvent], listener: Listener, tally: Tally) -> None:
    """Wait for the worker; meanwhile tell the listener the latest of each chain."""
    stopped = StoppedChains(tally.directory)
    while not worker.done.wait(TICK):
        stopped.warn()
        _tell(listener, events, tally)
        if isinstance(listener, Attentive):
            listener.beat()
    _tell(listener, events, tally)


def _tell(listener: Listener, events: SimpleQueue[ProgressEvent], tally: Tally) -> None:
    for event in _latest(events).values():
        listener.event(event if event.warmup else replace(event, divergences=tally.of(event.chain)))


def _latest(events: SimpleQueue[ProgressEvent]) -> dict[int, ProgressEvent]:
    latest: dict[int, ProgressEvent] = {}
    while True:
        try:
            event = events.get_nowait()
        except Empty:
            return latest
        latest[event.chain] = event
