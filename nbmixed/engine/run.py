"""Run a Stan program with NUTS: data and settings -> draws."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbmixed.engine import failure, locate, log, read, starts
from nbmixed.engine.arguments import sampler_arguments
from nbmixed.engine.draws import Draws, seed_of
from nbmixed.engine.progress import Listener, Silent, counted
from nbmixed.engine.supervise import announced, data_file, supervised
from nbmixed.spec.sampling import Sampling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
        random within 2 on the unconstrained scale. None leaves it to `sampling.init`.
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
    seed = seed_of(sampling)
    sampler_arguments(sampling, inits, inverse_metric, metric)  # refuses before anything is announced
    with announced(shown, sampling.chains, sampling.resolved_warmup + sampling.kept * sampling.thin):
        notes: tuple[str, ...] = ()
        if inits is None and sampling.init in starts.QUICK:
            inits, notes = starts.starting_values(program, data, sampling, seed)
        arguments = sampler_arguments(sampling, inits, inverse_metric, metric) | {"seed": seed}
        found = supervised(
            partial(_sample, executable, data, arguments),
            partial(failure.sentence, program),
            shown,
            reported=sampling.refresh != 0,
        )
    found |= {"messages": (*notes, *found["messages"]), "notes": notes, "seed": seed}
    draws = Draws(**found, wall=time.perf_counter() - started, max_treedepth=sampling.max_treedepth)
    shown.stop(f"{counted(sampling.chains)} x {sampling.kept} draws in {draws.wall:.1f} s")
    return draws


def _sample(
    executable: Path, data: Mapping[str, object], arguments: dict[str, Any], directory: Path, shows: bool
) -> dict[str, Any]:
    """Write the data, sample, read the draws."""
    import cmdstanpy

    path = data_file(directory, data)
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
