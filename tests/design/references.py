"""The data and the lme4 results in tests/reference/formulas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parent.parent / "reference"
CASES: list[dict[str, Any]] = [
    json.loads(path.read_text())
    for path in sorted((FOLDER / "formulas").glob("*.json"))
    if path.stem != "data"
]


def data() -> pd.DataFrame:
    """The data frame that all cases use."""
    content = json.loads((FOLDER / "formulas" / "data.json").read_text())
    frame = pd.DataFrame(content["rows"])
    for name, column in content["columns"].items():
        if "levels" in column:
            ordered = column["type"] == "ordered"
            frame[name] = pd.Categorical(frame[name], categories=column["levels"], ordered=ordered)
    return frame


def transposed_z(case: dict[str, Any]) -> np.ndarray:
    """lme4's Z', dense."""
    dense = np.zeros(case["Zt_dim"])
    entries = case["Zt_nonzero"]
    dense[np.array(entries["row"]) - 1, np.array(entries["col"]) - 1] = case["Zt_nonzero_values"]
    return dense


def widened(groups: Any) -> np.ndarray:
    """Z' from index and covariates: term by term, level by level, coefficients fastest."""
    blocks = []
    for term in groups:
        n, p = term.Z.shape
        block = np.zeros((len(term.levels), p, n))
        block[term.index, :, np.arange(n)] = term.Z
        blocks.append(block.reshape(-1, n))
    return np.vstack(blocks)
