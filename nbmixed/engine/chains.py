"""Markov chains: side by side in processes of this machine, or each a job of its own elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.engine import csv, failure, locate, log, pool, read
from nbmixed.engine.partial import Rescued, rescued
from nbmixed.engine.progress import Listener, ProgressEvent, Silent
from nbmixed.engine.supervise import data_file, supervised


@dataclass(frozen=True, slots=True)
class Sampled:
    """What chains gave.

    Attributes
    ----------
    parameters, sample_stats
        As in `Draws`.
    engine
        Which Stan made them.
    warnings
        What cmdstanpy had to say, as it said it.
    """

    parameters: Mapping[str, NDArray[np.float64]]
    sample_stats: Mapping[str, NDArray[Any]]
    engine: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ChainJob:
    """One chain to run; a plain value that can be sent to another process or machine.

    Attributes
    ----------
    program
        Name of a program, which the other machine has as well.
    number
        Of the chain, counted from 1: with the seed it decides on the draws.
    arguments
        Of `CmdStanModel.sample`, seed included.
    """

    program: str
    data: Mapping[str, object]
    number: int
    arguments: Mapping[str, Any]


def here(
    program: str,
    data: Mapping[str, object],
    arguments: Mapping[str, Any],
    listener: Listener,
    *,
    reported: bool,
    stopped: Callable[[Rescued], None] | None = None,
) -> Sampled:
    """All chains of a run, in processes of this machine.

    `stopped` is told after an interrupt what had been drawn, if that is anything; it may raise in the interrupt's place.
    """
    first = int(arguments.get("chain_ids", [1])[0])
    call = partial(_sample, locate.executable(program), data, arguments)

    def rescue(kept: Path) -> None:
        found = None if stopped is None else rescued(kept)
        if stopped is not None and found is not None:
            stopped(found)

    explain = partial(failure.sentence, program, first=first)
    return supervised(call, explain, listener, reported=reported, stopped=rescue)


def elsewhere(
    executor: Executor,
    program: str,
    data: Mapping[str, object],
    arguments: Mapping[str, Any],
    listener: Listener,
) -> Sampled:
    """The same chains with the same draws, each a job of the executor; the listener is told when one is done."""
    chains, total = arguments["chains"], arguments["iter_warmup"] + arguments["iter_sampling"]
    jobs = [ChainJob(program, data, k, _of_chain(arguments, k)) for k in range(1, chains + 1)]
    found: dict[int, Sampled] = {}
    for k, sampled in pool.done(run_chain, jobs, executor):
        found[k] = sampled
        listener.event(ProgressEvent(jobs[k].number, total, total, warmup=False))
    return _joined([found[k] for k in range(chains)])


def run_chain(job: ChainJob) -> Sampled:
    """One chain."""
    return here(job.program, job.data, job.arguments, Silent(), reported=False)


def _of_chain(arguments: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Arguments of one chain among all."""
    inits = arguments["inits"]
    own = [inits[number - 1]] if isinstance(inits, list) else inits
    return {**arguments, "chains": 1, "parallel_chains": 1, "chain_ids": [number], "inits": own}


def _joined(chains: list[Sampled]) -> Sampled:
    first = chains[0]
    return Sampled(
        {name: np.concatenate([c.parameters[name] for c in chains]) for name in first.parameters},
        {name: np.concatenate([c.sample_stats[name] for c in chains]) for name in first.sample_stats},
        first.engine,
        tuple(text for c in chains for text in c.warnings),
    )


def _sample(
    executable: Path, data: Mapping[str, object], arguments: Mapping[str, Any], directory: Path, shows: bool
) -> Sampled:
    """Write the data, sample, read the draws."""
    import cmdstanpy

    csv.read_without_threads()
    path = data_file(directory, data)
    with log.kept() as warnings:
        fit = cmdstanpy.CmdStanModel(exe_file=executable).sample(
            data=path, output_dir=directory, show_progress=False, show_console=shows, **arguments
        )
        return Sampled(read.parameters(fit), read.sample_stats(fit), read.engine(fit), tuple(warnings))
