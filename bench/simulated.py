"""Data with nested groups, simulated: the same for every peer and every run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pandas as pd

SEED = 1
_SD = {"intercepts": 0.6, "slopes": 0.3, "residual": 1.0}


def nested(rows: int, sizes: Mapping[str, int]) -> pd.DataFrame:
    """Outcome, predictor and nested groups; intercepts and slopes vary at each level.

    Parameters
    ----------
    sizes
        Groups by name, from the widest to the narrowest; numbers of groups divide each other.
    """
    rng = np.random.default_rng(SEED)
    x, level = rng.standard_normal(rows), np.arange(rows)
    y = 1.0 + 0.5 * x
    columns = {}
    for name, size in reversed(sizes.items()):
        level = level * size // rows if not columns else level // (len(np.unique(level)) // size)
        intercepts, slopes = rng.standard_normal((2, size))
        y = y + _SD["intercepts"] * intercepts[level] + _SD["slopes"] * slopes[level] * x
        columns[name] = pd.Categorical(level.astype(str))
    return pd.DataFrame({"y": y + _SD["residual"] * rng.standard_normal(rows), "x": x, **columns})


SIMULATED: Mapping[str, Callable[[], pd.DataFrame]] = {
    "schools": partial(nested, 360, {"school": 30, "class": 120}),
    "regions": partial(nested, 10_000, {"region": 20, "town": 200, "household": 2_000}),
}
