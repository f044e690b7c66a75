"""Outcomes and replicated data sets to check."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

Pair = tuple[NDArray[np.float64], NDArray[np.float64]]


@pytest.fixture
def normal() -> Pair:
    """90 normal outcomes and 200 data sets of the same distribution."""
    rng = np.random.default_rng(20261122)
    return rng.normal(300, 50, 90), rng.normal(300, 50, (200, 90))


@pytest.fixture
def counts() -> Pair:
    """90 Poisson outcomes and 200 data sets of the same distribution."""
    rng = np.random.default_rng(20261123)
    return rng.poisson(3.0, 90).astype(float), rng.poisson(3.0, (200, 90)).astype(float)


@pytest.fixture
def thirds() -> NDArray[np.str_]:
    """A group for each of 90 rows, three of 30."""
    return np.repeat(["b", "a", "c"], 30)
