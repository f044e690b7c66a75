"""Small fits that tests look at."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

import nbmixed as nm
from nbmixed.stanreg import StanReg

SHORT = {"chains": 2, "iter": 300, "seed": 3, "refresh": 0, "cores": 1}


def frame() -> pd.DataFrame:
    """Forty rows in eight groups; the last has a missing value."""
    rng = np.random.default_rng(8)
    n = 40
    g = np.arange(n) % 8
    x = rng.standard_normal(n)
    y = 1 + x + rng.standard_normal(8)[g] + 0.7 * rng.standard_normal(n)
    made = pd.DataFrame(
        {"y": y, "x": x, "z": rng.standard_normal(n), "g": [f"g{i}" for i in g], "w": rng.integers(1, 3, n)},
        index=[f"r{i}" for i in range(n)],
    )
    made.loc["r39", "x"] = np.nan
    return made.assign(count=rng.poisson(2, n), tried=rng.integers(3, 6, n), folds=np.arange(n) % 2 + 1)


@cache
def grouped() -> StanReg:
    return nm.stan_lmer("y ~ x + (1 | g)", frame(), **SHORT)


@cache
def plain() -> StanReg:
    return nm.stan_glm("y ~ x", frame(), **SHORT)
