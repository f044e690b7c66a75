"""Pareto smoothing of importance ratios, and khat, the shape of their tail.

As `diagnostics`, it needs no import of arviz, which the tests hold it against: arviz 0.23 and 1.x take
ratios of opposite sign.

References
----------
Vehtari, Simpson, Gelman, Yao and Gabry (2024), Pareto smoothed importance sampling, Journal of Machine
Learning Research 25(72); Zhang and Stephens (2009), Technometrics 51(3) (the fit of the tail).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_LEAST_TAIL = 5
_SMALLEST = np.log(np.finfo(float).tiny)
_PRIOR_SIZE, _PRIOR_SHAPE = 10, 0.5  # of khat, which keeps it from straying in a short tail
_GRID_SPREAD = 3


def smooth(log_ratios: Floats) -> tuple[Floats, float]:
    """Normalised log weights with a smoothed upper tail, and khat.

    Parameters
    ----------
    log_ratios
        Finite logarithms of posterior over proposal density, up to a constant, shape (S,).

    Returns
    -------
    log_weights
        Shape (S,); their exponentials sum to 1.
    khat
        Shape of the generalized Pareto distribution of the tail: infinite where the tail is too short to
        tell (one ratio dwarfs all others), 0 where no ratio stands out (many are the largest, or all are the same).
    """
    x = log_ratios - log_ratios.max()
    if np.ptp(x) < np.sqrt(np.finfo(float).eps):
        return np.full(x.size, -np.log(x.size)), 0.0
    tail, cutoff = _tail(x)
    if cutoff >= 0:  # so many ratios are the largest that none stands out
        return _normalised(x), 0.0
    if tail.size < _LEAST_TAIL:
        return _normalised(x), np.inf
    shape, scale = _fitted(np.exp(x[tail]) - np.exp(cutoff))
    if np.isfinite(shape):
        probabilities = (np.arange(tail.size) + 0.5) / tail.size
        with np.errstate(over="ignore", invalid="ignore"):  # a tail beyond all numbers is cut off like any
            x[tail] = np.fmin(np.log(np.exp(cutoff) + _quantiles(probabilities, shape, scale)), 0.0)
    return _normalised(x), shape


def tail_shape(log_ratios: Floats) -> float:
    """The shape of the tail alone: khat."""
    return smooth(log_ratios)[1]


def _tail(x: Floats) -> tuple[NDArray[np.intp], float]:
    """Positions of the largest ratios in rising order, and the largest that is not among them."""
    length = int(np.ceil(min(x.size / 5, 3 * np.sqrt(x.size))))
    order = np.argsort(x)
    cutoff = max(float(x[order[-length - 1]]), float(_SMALLEST))
    tail = order[-length:]
    return tail[x[tail] > cutoff], cutoff


def _fitted(excess: Floats) -> tuple[float, float]:
    """Shape and scale of a generalized Pareto distribution of positive excesses in rising order.

    Zhang and Stephens's posterior mean of theta = -shape / scale over a grid of profile likelihoods; the
    shape is then drawn to 1/2 as if ten more excesses had said so.
    """
    size = excess.size
    grid = 30 + int(np.sqrt(size))
    quartile = excess[int(size / 4 + 0.5) - 1]
    theta = 1 / excess[-1] + (1 - np.sqrt(grid / (np.arange(grid) + 0.5))) / (_GRID_SPREAD * quartile)
    with np.errstate(all="ignore"):
        shapes = np.log1p(-theta[:, None] * excess).mean(axis=1)
        profile = size * (np.log(-theta / shapes) - shapes - 1)
        profile = np.where(np.isfinite(profile), profile, -np.inf)
        weights = np.exp(profile - profile.max())
        weights /= weights.sum()
        best = float(weights @ theta)
        shape = float(np.log1p(-best * excess).mean())
    scale = -shape / best
    return (size * shape + _PRIOR_SIZE * _PRIOR_SHAPE) / (size + _PRIOR_SIZE), scale


def _quantiles(probabilities: Floats, shape: float, scale: float) -> Floats:
    if abs(shape) < np.finfo(float).eps:
        return -scale * np.log1p(-probabilities)
    return scale * np.expm1(-shape * np.log1p(-probabilities)) / shape


def _normalised(x: Floats) -> Floats:
    highest = x.max()
    normalised: Floats = x - highest - np.log(np.exp(x - highest).sum())
    return normalised
