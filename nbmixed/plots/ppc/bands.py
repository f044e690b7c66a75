"""Simultaneous bands: where the whole distribution function of uniform values lies with a given probability.

References
----------
Säilynoja, Bürkner and Vehtari (2022), Graphical test for discrete uniformity and its applications in goodness-of-fit
evaluation and multiple sample comparison, Statistics and Computing 32(32).
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from nbmixed.plots.draws import Floats

Ints = NDArray[np.int64]
POINTS = 100
_ENOUGH = 10_000  # values beyond which the coverage of a point does not change any more
_STEPS = 25


def uniform_band(n: int, prob: float = 0.99, points: int = POINTS) -> tuple[Floats, Floats, Floats]:
    """The band of the empirical distribution function of `n` independent uniform values.

    Parameters
    ----------
    n
        How many values.
    prob
        Probability that the function is inside the band at all points, at least.
    points
        The band is made at 0, 1 / points, ..., 1.

    Returns
    -------
    at, lower, upper
        Points, and ends of the band there, all of shape (points + 1,): shares of the values.

    Examples
    --------
    >>> at, lower, upper = uniform_band(100, 0.95, points=4)
    >>> lower.tolist(), upper.tolist()
    ([0.0, 0.15, 0.39, 0.65, 1.0], [0.0, 0.35, 0.61, 0.85, 1.0])
    """
    at = np.arange(points + 1) / points
    low, high = _counts(n, points, _pointwise(min(n, _ENOUGH), prob, points))
    return at, np.concatenate([[0], low, [n]]) / n, np.concatenate([[0], high, [n]]) / n


def band_probability(n: int, low: Ints, high: Ints) -> float:
    """Probability that the counts of `n` uniform values below evenly spaced points are all from `low` to `high`.

    Parameters
    ----------
    low, high
        At 1 / K, ..., (K - 1) / K, shape (K - 1,).

    Notes
    -----
    Counts between the points are those of a Poisson process with n values in all. So the probability is that of
    a walk with Poisson steps that stays inside and ends at n, over that of ending at n.
    """
    mean = n / (len(low) + 1)
    longest = min(n, int(mean + 10 * np.sqrt(mean) + 30))  # longer steps have no chance that counts
    step = stats.poisson.pmf(np.arange(longest + 1), mean)
    ends = [(0, 0), *zip(low.tolist(), high.tolist(), strict=True), (n, n)]
    weight = np.ones(1)
    for (before, _), (first, last) in pairwise(ends):
        reached = np.convolve(weight, step)
        weight = np.zeros(last - first + 1)
        part = reached[max(first - before, 0) : last - before + 1]
        offset = max(before - first, 0)
        weight[offset : offset + len(part)] = part
    return float(weight[0] / stats.poisson.pmf(n, n))


@cache
def _pointwise(n: int, prob: float, points: int) -> float:
    """The largest probability outside the interval of each point at which the whole band holds `prob`."""
    low, high = (
        (1 - prob) / (4 * points),
        1 - prob,
    )  # the band is wide enough at one end, mostly not at the other
    if band_probability(n, *_counts(n, points, high)) >= prob:
        return high
    for _ in range(_STEPS):
        middle = float(np.sqrt(low * high))
        if band_probability(n, *_counts(n, points, middle)) >= prob:
            low = middle
        else:
            high = middle
    return low


def _counts(n: int, points: int, outside: float) -> tuple[Ints, Ints]:
    """Ends of the central interval of the count below each point."""
    at = np.arange(1, points) / points
    low, high = (np.asarray(stats.binom.ppf(tail, n, at)) for tail in (outside / 2, 1 - outside / 2))
    return low.astype(np.int64), high.astype(np.int64)
