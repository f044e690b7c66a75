"""Are ranks uniform? Two exact tests of simulation-based calibration.

References
----------
Talts, Betancourt, Simpson, Vehtari and Gelman (2018), arXiv:1804.06788.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

BINS = 20


@dataclass(frozen=True, slots=True)
class Uniformity:
    """p-values of a chi-square test of `BINS` bins, and of Kolmogorov and Smirnov's test of the ECDF."""

    chi_square: float
    ecdf: float

    @property
    def least(self) -> float:
        return min(self.chi_square, self.ecdf)


def uniformity(ranks: NDArray[np.int64], highest: int) -> Uniformity:
    """Tests of ranks in 0, ..., highest, where highest + 1 is a multiple of `BINS`.

    The ECDF is of (rank + u) / (highest + 1) with u uniform, exactly uniform where ranks are.
    """
    counts = np.bincount(ranks * BINS // (highest + 1), minlength=BINS)
    spread = (ranks + np.random.default_rng(len(ranks)).random(len(ranks))) / (highest + 1)
    return Uniformity(float(stats.chisquare(counts).pvalue), float(stats.kstest(spread, "uniform").pvalue))


def limit(n_quantities: int, error: float = 0.01) -> float:
    """The p-value below which one of `n_quantities`, two tests each, is called not uniform.

    All of them pass with probability of at least 1 - error when every posterior is right.
    """
    return error / (2 * n_quantities)
