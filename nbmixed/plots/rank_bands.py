"""Simultaneous bands for the ranks of several chains, when chains agree."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import gammaln

from nbmixed.plots.draws import Floats
from nbmixed.plots.frames import Ints

_SIMULATIONS = 2000
_SEED = 20261122


@lru_cache(maxsize=32)
def rank_bands(chains: int, draws: int, points: tuple[int, ...], prob: float) -> tuple[Ints, Ints]:
    """Fewest and most draws of a chain among the lowest ranks, at each of several numbers of ranks.

    All chains are within, at all points, with probability `prob` when ranks are uniform.

    Parameters
    ----------
    chains, draws
        Number of chains and of draws of each.
    points
        Numbers of lowest ranks of all chains together, rising, K of them.
    prob
        Simultaneous coverage.

    Returns
    -------
    tuple
        Shape (K,) each.

    Notes
    -----
    Säilynoja, Bürkner and Vehtari (2022), Graphical test for discrete uniformity and its applications in goodness-of-fit
    evaluation and multiple sample comparison, Statistics and Computing 32: the number of draws of one chain among the
    z lowest ranks is hypergeometric; the pointwise level that makes the band simultaneous is found by simulation.
    """
    below, above = _tails(chains, draws, points)
    least = _least_tails(chains, draws, points, below, above)
    level = float(np.quantile(least, 1 - prob, method="lower"))
    inside = (below >= level) & (above >= level)
    return inside.argmax(axis=1), draws - inside[:, ::-1].argmax(axis=1)


def _tails(chains: int, draws: int, points: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Probability of at most, and of at least, each count, shape (K, draws + 1)."""
    total, z, count = chains * draws, np.array(points)[:, None], np.arange(draws + 1)
    possible = (count <= z) & (z - count <= total - draws)
    others = np.where(possible, z - count, 0)
    log_mass = _log_choose(draws, count) + _log_choose(total - draws, others) - _log_choose(total, z)
    mass = np.where(possible, np.exp(log_mass), 0.0)
    return mass.cumsum(axis=1), mass[:, ::-1].cumsum(axis=1)[:, ::-1]


def _least_tails(chains: int, draws: int, points: tuple[int, ...], below: Floats, above: Floats) -> Floats:
    """The smallest tail probability over chains and points, in each simulation."""
    rng = np.random.default_rng(_SEED)
    left = np.full((_SIMULATIONS, chains), draws)
    least = np.ones(_SIMULATIONS)
    for k, drawn in enumerate(np.diff(points, prepend=0)):
        missing = np.full(_SIMULATIONS, drawn)
        for chain in range(chains):
            rest = left[:, chain + 1 :].sum(axis=1)
            taken = rng.hypergeometric(left[:, chain], rest, missing)
            left[:, chain] -= taken
            missing = missing - taken
        counts = draws - left
        tails = np.minimum(below[k, counts], above[k, counts]).min(axis=1)
        least = np.minimum(least, tails)
    return least


def _log_choose(n: int, k: Floats | Ints) -> Floats:
    chosen: Floats = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return chosen
