"""The test program behind cmdstanpy's public API."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import cmdstanpy
import pytest

from tests.driver.programs import ours


@pytest.fixture(scope="session")
def model() -> cmdstanpy.CmdStanModel:
    """tests/stan/normal.stan."""
    return cmdstanpy.CmdStanModel(exe_file=str(ours().path))


@pytest.fixture(autouse=True, scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A program with profile blocks writes profile.csv where it runs, as CmdStan's do."""
    with contextlib.chdir(tmp_path_factory.mktemp("elsewhere")):
        yield


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """cmdstanpy reports each chain to the log."""
    logger = logging.getLogger("cmdstanpy")
    before, logger.level = logger.level, logging.ERROR
    yield
    logger.setLevel(before)
