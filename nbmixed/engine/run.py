"""Run a Stan program with NUTS: data and settings -> draws."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, NoReturn

from nbmixed.engine import chains, locate, log, pool, starts
from nbmixed.engine.arguments import sampler_arguments
from nbmixed.engine.draws import Draws, seed_of
from nbmixed.engine.partial import Interrupted, Rescued
from nbmixed.engine.progress import Listener, Silent, counted
from nbmixed.engine.supervise import announced
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
    executor: Executor | None = None,
) -> Draws:
    """Sample from a program's posterior with NUTS, one process a chain.

    The call waits in the calling thread. An interrupt there (or an exception of `listener`) ends
    all chains, removes all files and is passed on; an interrupt with what had been drawn, as `Interrupted`.

    Parameters
    ----------
    program
        Name of a program of this package.
    data
        The program's data block: numbers and arrays by name.
    sampling
        Chains, iterations, seed and what steers NUTS. The same seed gives the same draws, whatever `cores`. Without
        `adapt_delta` chains whose transitions diverge at the first of `sampling.targets` are sampled again at the next.
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
    executor
        Runs each chain as a job, with the same draws as here. An interrupt cancels the chains that have not begun.

    Returns
    -------
    Draws
        All in memory; no file is left.

    Raises
    ------
    SettingError
        `inits`, `inverse_metric` or `metric` do not fit.
    EngineError
        A chain failed; the message is Stan's own reason. Or the executor lost a worker.
    """
    started = time.perf_counter()
    locate.executable(program)
    pool.check_executor(executor)
    shown = Silent() if listener is None else listener
    seed = seed_of(sampling)
    sampler_arguments(sampling, inits, inverse_metric, metric)  # refuses before anything is announced
    with announced(shown, sampling.chains, sampling.resolved_warmup + sampling.kept * sampling.thin):
        notes: tuple[str, ...] = ()
        if inits is None and sampling.init in starts.QUICK:
            inits, notes = starts.starting_values(program, data, sampling, seed)

        def attempt(record: _Record) -> chains.Sampled:
            arguments = sampler_arguments(record.sampling, inits, inverse_metric, metric) | {"seed": seed}
            if executor is not None:
                return chains.elsewhere(executor, program, data, arguments, shown)
            reported = sampling.refresh != 0
            return chains.here(program, data, arguments, shown, reported=reported, stopped=record.stopped)

        record, found, raised = _until_none_diverges(attempt, _Record(sampling, seed, notes, started), shown)
    draws = record.draws(found, notes, (*raised, *log.messages(list(found.warnings))))
    shown.stop(f"{counted(sampling.chains)} x {sampling.kept} draws in {draws.wall:.1f} s")
    return draws


def _until_none_diverges(
    attempt: Callable[[_Record], chains.Sampled], first: _Record, listener: Listener
) -> tuple[_Record, chains.Sampled, tuple[str, ...]]:
    """Return the run of the first target acceptance rate at which no transition diverges, or of the last, and what to say."""
    sampling, raised = first.sampling, tuple[str, ...]()
    for target, next_target in zip_longest(sampling.targets, sampling.targets[1:]):
        record = replace(first, sampling=replace(sampling, adapt_delta=target))
        found = attempt(record)
        diverging = int(found.sample_stats["diverging"].sum())
        if not diverging or next_target is None or not sampling.resolved_warmup:
            break
        count = f"{diverging:,} transition{'s' * (diverging > 1)}"
        raised = (
            f"Sampled again with a target acceptance rate of {next_target:g}, for {count} diverged at {target:g}.",
        )
        listener.start(sampling.chains, sampling.resolved_warmup + sampling.kept * sampling.thin)
    return record, found, raised


@dataclass(frozen=True, slots=True)
class _Record:
    """What is known of a run besides its draws."""

    sampling: Sampling
    seed: int
    notes: tuple[str, ...]
    started: float

    def draws(
        self, found: chains.Sampled | Rescued, notes: tuple[str, ...], messages: tuple[str, ...] = ()
    ) -> Draws:
        return Draws(
            parameters=found.parameters,
            sample_stats=found.sample_stats,
            engine=found.engine,
            messages=(*notes, *messages),
            notes=notes,
            seed=self.seed,
            wall=time.perf_counter() - self.started,
            max_treedepth=self.sampling.max_treedepth,
            adapt_delta=self.sampling.adapt_delta if self.sampling.resolved_warmup else None,
        )

    def stopped(self, found: Rescued) -> NoReturn:
        """An interrupt that carries what had been drawn."""
        kept = f"{counted(found.chains)} x {found.draws} of {self.sampling.kept} draws"
        note = f"Stopped by hand: there are {kept}, so estimates are less precise than was asked for."
        draws = self.draws(found, (*self.notes, note))
        raise Interrupted(f"stopped by hand after {draws.wall:.1f} s, {kept} are kept", draws)
