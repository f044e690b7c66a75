"""Sixteen rows with an outlier, and with columns to weigh, count and offset by."""

from __future__ import annotations

import numpy as np
import pandas as pd

QUICK = {"chains": 2, "iter": 1000, "seed": 7, "refresh": 0}
N = 16
_RNG = np.random.default_rng(11)
FRAME = pd.DataFrame(
    {
        "x": np.r_[_RNG.normal(size=N - 1), 12.0],
        "g": list("abcd") * 4,
        "w": [1.0, 2.0] * 8,
        "e": np.arange(1.0, N + 1),
    },
    index=[f"row{k}" for k in range(N)],
)
FRAME["y"] = 1 + 0.5 * FRAME.x + _RNG.normal(size=N)
FRAME.loc["row15", "y"] = -9.0
FRAME["n"] = 6
FRAME["s"] = _RNG.binomial(6, 0.4, N)
