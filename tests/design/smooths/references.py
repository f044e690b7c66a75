"""What mgcv gives for smooths of tests/reference/smooths/data.csv."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nbmixed.design.smooths.build import Smooth, build_smooths
from nbmixed.spec.formula import parse
from nbmixed.spec.smooth import smooth_specs

FOLDER = Path(__file__).parents[2] / "reference" / "smooths"
MORE: dict[str, Any] = json.loads((FOLDER / "more.json").read_text())
CASES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json")) if path.stem != "more"
}
WRITTEN = 1e-7
"""The reference files have 8 or 9 digits; relative to the largest number compared."""


def with_derived(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns that references use beside those of the file."""
    factor = pd.Categorical(frame["fac"], categories=["a", "b", "c"])
    return frame.assign(fac=factor, of=factor.as_ordered())


DATA = with_derived(pd.read_csv(FOLDER / "data.csv")).assign(xt=lambda d: np.round(d["x"] * 12) / 12, w=1.7)
NEW = with_derived(pd.read_csv(FOLDER / "newdata.csv"))
BEYOND = with_derived(pd.DataFrame(MORE["new"])).assign(xt=lambda d: d["x"])


def smooths(term: str, data: pd.DataFrame = DATA) -> tuple[Smooth, ...]:
    """The smooths of a right-hand side."""
    return build_smooths(smooth_specs(parse(f"y ~ {term}")), data)


def gram(columns: Any) -> np.ndarray:
    """B B': equal for blocks that differ by a rotation."""
    B = np.asarray(columns, dtype=float)
    return B @ B.T


def off(found: np.ndarray, expected: Any) -> float:
    """The largest difference, relative to the largest number expected."""
    expected = np.asarray(expected, dtype=float)
    return float(np.abs(found - expected).max() / np.abs(expected).max())
