"""A genuine CmdStan executable, with data that make it quick, slow or impossible to sample."""

from __future__ import annotations

import importlib.util
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil
import pytest

from nbmixed.engine import locate

if TYPE_CHECKING:
    from collections.abc import Callable

Data = dict[str, Any]


@pytest.fixture(scope="session")
def genuine() -> Path:
    """The executable in prophet's wheel, found without importing prophet."""
    found = importlib.util.find_spec("prophet")
    if found is None or found.origin is None:
        pytest.skip("needs the prophet wheel")
    return Path(found.origin).parent / "stan_model" / "prophet_model.bin"


@pytest.fixture
def program(genuine: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A name under which `run` finds the genuine executable."""
    monkeypatch.setattr(locate, "executable", lambda _: genuine)
    return "prophet"


@pytest.fixture
def data() -> Data:
    return make_data(20)


def make_data(rows: int) -> Data:
    """A flat trend with noise: `m` is the mean of `y`, `sigma_obs` its spread."""
    time, noise = np.linspace(0, 1, rows), np.random.default_rng(1).normal(size=(rows, 2))
    return {
        "T": rows,
        "S": 2,
        "K": 1,
        "tau": 0.05,
        "trend_indicator": 2,
        "y": 1 + 0.1 * noise[:, 0],
        "t": time,
        "cap": np.ones(rows),
        "t_change": np.array([0.3, 0.6]),
        "s_a": np.ones(1),
        "s_m": np.zeros(1),
        "X": noise[:, 1:],
        "sigmas": [10.0],
    }


@pytest.fixture
def leftovers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """What a run has left: files in the temporary folder, processes of this one."""
    import_module("cmdstanpy")  # makes a folder of its own when imported first
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return lambda: [p.name for p in tmp_path.iterdir()] + [c.name() for c in _children()]


def _children() -> list[psutil.Process]:
    """Processes of this one but those that pools of other tests leave to clean up at the end."""
    found = psutil.Process().children()
    return [c for c in found if not any("resource_tracker" in word for word in c.cmdline())]
