"""What plots of every kind are given, from draws alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

ODD_NAMES = (
    "(Intercept)",
    "I(x^2)",
    "b[(Intercept) county:ST LOUIS]",
    "Größe:Länge (µm²)",
    "βήτα",
    "cost$ and tax$",
    "two  spaces",
    "log(a/b)_c%",
    "b[factor(arm)placebo+washout site:Universitätsklinikum Hamburg-Eppendorf, Station 4b, Bett 12, Ost]",
    "constant",
)
Arrays = Mapping[str, Callable[[], Any]]


def arrays_of(draws: NDArray[np.float64], names: list[str]) -> Arrays:
    """Arrays under the names of `nbmixed.plots.kinds.ARRAYS`; three draws diverged."""
    chains, n, P = draws.shape
    rng = np.random.default_rng(4)
    diverged = np.zeros((chains, n), dtype=bool)
    diverged[0, :3] = True
    given = {
        "draws": draws,
        "names": names,
        "levels": names,
        "terms": ["school: (Intercept)"] * P,
        "divergences": diverged,
        "log_posterior": rng.normal(-100, 3, (chains, n)),
        "energy": rng.normal(110, 3, (chains, n)),
        "acceptance": rng.beta(8, 1, (chains, n)),
        "treedepth": rng.integers(2, 5, (chains, n)),
        "stepsize": np.repeat(np.linspace(0.2, 0.4, chains)[:, None], n, axis=1),
        "max_treedepth": 10,
        "rhat": np.where(np.ptp(draws, axis=(0, 1)) > 0, rng.uniform(1, 1.02, P), np.nan),
        "neff_ratio": np.where(np.ptp(draws, axis=(0, 1)) > 0, rng.uniform(0.05, 1.1, P), np.nan),
    }
    return {name: lambda value=value: value for name, value in given.items()}
