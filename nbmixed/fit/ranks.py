"""Whether ranks of true values among posterior draws are uniform, as those of a right posterior.

References
----------
Talts, Betancourt, Simpson, Vehtari and Gelman (2018), Validating Bayesian inference algorithms with simulation-based
calibration, arXiv:1804.06788; Modrák et al. (2023), Simulation-based calibration checking for Bayesian computation: the
choice of test quantities shapes sensitivity, Bayesian Analysis (the log likelihood as a quantity; why simulated data
that cannot be fitted may be left out).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from nbmixed.errors import SettingError
from nbmixed.fit.checks import Finding

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
BINS = (20, 10, 5, 4, 2)
_PER_BIN, _MOST_RANKED, _MULTIPLE = 5, 99, 20
_CLEAR = 3.0  # standard errors from which a direction is told
ERROR = 0.01


@dataclass(frozen=True, slots=True)
class Uniformity:
    """How far ranks are from uniform.

    Attributes
    ----------
    chi_square, ecdf
        p-values of a chi-square test of equal bins, and of Kolmogorov and Smirnov's test of the ECDF.
    shift
        Mean rank beyond that of uniform ones, in standard errors; negative where posteriors are too high.
    spread
        Squared distance of ranks from the middle beyond that of uniform ones, in standard errors; positive where
        posteriors are too narrow.
    """

    chi_square: float
    ecdf: float
    shift: float
    spread: float

    @property
    def least(self) -> float:
        """The smaller p-value."""
        return min(self.chi_square, self.ecdf)

    @property
    def words(self) -> str:
        """What posteriors with such ranks are, by the direction that is clearer."""
        if max(abs(self.shift), abs(self.spread)) < _CLEAR:
            return "of another shape"
        if (
            abs(self.shift) > abs(self.spread) / 2
        ):  # ranks at one end are both shifted and far from the middle
            return "too high" if self.shift < 0 else "too low"
        return "too narrow" if self.spread > 0 else "too wide"


def highest_rank(draws: int) -> int:
    """The highest rank that `draws` draws allow, one less than a multiple of 20 and at most 99.

    >>> highest_rank(1000), highest_rank(50)
    (99, 39)

    Raises
    ------
    SettingError
        For fewer than 19 draws.
    """
    if draws < _MULTIPLE - 1:
        raise SettingError(f"Ranks need at least {_MULTIPLE - 1} draws of each fit, not {draws}: raise iter.")
    return min(_MOST_RANKED, (draws + 1) // _MULTIPLE * _MULTIPLE - 1)


def rank(draws: Floats, truth: Floats, highest: int) -> Ints:
    """How many of `highest` draws, evenly spaced over all, are below the true values.

    Parameters
    ----------
    draws
        Shape (S, P).
    truth
        Shape (P,).
    """
    kept = np.linspace(0, len(draws) - 1, highest).round().astype(np.intp)
    below: Ints = (draws[kept] < truth).sum(axis=0).astype(np.int64)
    return below


def uniformity(ranks: Ints, highest: int) -> Uniformity:
    """Tests of ranks in 0, ..., highest, where highest + 1 is a multiple of 20.

    The ECDF is that of (rank + u) / (highest + 1) with u uniform, exactly uniform where ranks are; there are as many
    bins, up to 20, as have 5 expected ranks each.
    """
    n = len(ranks)
    bins = next((b for b in BINS if n >= _PER_BIN * b), BINS[-1])
    counts = np.bincount(ranks * bins // (highest + 1), minlength=bins)
    share = (ranks + np.random.default_rng(n).random(n)) / (highest + 1)
    return Uniformity(
        chi_square=float(stats.chisquare(counts).pvalue),
        ecdf=float(stats.kstest(share, "uniform").pvalue),
        shift=float((share.mean() - 0.5) * np.sqrt(12 * n)),
        spread=float((np.mean((share - 0.5) ** 2) - 1 / 12) * np.sqrt(180 * n)),
    )


def limit(n_quantities: int) -> float:
    """The p-value below which one of `n_quantities`, two tests each, is called not uniform.

    All of them pass with probability of at least 0.99 when every posterior is right.
    """
    return ERROR / (2 * n_quantities)


def uniformity_table(tests: Mapping[str, Uniformity]) -> pd.DataFrame:
    """One row for each quantity: p-values, directions, and a verdict."""
    least = limit(len(tests))
    rows = {
        name: {
            "chi_square": t.chi_square,
            "ecdf": t.ecdf,
            "shift": t.shift,
            "spread": t.spread,
            "verdict": "uniform" if t.least > least else t.words,
        }
        for name, t in tests.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def rank_findings(tests: Mapping[str, Uniformity], simulations: int) -> tuple[Finding, ...]:
    """The verdict in words."""
    least = limit(len(tests))
    wrong = {name: t for name, t in tests.items() if t.least <= least}
    if not wrong:
        smallest = min(t.least for t in tests.values())
        return (
            Finding(
                "ok",
                "ok",
                f"Posteriors are calibrated as far as {simulations} simulations can tell: ranks of all {len(tests)} quantities "
                f"are uniform (least p = {smallest:.2g}, limit {least:.2g}).",
            ),
            *_few(simulations),
        )
    told = "; ".join(f"posteriors of {name} are {t.words} (p = {t.least:.2g})" for name, t in wrong.items())
    return (
        Finding(
            "ranks",
            "serious",
            f"Posteriors are not calibrated for {len(wrong)} of {len(tests)} quantities: {told}.",
            "Look for divergences in single fits and raise adapt_delta; an approximation may not suit this model.",
        ),
    )


def _few(simulations: int) -> tuple[Finding, ...]:
    if simulations >= _PER_BIN * BINS[0]:
        return ()
    return (
        Finding(
            "few", "note", f"{simulations} simulations find gross faults only; 100 and more find finer ones."
        ),
    )
