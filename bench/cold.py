"""From a cold interpreter to a printed summary of sleepstudy, at default settings."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.place import ROOT
from bench.quiet import wait_for_quiet
from bench.table import markdown

TARGET = 4.0  # seconds
TIMES = 5
STAGES = ("interpreter", "import", "data", "prepare", "sample", "print", "total", "summary")


def cold(times: int = TIMES) -> list[dict[str, float]]:
    """Seconds of each stage, for each of so many fresh processes."""
    runs = []
    for _ in range(times):
        wait_for_quiet()
        runs.append(one())
    return runs


def one() -> dict[str, float]:
    """Seconds of each stage in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "stages.json"
        line = [sys.executable, "-m", "bench.peers.cold", str(out), repr(time.time())]
        subprocess.run(line, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        stages: dict[str, float] = json.loads(out.read_text())
    return stages


def cold_table(runs: Sequence[Mapping[str, float]]) -> str:
    """The median of each stage, and each run's own total."""
    rows = [[stage, f"{median(run[stage] for run in runs):.2f}"] for stage in STAGES]
    return markdown(("stage", "s"), rows)


def cold_lines(runs: Sequence[Mapping[str, float]]) -> Iterator[str]:
    """The target, and what was reached."""
    total = median(run["total"] for run in runs)
    said = "met" if total <= TARGET else "missed"
    yield f"cold start: {total:.2f} s, median of {len(runs)} (target {TARGET:.0f} s): {said}"
    yield "each: " + ", ".join(f"{run['total']:.2f}" for run in runs)
