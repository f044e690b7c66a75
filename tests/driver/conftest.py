"""The test program behind cmdstanpy's public API."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import cmdstanpy
import pytest

from tests.driver.programs import ours


@pytest.fixture(scope="session")
def model() -> cmdstanpy.CmdStanModel:
    """tests/stan/normal.stan."""
    return cmdstanpy.CmdStanModel(exe_file=str(ours().path))


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program with profile blocks writes profile.csv where it runs, as CmdStan's do."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """cmdstanpy reports each chain to the log."""
    logger = logging.getLogger("cmdstanpy")
    before, logger.level = logger.level, logging.ERROR
    yield
    logger.setLevel(before)
