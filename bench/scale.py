"""nbmixed alone on ever more rows: `y ~ x + (x | g)` with 1,000 groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.compare import Outcome, Settings, measure
from bench.models import Model
from bench.peer import NBMIXED

if TYPE_CHECKING:
    import pandas as pd

ROWS = (10_000, 100_000, 1_000_000)
GROUPS = 1_000
FORMULA = "y ~ x + (x | g)"
EFFECTS = ((1.0, 0.15), (0.15, 0.25))  # covariance of intercepts and slopes; the residual sd is 1


def scale(settings: Settings) -> list[tuple[str, Outcome]]:
    """A fit for each number of rows."""
    outcomes = []
    for rows in ROWS:
        name = f"{rows:,} rows"
        model = Model(name, "", FORMULA, "gaussian", FORMULA, "gaussian")
        outcomes.append((name, measure(NBMIXED, model, simulate(rows, settings.seed), settings)))
    return outcomes


def simulate(rows: int, seed: int) -> pd.DataFrame:
    """Outcome, predictor and group; groups of random sizes."""
    import pandas as pd

    rng = np.random.default_rng(seed)
    g, x = rng.integers(GROUPS, size=rows), rng.normal(size=rows)
    b = rng.multivariate_normal((0.0, 0.0), EFFECTS, size=GROUPS)
    y = 1.0 + 2.0 * x + b[g, 0] + b[g, 1] * x + rng.normal(size=rows)
    groups = pd.Categorical.from_codes(g, categories=pd.Index([str(i) for i in range(GROUPS)]))
    return pd.DataFrame({"y": y, "x": x, "g": groups})
