"""Draws of an approximation made into draws that stand for the posterior: weights, resampling, diagnostics.

Weights are Pareto smoothed (`psis`), and the draws are resampled by them unless khat says that weights cannot
mend the approximation. A proposal at which the posterior has no density has weight 0 (rstanarm writes -800
for the logarithm of its ratio, which may be the largest of all).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.fit.psis import smooth, tail_shape

Floats = NDArray[np.float64]
UNRELIABLE = 0.7
HOPELESS = 1.0
_STREAM = 0x9515


@dataclass(frozen=True, slots=True, eq=False)
class Importance:
    """How proposals of an approximation were weighted and which were kept.

    Attributes
    ----------
    khat
        Pareto shape of the tail of the importance ratios: good below 0.7; above 1 the draws are those of the
        approximation.
    log_ratios
        Log of posterior over proposal density up to a constant, shape (S,); -inf where there is none, and for
        proposals of a path that was left out.
    weights
        Smoothed, their sum is 1, shape (S,).
    kept
        Which proposal each draw is, shape (draws,).
    resampled
        Whether draws were picked by their weights.
    """

    khat: float
    log_ratios: Floats
    weights: Floats
    kept: NDArray[np.intp]
    resampled: bool

    @property
    def n_eff(self) -> float:
        """As how many independent draws the kept ones count, for a parameter unrelated to the weights."""
        return float(1 / _error_weights(self.weights, self.kept.size).sum()) if self.resampled else np.nan


def weigh(log_p: Floats, log_g: Floats, draws: int, seed: int, paths: int = 1) -> Importance:
    """Weights of S proposals, and `draws` of them picked by systematic resampling.

    Parameters
    ----------
    log_p, log_g
        Log densities of posterior and approximation up to a constant, shape (S,).
    draws
        How many to keep; at most S.
    seed
        The same seed picks the same ones.
    paths
        Of how many Gaussians the proposals were drawn, equally many of each, one after the other, with their
        normalised densities in `log_g`.

    Returns
    -------
    Importance
        With khat above 1, or fewer than five proposals of positive density, nothing is resampled: the kept
        ones are spread evenly over the proposals.
    """
    with np.errstate(invalid="ignore"):
        ratios = np.asarray(log_p, dtype=float) - np.asarray(log_g, dtype=float)
    if paths > 1:
        ratios = _shared(np.split(ratios, paths))
    possible = np.isfinite(ratios)
    log_ratios, weights, khat = np.where(possible, ratios, -np.inf), np.zeros(ratios.size), np.inf
    if possible.any():
        log_weights, khat = smooth(ratios[possible])
        weights[possible] = np.exp(log_weights)
    rng = np.random.default_rng([seed, _STREAM])
    resampled = bool(khat <= HOPELESS)
    kept = _systematic(weights, draws, rng) if resampled else _spread(possible, draws)
    return Importance(float(khat), log_ratios, weights, rng.permutation(kept), resampled)


def diagnose(proposals: Floats, importance: Importance) -> tuple[Floats, Floats, Floats]:
    """Monte Carlo diagnostics of the means of P parameters.

    Parameters
    ----------
    proposals
        Shape (S, P).

    Returns
    -------
    mcse, n_eff, khat
        Each of shape (P,). Standard error of the mean of the kept draws (that of self-normalised importance
        sampling and of systematic resampling together), the number of independent draws that would have it
        (both NaN where nothing was resampled: the error is then unknown), and the shape of the tail of
        ratio times distance of the parameter from its mean in units of its sd, sqrt(1 + z^2).
    """
    weights, size = importance.weights, importance.kept.size
    possible = weights > 0
    if not possible.any():
        nothing = np.full(proposals.shape[1], np.nan)
        return nothing, nothing, np.full(proposals.shape[1], np.inf)
    centred = proposals[possible] - weights[possible] @ proposals[possible]
    variance = weights[possible] @ centred**2
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(variance > 0, centred / np.sqrt(variance), 0.0)
    ratios = importance.log_ratios[possible, None] + 0.5 * np.log1p(z**2)
    khat = np.array([tail_shape(column) if np.isfinite(column).all() else np.nan for column in ratios.T])
    if not importance.resampled:
        return np.full(khat.size, np.nan), np.full(khat.size, np.nan), khat
    squared_error = _error_weights(weights, size)[possible] @ centred**2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(squared_error), variance / squared_error, khat


def _shared(paths: list[Floats]) -> Floats:
    """Log ratios of all paths, each with the share that the path deserves.

    Every path alone gives estimates that are right on average, and so does any mixture of them: paths count by
    their effective number of draws, and the worst is left out while the tail of all together is unreliable.
    """
    found = [_alone(ratios) for ratios in paths]
    shared = np.stack([ratios + np.log(size) for ratios, (_, size) in zip(paths, found, strict=True)])
    worst_first = sorted(range(len(paths)), key=lambda k: -found[k][0])
    for worst in worst_first[:-1]:
        possible = np.isfinite(shared)
        if possible.any() and tail_shape(shared[possible]) <= UNRELIABLE:
            break
        shared[worst] = -np.inf
    return shared.reshape(-1)


def _alone(ratios: Floats) -> tuple[float, float]:
    """Khat and effective number of draws of one path."""
    possible = np.isfinite(ratios)
    if not possible.any():
        return np.inf, 1.0
    log_weights, khat = smooth(ratios[possible])
    return khat, float(1 / np.exp(2 * log_weights).sum())


def _error_weights(weights: Floats, size: int) -> Floats:
    """What each proposal's squared distance from the mean adds to the squared standard error of the mean.

    Its weight squared, for the weighted mean; and for the resampling the variance of its number among
    `size` draws, which is f (1 - f) where `size` times its weight has the fractional part f.
    """
    fraction = np.modf(size * weights)[0]
    added: Floats = weights**2 + fraction * (1 - fraction) / size**2
    return added


def _systematic(weights: Floats, draws: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Each proposal as often as `draws` times its weight says, rounded up or down."""
    cumulated = np.cumsum(weights)
    places = (rng.random() + np.arange(draws)) / draws * cumulated[-1]
    found: NDArray[np.intp] = np.searchsorted(cumulated, places, side="right")
    found[found >= weights.size] = np.flatnonzero(weights)[-1]
    return found


def _spread(possible: NDArray[np.bool_], draws: int) -> NDArray[np.intp]:
    """Evenly spaced proposals, of those with positive density where there are any."""
    candidates = np.flatnonzero(possible) if possible.any() else np.arange(possible.size)
    return candidates[np.linspace(0, candidates.size - 1, draws).round().astype(np.intp)]
