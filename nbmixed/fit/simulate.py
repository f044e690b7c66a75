"""Outcomes simulated from linear predictors, for every family and link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.programs.links import inverse_link
from nbmixed.spec.family import Family

Floats = NDArray[np.float64]
Trials = NDArray[np.int64] | int
_MOST_COUNTED = 2.0**30  # means above are simulated by a normal approximation, its relative error below 1e-9
_TINY, _HUGE = 1e-300, 1e300
_BELOW_ONE = float(np.nextafter(1.0, 0.0))


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a simulation needs: means and parameters that broadcast to (draws, N)."""

    mu: Floats
    aux: Floats
    nu: Floats
    trials: Trials
    rng: np.random.Generator


def simulate(
    family: Family,
    eta: Floats,
    aux: Floats | None,
    further: Mapping[str, Floats],
    trials: Trials | None,
    rng: np.random.Generator,
) -> Floats:
    """One outcome for each linear predictor.

    Parameters
    ----------
    eta : shape (draws, N)
        Where the link gives no possible mean, the outcome is nan.
    aux : shape (draws,)
        The auxiliary parameter, None in families without.
    further
        Further parameters by name, each of shape (draws,): `nu` of the Student family.
    trials : shape (N,)
        Numbers of trials of binomial outcomes, of which successes are counted; None is 1.

    Returns
    -------
    Outcomes, shape (draws, N); counts are whole numbers held as floats.

    Examples
    --------
    >>> from nbmixed.spec.family import poisson
    >>> rng = np.random.default_rng(1)
    >>> simulate(poisson(), np.log([[1e6, 4e6]]), None, {}, None, rng).round(-5)
    array([[1000000., 4000000.]])
    """
    column = np.ones((1, 1)) if aux is None else np.asarray(aux, dtype=np.float64).reshape(-1, 1)
    nu = (
        np.asarray(further["nu"], dtype=np.float64).reshape(-1, 1)
        if family.name == "student"
        else np.ones((1, 1))
    )
    mu = inverse_link(family.link, np.asarray(eta, dtype=np.float64))
    possible = _possible(family, mu)
    safe = np.where(possible, mu, 0.5)
    outcome = _SIMULATORS[family.name](_Outcome(safe, column, nu, 1 if trials is None else trials, rng))
    return outcome if possible.all() else np.where(possible, outcome, np.nan)


def poisson_counts(mean: Floats, rng: np.random.Generator) -> Floats:
    """Poisson counts of any mean; infinite ones are taken as 1e300."""
    mean = np.minimum(mean, _HUGE)
    counts = rng.poisson(np.minimum(mean, _MOST_COUNTED)).astype(np.float64)
    large = mean > _MOST_COUNTED
    if large.any():
        counts[large] = np.rint(mean[large] + np.sqrt(mean[large]) * rng.standard_normal(int(large.sum())))
    return counts


def gamma_means(mu: Floats, dispersion: Floats, rng: np.random.Generator) -> Floats:
    """Means of negative binomial counts, themselves Gamma with mean mu and shape `dispersion`."""
    return mu * rng.standard_gamma(np.broadcast_to(dispersion, mu.shape)) / dispersion


def _possible(family: Family, mu: Floats) -> NDArray[np.bool_]:
    finite = np.isfinite(mu)
    if family.real_line:
        return finite
    if family.name in ("Gamma", "inverse.gaussian", "poisson", "neg_binomial_2"):
        return finite & (mu >= 0)
    return finite & (mu >= 0) & (mu <= 1)


def _chance(o: _Outcome) -> Floats:
    """Beta variables with mean mu and precision aux, strictly between 0 and 1 as floating point has it."""
    first, second = np.maximum(o.mu * o.aux, _TINY), np.maximum((1 - o.mu) * o.aux, _TINY)
    chance: Floats = np.clip(o.rng.beta(first, second), _TINY, _BELOW_ONE)
    return chance


def _gaussian(o: _Outcome) -> Floats:
    return o.mu + o.aux * o.rng.standard_normal(o.mu.shape)


def _student(o: _Outcome) -> Floats:
    return o.mu + o.aux * o.rng.standard_t(np.broadcast_to(o.nu, o.mu.shape))


def _Gamma(o: _Outcome) -> Floats:
    return np.maximum(o.mu / o.aux * o.rng.standard_gamma(np.broadcast_to(o.aux, o.mu.shape)), _TINY)


def _inverse_gaussian(o: _Outcome) -> Floats:
    """Michael, Schucany and Haas (1976), the smaller root written so that nothing cancels."""
    chi, inverse = o.rng.standard_normal(o.mu.shape) ** 2 / o.aux, 1 / np.maximum(o.mu, _TINY)
    smaller = 2 / (2 * inverse + chi + np.sqrt(chi * (chi + 4 * inverse)))
    with np.errstate(over="ignore"):
        larger = o.mu / np.maximum(smaller, _TINY) * o.mu
    take = o.rng.random(o.mu.shape) * (1 + smaller * inverse) <= 1
    return np.clip(np.where(take, smaller, larger), _TINY, _HUGE)


def _binomial(o: _Outcome) -> Floats:
    return o.rng.binomial(o.trials, o.mu).astype(np.float64)


def _beta_binomial(o: _Outcome) -> Floats:
    return o.rng.binomial(o.trials, _chance(o)).astype(np.float64)


def _poisson(o: _Outcome) -> Floats:
    return poisson_counts(o.mu, o.rng)


def _neg_binomial_2(o: _Outcome) -> Floats:
    return poisson_counts(gamma_means(o.mu, o.aux, o.rng), o.rng)


_SIMULATORS: dict[str, Callable[[_Outcome], Floats]] = {
    "gaussian": _gaussian,
    "student": _student,
    "Gamma": _Gamma,
    "inverse.gaussian": _inverse_gaussian,
    "beta": _chance,
    "binomial": _binomial,
    "beta_binomial": _beta_binomial,
    "poisson": _poisson,
    "neg_binomial_2": _neg_binomial_2,
}
