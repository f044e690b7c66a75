"""What goes to a peer and comes back: a job in JSON; times in JSON, draws as raw numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Job:
    """One process of a peer.

    Attributes
    ----------
    data
        A CSV file.
    levels
        Levels of its factors, in order; its other columns are numbers.
    calls
        How many times to fit, one after the other, in the one process.
    out
        Folder for the result.
    method
        Which sampler, where the peer has several.
    function, arguments
        The model function of nbmixed and rstanarm, and its arguments besides.
    """

    formula: str
    family: str
    data: str
    levels: Mapping[str, list[str]]
    chains: int
    warmup: int
    draws: int
    cores: int
    seed: int
    calls: int
    out: str
    method: str = ""
    function: str = "stan_glmer"
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def save(self) -> Path:
        """Write the job into its folder."""
        path = Path(self.out) / "job.json"
        path.write_text(json.dumps(asdict(self)))
        return path


@dataclass(frozen=True, slots=True)
class Call:
    """One fit.

    Attributes
    ----------
    wall
        Seconds from the call to the posterior in memory.
    names
        Population-level parameters, in rstanarm's names.
    draws
        Shape (chains, draws, len(names)).
    divergent
        Divergent transitions after warmup.
    extra
        What else was measured.
    """

    wall: float
    names: list[str]
    draws: NDArray[np.float64]
    divergent: int = 0
    extra: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a process of a peer gave: seconds to import it and to read the data, its fits, its versions."""

    imported: float
    loaded: float
    calls: list[Call]
    versions: dict[str, str]


def read_job(path: str) -> Job:
    """The job in a file."""
    return Job(**json.loads(Path(path).read_text()))


def read_frame(job: Job) -> pd.DataFrame:
    """The data of a job, factors as categoricals."""
    import pandas as pd

    frame = pd.read_csv(job.data, dtype=dict.fromkeys(job.levels, str))
    for column, levels in job.levels.items():
        frame[column] = pd.Categorical(frame[column], categories=levels)
    return frame


def versions(*packages: str) -> dict[str, str]:
    """Installed versions."""
    return {package: version(package) for package in packages}


def write_result(job: Job, result: Result) -> None:
    """Draws as one file of doubles a call, ordered (parameter, chain, draw); the rest as JSON."""
    folder = Path(job.out)
    for i, call in enumerate(result.calls):
        np.ascontiguousarray(np.moveaxis(call.draws, -1, 0), dtype="<f8").tofile(folder / f"draws{i}.bin")
    calls = [
        {
            "wall": c.wall,
            "names": c.names,
            "chains": c.draws.shape[0],
            "divergent": c.divergent,
            "extra": c.extra,
        }
        for c in result.calls
    ]
    text = {"imported": result.imported, "loaded": result.loaded, "calls": calls, "versions": result.versions}
    (folder / "result.json").write_text(json.dumps(text))


def read_result(folder: Path) -> Result:
    """What `write_result`, or a script in R, left in a folder."""
    text = json.loads((folder / "result.json").read_text())
    calls = [_call(given, folder / f"draws{i}.bin") for i, given in enumerate(text["calls"])]
    return Result(text["imported"], text["loaded"], calls, text["versions"])


def _call(given: Mapping[str, Any], path: Path) -> Call:
    names = list(given["names"])
    draws = np.fromfile(path, dtype="<f8").reshape(len(names), given["chains"], -1)
    return Call(given["wall"], names, np.moveaxis(draws, 0, -1), given["divergent"], given.get("extra"))
