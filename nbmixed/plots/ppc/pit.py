"""Probability integral transforms: the share of replicated outcomes below each observed one.

They are uniform between 0 and 1 when outcomes are distributed as replicated ones. Ties, which outcomes that are whole
numbers make, are broken at random (Czado, Gneiting and Held 2009, Predictive model assessment for count data,
Biometrics 65), so that this holds exactly for counts too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Floats
from nbmixed.plots.ppc.checked import outcomes

_STREAM = 0x917


def pit_values(y: ArrayLike, yrep: ArrayLike, seed: int = 0) -> Floats:
    """The transform of each outcome, shape (N,), ties broken with `seed`.

    Parameters
    ----------
    y
        Observed outcomes, shape (N,).
    yrep
        Replicated outcomes, shape (S, N).

    Examples
    --------
    >>> bool(0.5 <= pit_values([2.5], [[1.0], [2.0], [3.0]])[0] <= 0.75)
    True
    """
    found = outcomes(y, yrep)
    below = (found.yrep < found.y).sum(axis=0)
    same = (found.yrep == found.y).sum(axis=0) + 1  # the outcome itself is one of S + 1
    pit: Floats = (below + same * _uniform(seed, len(found.y))) / (len(found.yrep) + 1)
    return pit


def loo_pit_values(y: ArrayLike, yrep: ArrayLike, log_weights: ArrayLike, seed: int = 0) -> Floats:
    """The transform of each outcome among those that the other rows predict, shape (N,).

    Parameters
    ----------
    y
        Observed outcomes, shape (N,).
    yrep
        Outcomes replicated in each draw of the posterior, shape (S, N).
    log_weights
        Logarithms of weights that make the draws ones of the posterior without the row, up to a constant for each
        row, shape (S, N).

    Examples
    --------
    >>> weights = np.log([[0.5], [0.25], [0.25]])
    >>> float(loo_pit_values([2.5], [[1.0], [2.0], [3.0]], weights)[0])
    0.75
    """
    observed, replicated = np.asarray(y, dtype=np.float64), np.asarray(yrep, dtype=np.float64)
    logs = np.asarray(log_weights, dtype=np.float64)
    if replicated.shape != logs.shape or replicated.shape[1:] != observed.shape:
        raise PlotError(
            f"y, yrep and log_weights do not fit: their shapes are {observed.shape}, {replicated.shape}, {logs.shape}, "
            "expected (N,), (S, N), (S, N)."
        )
    weights = np.exp(logs - logs.max(axis=0))
    weights /= weights.sum(axis=0)
    below = (weights * (replicated < observed)).sum(axis=0)
    same = (weights * (replicated == observed)).sum(axis=0)
    pit: Floats = np.clip(below + same * _uniform(seed, len(observed)), 0.0, 1.0)
    return pit


def checked_pit(pit: ArrayLike) -> Floats:
    """Transforms given, shape (N,), all from 0 to 1."""
    values = np.asarray(pit, dtype=np.float64)
    if values.ndim != 1 or not values.size or not ((values >= 0) & (values <= 1)).all():
        raise PlotError(
            "pit must be one number between 0 and 1 for each row: see pit_values and loo_pit_values."
        )
    return values


def _uniform(seed: int, n: int) -> Floats:
    return np.random.default_rng([seed, _STREAM]).random(n)
