"""Rows that repeat each other, as one row with a weight: the likelihood is the same and its cost that of the distinct rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_BY_ROW = ("X", "offset_", "Z", "y", "trials")


def merge_duplicates(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the program's data with equal rows merged, where that leaves at most half of them.

    Rows are equal if predictors, offset, levels, covariates of group effects and outcome are. The weight of a merged row
    is the sum of the weights of its rows. Predictors in compressed rows are left as they are.

    Parameters
    ----------
    data
        Of stan/bernoulli.stan, binomial.stan, count.stan or continuous.stan.
    """
    if data["sparse_X"] or not data["N"]:
        return dict(data)
    columns = _columns(data)
    if not _mostly_repeated(columns):
        return dict(data)
    _, first, group = np.unique(columns, axis=0, return_index=True, return_inverse=True)
    weights = np.bincount(group.ravel(), data["weights"] if data["weighted"] else None).astype(float)
    order = np.argsort(first)  # rows stay in the order in which they first stand
    kept = first[order]
    merged = {name: np.asarray(data[name])[kept] for name in _BY_ROW if name in data}
    level = data["level"][:, kept]
    return {**data, **merged, "level": level, "N": len(kept), "weighted": 1, "weights": weights[order]}


def _columns(data: Mapping[str, Any]) -> Floats:
    """All that distinguishes rows, a column each; shape (N, columns)."""
    parts = [np.asarray(data[name]).reshape(data["N"], -1) for name in _BY_ROW if name in data]
    return np.hstack([*parts, data["level"].T]).astype(np.float64)


def _mostly_repeated(columns: Floats) -> bool:
    """Whether at most half of the rows can be distinct: one number stands for a row, which several rows may share."""
    factors = np.random.default_rng(0).standard_normal(columns.shape[1])
    return 2 * len(np.unique(np.einsum("ij,j->i", columns, factors))) <= len(columns)
