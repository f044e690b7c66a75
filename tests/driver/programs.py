"""The two executables that are compared: ours, and the genuine CmdStan one in the prophet wheel."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / "build" / "test-programs"
BUILD = "cmake -S . -B build/cmake -G Ninja -DNBMIXED_TEST_PROGRAMS=ON && cmake --build build/cmake"

# tests/stan/normal.stan: y ~ normal(mu, sigma), mu ~ normal(0, prior_scale), sigma ~ exponential(1)
Y = np.random.default_rng(20261122).normal(1, 2, size=40).round(3)
NORMAL_DATA: dict[str, Any] = {"N": len(Y), "y": Y.tolist(), "prior_scale": 10.0}

_T = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
GENUINE_DATA: dict[str, Any] = {
    "T": 10, "K": 1, "t": _T, "cap": [1.0] * 10, "S": 1, "t_change": [0.5], "X": [[k % 2] for k in range(10)],
    "y": [0.1, 0.2, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.95],
    "sigmas": [10.0], "tau": 0.05, "trend_indicator": 0, "s_a": [1.0], "s_m": [0.0],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Program:
    """An executable, data that it accepts, one of its parameters and the values of all of them."""

    path: Path
    data: dict[str, Any]
    parameter: str
    values: dict[str, Any]

    def run(self, folder: Path, *words: str, data: object = None) -> subprocess.CompletedProcess[str]:
        """Run in `folder` with its data (or those given) in data.json and a fixed seed."""
        (folder / "data.json").write_text(json.dumps(self.data if data is None else data))
        command = [self.path, "random", "seed=1", "data", "file=data.json", *words]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)

    def run_plainly(self, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
        """Run in `folder` with these words only."""
        command = [self.path, *words]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@cache
def ours() -> Program:
    """tests/stan/normal.stan with our driver."""
    return Program(built("normal"), NORMAL_DATA, "mu", {"mu": 0.5, "sigma": 1.5})


@cache
def flat() -> Program:
    """tests/stan/flat.stan with our driver."""
    return Program(built("flat"), {"K": 1}, "x", {"x": [0.5]})


@cache
def external() -> Program:
    """tests/stan/external.stan, whose density is a function in C++."""
    return Program(built("external"), {"N": 3}, "x", {"x": [0.5, -1.0, 2.0]})


def built(name: str) -> Path:
    """The executable of a program in tests/stan."""
    path = PROGRAMS / name
    assert path.exists(), f"tests/stan/{name}.stan is not built; run: {BUILD}"
    return path


@cache
def genuine() -> Program:
    """Prophet's program, compiled by its makers with CmdStan."""
    spec = importlib.util.find_spec("prophet")
    assert spec is not None and spec.origin is not None
    path = Path(spec.origin).parent / "stan_model" / "prophet_model.bin"
    return Program(
        path, GENUINE_DATA, "k", {"k": 1.0, "m": 0.0, "delta": [0.1], "sigma_obs": 1.0, "beta": [0.1]}
    )


def both() -> tuple[Program, Program]:
    """Ours and the genuine one."""
    return ours(), genuine()
