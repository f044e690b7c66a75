"""One model in several packages."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import Speed, distance, median_of, middle, speed
from bench.models import Model
from bench.peer import NBMIXED, Peer, command
from bench.peers.handover import Call, Job, Result
from bench.process import PeerError, run
from bench.quiet import is_quiet, wait_for_quiet
from nbmixed.errors import SettingError

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 120.0  # seconds of fitting after which a peer is not asked to repeat


@dataclass(frozen=True, slots=True)
class Settings:
    """How everybody samples, and for how long at most (seconds a call)."""

    chains: int = 4
    warmup: int = 1000
    draws: int = 1000
    cores: int = 2
    seconds: float = 900.0
    repeat: int = 3
    seed: int = 1
    python: str | None = None


@dataclass(slots=True)
class Outcome:
    """What a peer made of a model.

    Attributes
    ----------
    first
        First fit ever, where something is compiled at that moment.
    call
        First fit in a process.
    again
        Second fit in a process.
    samples
        The fits of `call`, with their draws.
    means_off
        Distance of the posterior means from nbmixed's, in posterior sds.
    failed
        Why there is nothing, or nothing more.
    disturbed
        Whether something else was running just before or just after a process.
    """

    peer: str
    first: list[Speed] = field(default_factory=list)
    call: list[Speed] = field(default_factory=list)
    again: list[Speed] = field(default_factory=list)
    imports: list[float] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    samples: list[Call] = field(default_factory=list)
    means_off: float = float("nan")
    failed: str = ""
    disturbed: bool = False

    def speed(self, kind: str) -> Speed | None:
        """The median fit of a kind ("first", "call" or "again"); a peer that compiles nothing has no "first"
        of its own: its first fit in a process is that."""
        speeds: list[Speed] = getattr(self, kind) or (self.call if kind == "first" else [])
        return middle(speeds) if speeds else None

    @property
    def imported(self) -> float:
        """Median seconds that the import took."""
        return median_of(self.imports)


def compare(model: Model, peers: Sequence[Peer], settings: Settings) -> list[Outcome]:
    """Fit a model with each peer."""
    data = model.load()
    outcomes = [measure(peer, model, data, settings) for peer in peers if peer.takes(model)]
    ours = next((o.samples for o in outcomes if o.peer == NBMIXED.name), [])
    for outcome in outcomes:
        if ours and outcome.samples and outcome.peer != NBMIXED.name:
            outcome.means_off = distance(outcome.samples[0], ours[0])
    return outcomes


def measure(peer: Peer, model: Model, data: pd.DataFrame, settings: Settings) -> Outcome:
    """Fit a model with one peer, as often as the settings ask and time allows."""
    outcome = Outcome(peer.name)
    try:
        for repetition in range(settings.repeat):
            one_round(outcome, peer, model, data, replace(settings, seed=settings.seed + 10 * repetition))
            if sum(s.wall for s in (*outcome.first, *outcome.call, *outcome.again)) > ENOUGH:
                break
    except (PeerError, SettingError) as reason:
        outcome.failed = str(reason)
        tell(f"{model.name}: {peer.name}: {reason}")
    return outcome


def one_round(outcome: Outcome, peer: Peer, model: Model, data: pd.DataFrame, settings: Settings) -> None:
    """The peer's processes, one after the other, sharing a cache that is empty at first."""
    line = command(peer, settings.python)
    with tempfile.TemporaryDirectory() as folder:
        cache = compile_cache(Path(folder)) if peer.compiles else {}
        for process, calls in enumerate(peer.processes):
            job = prepare(peer, model, data, replace(settings, seed=settings.seed + process), calls, folder)
            quiet = wait_for_quiet()
            result = run(line, job, settings.seconds, cache)
            outcome.disturbed |= not (quiet and is_quiet())
            note(outcome, result, first=peer.compiles and process == 0)
            tell(f"{model.name}: {peer.name}: {', '.join(f'{c.wall:.2f} s' for c in result.calls)}")


def compile_cache(folder: Path) -> dict[str, str]:
    """Variables that send what PyTensor and Numba compile to a folder."""
    return {
        "PYTENSOR_FLAGS": f"base_compiledir={folder / 'pytensor'}",
        "NUMBA_CACHE_DIR": str(folder / "numba"),
    }


def prepare(peer: Peer, model: Model, data: pd.DataFrame, settings: Settings, calls: int, folder: str) -> Job:
    """The job, with its data in the folder."""
    formula, family = peer.formula(model)
    path = Path(folder) / "data.csv"
    data.to_csv(path, index=False)
    return Job(
        formula=formula,
        family=family,
        data=str(path),
        levels=dict(factor_levels(data)),
        chains=settings.chains,
        warmup=settings.warmup,
        draws=settings.draws,
        cores=settings.cores,
        seed=settings.seed,
        calls=calls,
        out=folder,
        method=peer.method,
        function=model.function,
        arguments=peer.arguments(model),
    )


def factor_levels(data: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """The factors of a data frame, each with its levels in order."""
    for name in data.columns:
        if str(data[name].dtype) == "category":
            yield str(name), [str(level) for level in data[name].cat.categories]


def note(outcome: Outcome, result: Result, first: bool) -> None:
    """Add a process to what is known of a peer."""
    speeds = [speed(call) for call in result.calls]
    (outcome.first if first else outcome.call).append(speeds[0])
    outcome.again.extend(speeds[1:])
    outcome.samples.extend([] if first else result.calls[:1])
    outcome.imports.append(result.imported)
    outcome.versions |= result.versions


def all_versions(outcomes: Sequence[Outcome]) -> Mapping[str, str]:
    """Versions of whatever ran."""
    return {name: version for outcome in outcomes for name, version in outcome.versions.items()}


def tell(text: str) -> None:
    """A line for whoever waits."""
    print(text, file=sys.stderr, flush=True)
