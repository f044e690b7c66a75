"""Run a Stan program: data and settings -> draws."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from nbmixed.engine import console, failure, locate, log, read
from nbmixed.engine.arguments import sampler_arguments
from nbmixed.engine.progress import Listener, ProgressEvent, Silent, counted
from nbmixed.engine.worker import Worker, stop
from nbmixed.errors import EngineError
from nbmixed.spec.sampling import Sampling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TICK = 0.1  # seconds between looks at the chains


@dataclass(frozen=True, slots=True)
class Draws:
    """What a run gives back.

    Attributes
    ----------
    parameters
        Stan variable -> array (chains, draws, *shape): parameters, transformed parameters and
        generated quantities.
    sample_stats
        `lp acceptance_rate step_size tree_depth n_steps diverging energy`, each (chains, draws).
    seed
        The seed used, drawn if none was given.
    wall
        Seconds from call to draws in memory.
    engine
        Such as "Stan 2.35.0".
    messages
        What Stan had to say, in distinct sentences.
    max_treedepth
        The limit that `tree_depth` was held to.
    """

    parameters: Mapping[str, NDArray[np.float64]]
    sample_stats: Mapping[str, NDArray[Any]]
    seed: int
    wall: float
    engine: str
    messages: tuple[str, ...]
    max_treedepth: int


def run(
    program: str,
    data: Mapping[str, object],
    sampling: Sampling,
    *,
    listener: Listener | None = None,
    inits: Sequence[Mapping[str, object]] | None = None,
    inverse_metric: NDArray[np.float64] | None = None,
    metric: str = "diag_e",
) -> Draws:
    """Sample from a program's posterior with NUTS, one process a chain.

    The call waits in the calling thread. An interrupt there (or an exception of `listener`) ends
    all chains, removes all files and is passed on.

    Parameters
    ----------
    program
        Name of a program of this package.
    data
        The program's data block: numbers and arrays by name.
    sampling
        Chains, iterations, seed and what steers NUTS. The same seed gives the same draws, whatever `cores`.
    listener
        Told of progress from the calling thread; None is silence.
    inits
        Starting values, one mapping a chain, on the constrained scale; parameters left out start at
        random within 2 on the unconstrained scale.
    inverse_metric
        Given inverse metric on the unconstrained scale, (parameters,) or (parameters, parameters).
        It is kept as it is: all of warmup goes to the step size.
    metric
        Without `inverse_metric`, what warmup estimates: "diag_e" or "dense_e".

    Returns
    -------
    Draws
        All in memory; no file is left.

    Raises
    ------
    SettingError
        `inits`, `inverse_metric` or `metric` do not fit.
    EngineError
        A chain failed; the message is Stan's own reason.
    """
    started, executable = time.perf_counter(), locate.executable(program)
    shown = Silent() if listener is None else listener
    seed = secrets.randbelow(2**31 - 1) + 1 if sampling.seed is None else sampling.seed
    arguments = sampler_arguments(sampling, inits, inverse_metric, metric)
    try:
        shown.start(sampling.chains, sampling.resolved_warmup + sampling.kept * sampling.thin)
        fit = _supervised(
            program, executable, data, arguments | {"seed": seed}, shown, reported=sampling.refresh != 0
        )
    except BaseException as error:
        shown.stop("failed" if isinstance(error, Exception) else "interrupted")
        raise
    draws = Draws(**fit, seed=seed, wall=time.perf_counter() - started, max_treedepth=sampling.max_treedepth)
    shown.stop(f"{counted(sampling.chains)} x {sampling.kept} draws in {draws.wall:.1f} s")
    return draws


def _supervised(
    program: str,
    executable: Path,
    data: Mapping[str, object],
    arguments: dict[str, Any],
    listener: Listener,
    *,
    reported: bool,
) -> dict[str, Any]:
    """Sample in a thread of its own, so that this one is free to be interrupted."""
    events: SimpleQueue[ProgressEvent] = SimpleQueue()
    heard = events.put if reported and not isinstance(listener, Silent) else None
    with (
        tempfile.TemporaryDirectory(prefix="nbmixed-", ignore_cleanup_errors=True) as name,
        console.listening(heard) as shows,
    ):
        directory = Path(name)
        worker = Worker(partial(_sample, executable, data, arguments, directory, shows))
        try:
            worker.start()
            _follow(worker, events, listener)
        except BaseException:
            stop(worker, directory)
            raise
        if isinstance(worker.error, (RuntimeError, ValueError, OSError)):
            raise EngineError(failure.sentence(program, worker.error, directory)) from None
        return worker.outcome()


def _follow(worker: Worker[dict[str, Any]], events: SimpleQueue[ProgressEvent], listener: Listener) -> None:
    """Wait for the worker; meanwhile tell the listener the latest of each chain."""
    while not worker.done.wait(TICK):
        _tell(listener, events)
    _tell(listener, events)


def _tell(listener: Listener, events: SimpleQueue[ProgressEvent]) -> None:
    for event in _latest(events).values():
        listener.event(event)


def _latest(events: SimpleQueue[ProgressEvent]) -> dict[int, ProgressEvent]:
    latest: dict[int, ProgressEvent] = {}
    while True:
        try:
            event = events.get_nowait()
        except Empty:
            return latest
        latest[event.chain] = event


def _sample(
    executable: Path, data: Mapping[str, object], arguments: dict[str, Any], directory: Path, shows: bool
) -> dict[str, Any]:
    """Write the data, sample, read the draws."""
    import cmdstanpy
    import stanio

    path = directory / "data.json"
    path.write_text(stanio.dump_stan_json(data))
    with log.kept() as warnings:
        fit = cmdstanpy.CmdStanModel(exe_file=executable).sample(
            data=path, output_dir=directory, show_progress=False, show_console=shows, **arguments
        )
        parameters, sample_stats = read.parameters(fit), read.sample_stats(fit)
    return {
        "parameters": parameters,
        "sample_stats": sample_stats,
        "engine": read.engine(fit),
        "messages": log.messages(warnings),
    }
