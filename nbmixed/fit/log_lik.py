"""Log likelihood of each row in each draw."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nbmixed.fit.density import log_density
from nbmixed.fit.request import Request

Floats = NDArray[np.float64]


def log_lik(asked: Request) -> Floats:
    """Log densities of the outcomes times their weights, shape (draws, N)."""
    out = np.empty(asked.shape)
    for rows, block in log_lik_by_rows(asked):
        out[:, rows] = block
    return out


def log_lik_by_rows(asked: Request) -> Iterator[tuple[slice, Floats]]:
    """The same in blocks of rows with all draws, at most two million numbers (16 MB), or one row."""
    y, design = asked.y, asked.design
    trials = None if design.response is None else design.response.trials
    for rows, eta in asked.predictor.by_rows():
        n = None if trials is None else trials[rows]
        density = log_density(asked.family, eta, y[rows], asked.aux, asked.further, n)
        yield rows, density if design.weights is None else density * design.weights[rows]
