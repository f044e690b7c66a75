"""What rstanarm gave for a model, as tests/reference has it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.fit.names import Kind
from nbmixed.programs.names import covariance_names

FOLDER = Path(__file__).parent / "reference"
# The columns of a smooth are determined up to their signs; these of mgcv's are the negatives of ours.
MIRRORED = {"roaches_gamm4": ("s(roach1).2", "s(roach1).3", "s(roach1).5")}
_OPPOSITE = {"q2.5": "q97.5", "q5": "q95", "q25": "q75", "mean": "mean", "median": "median"}
_OPPOSITE |= {high: low for low, high in _OPPOSITE.items()}


# Where R names its help pages, the printed text names methods of the fit.
_HELP = {
    "?print.stanreg": "help(fit.print)",
    "?prior_summary.stanreg": "fit.prior_summary()",
    "help('prior_summary.stanreg')": "help(fit.prior_summary)",
    "help('prior_summary')": "fit.prior_summary()",
    "help('summary.stanreg')": "help(fit.summary)",
}


def read(path: Path) -> dict[str, Any]:
    """What a file recorded of R, its texts with our names of methods in place of R's help pages."""
    text = path.read_text(encoding="utf-8")
    for theirs, ours in _HELP.items():
        text = text.replace(theirs, ours)
    content: dict[str, Any] = json.loads(text)
    return content


def reference(name: str) -> dict[str, Any]:
    """A reference, coefficients of smooths with our signs."""
    content = read(FOLDER / f"{name}.json")
    for par in MIRRORED.get(name, ()):
        _mirror(content, par)
    return content


def recorded_covariance(means: Mapping[str, float], group: str, coefs: Sequence[str]) -> NDArray[np.float64]:
    """The covariance matrix of a term, shape (p, p), from numbers under rstanarm's names."""
    Sigma = np.zeros((len(coefs), len(coefs)))
    Sigma.T[np.triu_indices(len(coefs))] = [means[name] for name in covariance_names(group, coefs)]
    return Sigma + np.tril(Sigma, -1).T


def kinds(names: Iterable[str]) -> list[Kind]:
    """What rstanarm's names stand for."""
    diagnostics: dict[str, Kind] = {"mean_PPD": "mean_PPD", "log-posterior": "log-posterior"}
    return [diagnostics.get(name, "effect" if name.startswith("b[") else "parameter") for name in names]


def _mirror(content: dict[str, Any], par: str) -> None:
    for row in content["parameters"]:
        if row["name"] == par:
            row |= {key: -row[other] for key, other in _OPPOSITE.items()}
    intervals = content["posterior_interval_90"]
    place = intervals["row_names"].index(par)
    intervals["values"][place] = [-x for x in reversed(intervals["values"][place])]
    for draw in content["exact_draws"]:
        draw["parameters"][par] *= -1
