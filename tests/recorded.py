"""What rstanarm gave for a model, as tests/reference has it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "reference"
# The columns of a smooth are determined up to their signs; these of mgcv's are the negatives of ours.
MIRRORED = {"roaches_gamm4": ("s(roach1).2", "s(roach1).3", "s(roach1).5")}
_OPPOSITE = {"q2.5": "q97.5", "q5": "q95", "q25": "q75", "mean": "mean", "median": "median"}
_OPPOSITE |= {high: low for low, high in _OPPOSITE.items()}


def reference(name: str) -> dict[str, Any]:
    """A reference, coefficients of smooths with our signs."""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    for par in MIRRORED.get(name, ()):
        _mirror(content, par)
    return content


def _mirror(content: dict[str, Any], par: str) -> None:
    for row in content["parameters"]:
        if row["name"] == par:
            row |= {key: -row[other] for key, other in _OPPOSITE.items()}
    intervals = content["posterior_interval_90"]
    place = intervals["row_names"].index(par)
    intervals["values"][place] = [-x for x in reversed(intervals["values"][place])]
    for draw in content["exact_draws"]:
        draw["parameters"][par] *= -1
