"""Bins that observed and replicated values share."""

from __future__ import annotations

import math

import numpy as np

from nbmixed.plots.draws import Floats, is_constant
from nbmixed.plots.whole import whole

_FEWEST, _MOST = 8, 50
_LARGEST_WHOLE = 1e9


def shared_edges(values: Floats, bins: int | None = None) -> Floats:
    """Edges of equal bins, shape (B + 1,); of whole numbers halfway between them.

    Parameters
    ----------
    values
        All values to be counted, shape (N,).
    bins
        How many; None for as many as Freedman and Diaconis (1981) have, 8 to 50, fewer of few whole numbers.

    Examples
    --------
    >>> shared_edges(np.array([0.0, 1.0, 3.0]))
    array([-0.5,  0.5,  1.5,  2.5,  3.5])
    """
    count = whole("bins", bins, 1) if bins is not None else _freedman(values)
    low, high = float(values.min()), float(values.max())
    if is_whole(values) and high - low < _LARGEST_WHOLE:
        width = max(1, math.ceil((high - low + 1) / count))
        edges = low - 0.5 + width * np.arange(math.ceil((high - low + 1) / width) + 1)
        return edges.astype(np.float64)
    if is_constant(values):
        margin = 0.5 * abs(low) or 0.5
        return np.array([low - margin, low + margin])
    return np.linspace(low, high, count + 1)


def is_whole(values: Floats) -> bool:
    """Whether all values are whole numbers."""
    return bool((values == np.rint(values)).all())


def counts(values: Floats, edges: Floats) -> Floats:
    """How many of each row of `values`, shape (S, N), fall into each bin, shape (S, B)."""
    bins = len(edges) - 1
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, bins - 1)
    offset = place + bins * np.arange(len(values))[:, None]
    found = np.bincount(offset.ravel(), minlength=bins * len(values)).astype(np.float64)
    return found.reshape(len(values), bins)


def _freedman(values: Floats) -> int:
    quarters = np.quantile(values, [0.25, 0.75])
    width = 2 * float(quarters[1] - quarters[0]) / math.cbrt(values.size)
    if not width:
        return 2 * _FEWEST
    return int(np.clip(np.ptp(values) / width, _FEWEST, _MOST))
