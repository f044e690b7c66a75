"""Advice about chains that do not agree or whose draws are few: it follows from the cause, where that can be seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_UNKNOWN = 20.0  # ratio of the 95 % to the 5 % quantile of a standard deviation that the data hardly know
_ALIKE = 0.98  # correlation of draws beyond which two coefficients cannot be told apart
_MOST = 10.0  # times as many iterations, beyond which more of them are no remedy


def more_draws(factor: float) -> str:
    """Advice where all that is missing is draws, `factor` times as many; empty where that is no remedy."""
    if not math.isfinite(factor) or factor > _MOST:
        return ""
    return f"Fit again with about {max(2, math.ceil(factor))} times as many iterations."


def untold(draws: Floats, names: Sequence[str], bad: NDArray[np.bool_], spreads: Mapping[str, str]) -> str:
    """Advice where the data cannot tell what bad parameters are; empty where no such cause is seen.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    bad
        Which of the P parameters are.
    spreads
        Variances and standard deviations among the names, with the argument that holds their prior.
    """
    wanted = [(k, spreads[n]) for k, n in enumerate(names) if bad[k] and n in spreads]
    for k, argument in wanted:
        low, high = np.quantile(draws[:, :, k], [0.05, 0.95])
        ratio = high / max(low, 1e-300)
        if (math.sqrt(ratio) if names[k].startswith("Sigma[") else ratio) > _UNKNOWN:
            return (
                f"The data say little about {names[k]}: give a tighter prior ({argument}), or leave the term out; more"
                " iterations do not help."
            )
    return _alike(
        draws, [k for k, n in enumerate(names) if bad[k] and "[" not in n and n not in spreads], names
    )


def _alike(draws: Floats, places: Sequence[int], names: Sequence[str]) -> str:
    """Two coefficients of which only a combination is known."""
    if len(places) < 2:
        return ""
    pooled = draws[:, :, places].reshape(-1, len(places))
    correlation = np.abs(np.corrcoef(pooled, rowvar=False)) - np.eye(len(places))
    first, second = np.unravel_index(int(np.argmax(correlation)), correlation.shape)
    if not correlation[first, second] >= _ALIKE:  # also where draws of one never vary
        return ""
    one, other = (names[places[int(k)]] for k in sorted((first, second)))
    return (
        f"The data hardly tell {one} and {other} apart: leave one out, or give tighter priors; more iterations do not"
        " help."
    )
