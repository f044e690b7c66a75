"""The report: tables, what they mean, where and how they were made."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.cold import cold_lines, cold_table
from bench.compare import Outcome, Settings, all_versions
from bench.goals import goal_table
from bench.gradient import LEVELS, PREDICTORS, ROWS, gradient_lines, gradient_table
from bench.phases import phase_table
from bench.show import Comparison, notes, speed_table, verdicts
from nbmixed import __version__

MEANING = """\
One fit is from the call (formula and data frame) to the posterior in memory, group effects included;
import and reading of the data are not in it. `first`: the first fit ever, nothing compiled yet (only bambi
compiles; each time with an empty cache). `call`: the first fit of a new process, with what earlier
processes compiled. `again`: the second fit of that process. Medians of so many `fits`, a new process and
seed each. `min ESS` is the smallest bulk effective sample size of coefficients, auxiliary parameter and
(co)variances, `ESS/s` that over the seconds of `call`; everybody's draws go through the same function of arviz.
`ratio` is nbmixed's ESS/s over the other's, fits of the same kind. `means off`: the largest distance of
a posterior mean (an estimate, for lme4) from nbmixed's, in posterior sds. Sampler settings and priors are each
package's defaults apart from chains, iterations and cores: nbmixed and rstanarm have the same
priors; the target acceptance rate is 0.95 in rstanarm and 0.8 in bambi and nbmixed, which samples again at 0.95
where a transition diverges; bambi has its own priors."""

GOALS_MEANING = """\
nbmixed alone, default settings, each in a process of its own: from the call to the posterior in memory, group effects
included. A goal is met with its wall time and its effective draws of the slowest population-level parameter."""


def report(
    comparisons: Sequence[Comparison],
    goals: Mapping[str, Mapping[str, float]],
    scaled: Sequence[tuple[str, Outcome]],
    cold: Sequence[Mapping[str, float]],
    costs: Sequence[tuple[str, float, float]],
    settings: Settings,
) -> str:
    """All that was measured, as Markdown."""
    parts = [
        *(_compared(comparisons, settings) if comparisons else []),
        *(["## Works of the sizes that people bring", GOALS_MEANING, goal_table(goals)] if goals else []),
        *(_cold(cold) if cold else []),
        *(_costs(costs) if costs else []),
        *(["## Scale\n\n`y ~ x + (x | g)`, 1,000 groups, nbmixed alone", _phases(scaled)] if scaled else []),
    ]
    return "\n\n".join(part for part in parts if part)


def heading(line: str, outcomes: Sequence[Outcome]) -> str:
    """Command, date, machine and versions."""
    packages = {"python": platform.python_version()} | {"nbmixed": __version__} | dict(all_versions(outcomes))
    said = ", ".join(f"{name} {number}" for name, number in packages.items())
    when = f"Made on {datetime.now(UTC).date().isoformat()} by\n\n    {line}\n\non {machine()}."
    return f"# Speed\n\n{when}\n\n{said}."


def machine() -> str:
    """Processor, number of cores, memory, operating system."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}"
    )


def _compared(comparisons: Sequence[Comparison], settings: Settings) -> Iterator[str]:
    yield "## Comparison"
    yield (
        f"{settings.chains} chains of {settings.warmup} + {settings.draws} iterations on {settings.cores} cores, "
        f"at most {settings.seconds:.0f} s a fit."
    )
    yield speed_table(comparisons)
    yield _items(verdicts(comparisons))
    yield _items(notes(comparisons))
    yield MEANING
    ours = [(c.model.name, c.ours) for c in comparisons if c.ours]
    if ours:
        yield "Where nbmixed's `call` goes:"
        yield _phases(ours)


def _phases(outcomes: Sequence[tuple[str, Outcome]]) -> str:
    failed = [f"{name}: {outcome.failed}" for name, outcome in outcomes if outcome.failed]
    return "\n\n".join([phase_table((name, o.samples) for name, o in outcomes), *failed])


def _cold(runs: Sequence[Mapping[str, float]]) -> Iterator[str]:
    yield "## Cold start"
    yield "From a new interpreter to the printed fit of sleepstudy, default settings; `summary` comes after that."
    yield cold_table(runs)
    yield _items(cold_lines(runs))


def _costs(costs: Sequence[tuple[str, float, float]]) -> Iterator[str]:
    yield "## One gradient"
    yield (
        f"{ROWS:,} rows, {PREDICTORS} predictors, crossed factors of {LEVELS[0]} and {LEVELS[1]:,} levels. nbmixed's from the "
        "time of trajectories of NUTS, rstanarm's from calls of `rstan::grad_log_prob`."
    )
    yield gradient_table(costs)
    yield _items(gradient_lines(costs))


def _items(lines: Iterator[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
