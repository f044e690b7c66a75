"""A pytest plugin: run the tests whose node ids are in a file, in that order, and no others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "NBMIXED_CHOSEN_TESTS"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the chosen tests."""
    chosen = Path(os.environ[VARIABLE]).read_text("utf-8").splitlines()
    order = {node: place for place, node in enumerate(chosen)}
    kept = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in order])
    items[:] = kept
