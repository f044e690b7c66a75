"""Convergence diagnostics of Markov chains: effective sample sizes, R-hat, E-BFMI.

All functions work on whole arrays of draws, shape (chains, draws, P), and give one number for each
parameter; a parameter that is constant or not finite gives NaN. They agree with arviz (which the
tests hold them against) and need no import of it: `print`, `summary` and the findings under a
table are shown without waiting for arviz.

References
----------
Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., section 11.4-11.5 (split R-hat, n_eff);
Geyer (1992) (initial monotone sequence); Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021)
(rank-normalised R-hat, bulk and tail ESS); Betancourt (2016) (E-BFMI).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_AT_ONCE = 256
_LEAST_DRAWS = 4


def ess_mean(draws: ArrayLike) -> Floats:
    """Effective sample size for the mean on split chains, not rank-normalised: rstan's `n_eff`."""
    return _in_blocks(draws, lambda x: _ess(_split(x)))


def rhat_split(draws: ArrayLike) -> Floats:
    """Potential scale reduction on split chains, not rank-normalised: rstan's `Rhat`."""
    return _in_blocks(draws, lambda x: _rhat(_split(x)))


def ess_bulk(draws: ArrayLike) -> Floats:
    """Effective sample size of the rank-normalised split chains."""
    return _in_blocks(draws, lambda x: _ess(_rank_normalised(_split(x))))


def ess_tail(draws: ArrayLike) -> Floats:
    """The smaller effective sample size of the indicators of the 5 % and the 95 % quantile."""
    return _in_blocks(draws, lambda x: np.minimum(_ess_quantile(x, 0.05), _ess_quantile(x, 0.95)))


def rhat(draws: ArrayLike) -> Floats:
    """Rank-normalised split R-hat: the larger of bulk and folded."""
    return _in_blocks(draws, lambda x: _rhat_rank(_split(x)))


def ebfmi(energy: ArrayLike) -> Floats:
    """Estimated Bayesian fraction of missing information, one for each chain.

    Parameters
    ----------
    energy
        Energy of the Hamiltonian, shape (chains, draws).
    """
    values = np.asarray(energy, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.mean(np.diff(values, axis=1) ** 2, axis=1) / np.var(values, axis=1, ddof=1))


def is_constant(draws: ArrayLike) -> NDArray[np.bool_]:
    """Which of the P parameters never change."""
    return np.asarray(np.ptp(np.asarray(draws, dtype=float), axis=(0, 1)) == 0)


def _in_blocks(draws: ArrayLike, measure: Callable[[Floats], Floats]) -> Floats:
    """`measure` on blocks of parameters, each laid out as (P, chains, draws); NaN where it has no meaning."""
    values = np.asarray(draws, dtype=float)
    result = np.full(values.shape[2], np.nan)
    if values.shape[1] < _LEAST_DRAWS:
        return result
    usable = np.flatnonzero(np.isfinite(values).all(axis=(0, 1)) & ~is_constant(values))
    for start in range(0, usable.size, _AT_ONCE):
        block = usable[start : start + _AT_ONCE]
        with np.errstate(invalid="ignore", divide="ignore"):
            result[block] = measure(np.ascontiguousarray(values[:, :, block].transpose(2, 0, 1)))
    return result


def _split(x: Floats) -> Floats:
    """Each chain in two halves (the middle draw of an odd number left out): (P, 2 chains, draws // 2)."""
    half = x.shape[2] // 2
    return np.concatenate([x[:, :, :half], x[:, :, -half:]], axis=1)


def _rhat(x: Floats) -> Floats:
    n = x.shape[2]
    between = n * np.var(x.mean(axis=2), axis=1, ddof=1)
    within = np.var(x, axis=2, ddof=1).mean(axis=1)
    return np.asarray(np.sqrt((between / within + n - 1) / n))


def _rhat_rank(x: Floats) -> Floats:
    folded = np.abs(x - np.median(x, axis=(1, 2), keepdims=True))
    return np.fmax(_rhat(_rank_normalised(x)), _rhat(_rank_normalised(folded)))


def _ess_quantile(x: Floats, prob: float) -> Floats:
    below = x <= np.quantile(x, prob, axis=(1, 2), keepdims=True)
    return _ess(_split(below.astype(float)))


def _ess(x: Floats) -> Floats:
    """Geyer's initial monotone sequence estimator over chains, x of shape (P, chains, draws)."""
    chains, n = x.shape[1:]
    rho = _autocorrelation(x)
    end = 2 * max((n - 1) // 2, 1)
    pairs = rho[:, 0:end:2] + rho[:, 1:end:2]
    last = np.where((pairs > 0).all(axis=1), pairs.shape[1] - 1, np.argmax(pairs <= 0, axis=1))[:, None]
    kept = np.arange(pairs.shape[1]) < last
    monotone = np.minimum.accumulate(pairs, axis=1)
    even = np.take_along_axis(rho, 2 * last, axis=1)
    counted = np.where(np.take_along_axis(pairs, last, axis=1) > 0, even, np.maximum(even, 0))
    tau = -1 + 2 * np.where(kept, monotone, 0).sum(axis=1) + counted[:, 0]
    size = chains * n
    return np.asarray(size / np.maximum(tau, 1 / np.log10(size)))


def _autocorrelation(x: Floats) -> Floats:
    """Autocorrelation of all chains together at each lag, shape (P, draws)."""
    n = x.shape[2]
    covariance = _autocovariance(x).mean(axis=1)
    within = covariance[:, :1] * n / (n - 1)
    total = covariance[:, :1] + np.var(x.mean(axis=2), axis=1, ddof=1)[:, None]
    rho = 1 - (within - covariance) / total
    rho[:, 0] = 1
    return np.asarray(rho)


def _autocovariance(x: Floats) -> Floats:
    n = x.shape[2]
    padded = 1 << (2 * n - 1).bit_length()
    spectrum = np.fft.rfft(x - x.mean(axis=2, keepdims=True), n=padded, axis=2)
    return np.asarray(np.fft.irfft(np.abs(spectrum) ** 2, n=padded, axis=2)[:, :, :n] / n)


def _rank_normalised(x: Floats) -> Floats:
    """Normal scores of the average ranks over all chains."""
    from scipy.special import ndtri

    flat = x.reshape(x.shape[0], -1)
    ranks = np.stack([_average_ranks(row) for row in flat])
    return np.asarray(ndtri((ranks - 0.375) / (flat.shape[1] + 0.25))).reshape(x.shape)


def _average_ranks(row: Floats) -> Floats:
    _, inverse, counts = np.unique(row, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse])
