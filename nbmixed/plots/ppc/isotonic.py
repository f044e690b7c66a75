"""Calibration of predicted chances: the rising curve nearest to the outcomes, and what chance alone makes of it.

References
----------
Dimitriadis, Gneiting and Jordan (2021), Stable reliability diagrams for probabilistic classifiers, PNAS 118(8).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression

from nbmixed.plots.draws import Floats

_STREAM = 0xCA1
_TOGETHER = 1e-9  # chances that differ by less are the same
_MOST = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """Different predicted chances, rising, with the outcomes of their rows together.

    Attributes
    ----------
    chance
        Shape (K,).
    trials, successes
        Of the rows with that chance, shape (K,).
    """

    chance: Floats
    trials: Floats
    successes: Floats

    @property
    def calibrated(self) -> Floats:
        """The chance of success where each is predicted, by pooling adjacent violators, shape (K,)."""
        return rising(self.successes / self.trials, self.trials)


@dataclass(frozen=True, slots=True)
class Scores:
    """The mean squared error of predicted chances, `brier` = `miscalibration` - `discrimination` + `uncertainty`."""

    brier: float
    miscalibration: float
    discrimination: float
    uncertainty: float


def chances(successes: Floats, p: Floats, trials: Floats) -> Chances:
    """Rows of the same predicted chance put together; rows without trials left out.

    More than 2,000 chances are put together with their neighbours, under their mean.

    >>> chances(np.array([1.0, 0.0]), np.array([0.5, 0.5]), np.ones(2)).successes.tolist()
    [1.0]
    """
    rows = np.flatnonzero(trials > 0)
    rows = rows[np.argsort(p[rows], kind="stable")]
    first = np.flatnonzero(np.diff(p[rows], prepend=-1.0) > _TOGETHER)
    first = first[np.unique(np.linspace(0, len(first) - 1, min(len(first), _MOST)).round().astype(np.intp))]
    count = np.add.reduceat(trials[rows], first)
    chance = np.add.reduceat(p[rows] * trials[rows], first) / count
    return Chances(chance, count, np.add.reduceat(successes[rows], first))


def rising(values: Floats, weights: Floats) -> Floats:
    """The rising sequence nearest to the values, in weighted squares.

    >>> rising(np.array([0.0, 1.0, 0.5]), np.ones(3)).tolist()
    [0.0, 0.75, 0.75]
    """
    return np.asarray(isotonic_regression(values, weights=weights).x, dtype=np.float64)


def consistency_band(of: Chances, prob: float, samples: int, seed: int) -> tuple[Floats, Floats]:
    """Where the curve is, at each chance with probability `prob`, when all predicted chances are right.

    Outcomes are simulated from the predicted chances `samples` times.
    """
    rng = np.random.default_rng([seed, _STREAM])
    simulated = rng.binomial(of.trials.astype(np.int64), np.clip(of.chance, 0, 1), (samples, len(of.chance)))
    curves = np.array([rising(made / of.trials, of.trials) for made in simulated])
    low, high = np.quantile(curves, [(1 - prob) / 2, (1 + prob) / 2], axis=0)
    return low, high


def scores(of: Chances) -> Scores:
    """Squared errors of single trials, and their parts.

    >>> scores(chances(np.array([0.0, 1.0]), np.array([0.25, 0.75]), np.ones(2)))
    Scores(brier=0.0625, miscalibration=0.0625, discrimination=0.25, uncertainty=0.25)
    """
    total, mean = of.trials.sum(), of.successes.sum() / of.trials.sum()

    def error(p: Floats | float) -> float:
        return float((of.successes * (1 - p) ** 2 + (of.trials - of.successes) * p**2).sum() / total)

    brier, recalibrated, uncertainty = error(of.chance), error(of.calibrated), error(mean)
    return Scores(brier, brier - recalibrated, uncertainty - recalibrated, uncertainty)
