"""Log densities of outcomes given their linear predictors, for every family and link.

Written so that nothing cancels or overflows where the density itself is a number: chances of success and failure as
logarithms from the linear predictor, ratios of gamma functions as beta functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from nbmixed.programs.links import inverse_link
from nbmixed.spec.family import Family

Floats = NDArray[np.float64]
_LOG_2PI = np.log(2 * np.pi)


@dataclass(frozen=True, slots=True)
class _At:
    """Where a density is wanted; everything broadcasts to (draws, N)."""

    link: str
    eta: Floats
    y: Floats
    aux: Floats
    nu: Floats
    trials: Floats | float

    @property
    def mu(self) -> Floats:
        return inverse_link(self.link, self.eta)

    @property
    def log_mu(self) -> Floats:
        return self.eta if self.link == "log" else np.log(self.mu)


def log_density(
    family: Family,
    eta: Floats,
    y: Floats,
    aux: Floats | None,
    further: Mapping[str, Floats],
    trials: NDArray[np.int64] | None,
) -> Floats:
    """Log density (log probability of counts) of each outcome, constants included, as rstanarm defines the families.

    Parameters
    ----------
    eta : shape (draws, N)
        Where the link gives no possible mean, the result is -inf.
    y : shape (N,)
        Outcomes; successes where there are trials.
    aux : shape (draws,)
        The auxiliary parameter, None in families without.
    further
        Further parameters by name, each of shape (draws,): `nu` of the Student family.
    trials : shape (N,)
        Numbers of trials; None is 1.

    Returns
    -------
    Shape (draws, N).

    Examples
    --------
    >>> from nbmixed.spec.family import poisson
    >>> log_density(poisson(), np.zeros((1, 1)), np.array([2.0]), None, {}, None).round(4)
    array([[-1.6931]])
    """
    eta = np.asarray(eta, dtype=np.float64)
    column = np.ones((1, 1)) if aux is None else np.asarray(aux, dtype=np.float64).reshape(-1, 1)
    nu = np.asarray(further.get("nu", np.ones(1)), dtype=np.float64).reshape(-1, 1)
    n = 1.0 if trials is None else np.asarray(trials, dtype=np.float64)
    with np.errstate(all="ignore"):
        density = _DENSITIES[family.name](
            _At(family.link, eta, np.asarray(y, dtype=np.float64), column, nu, n)
        )
        impossible = np.isnan(density) | (family.bound * eta < 0)
    return np.asarray(np.where(impossible, -np.inf, density), dtype=np.float64)


def log_chances(link: str, eta: Floats) -> tuple[Floats, Floats]:
    """Logarithms of a chance and of its complement, both precise however small."""
    return _CHANCES[link](eta)


_CHANCES: dict[str, Callable[[Floats], tuple[Floats, Floats]]] = {
    "logit": lambda eta: (special.log_expit(eta), special.log_expit(-eta)),
    "probit": lambda eta: (special.log_ndtr(eta), special.log_ndtr(-eta)),
    "cauchit": lambda eta: (np.log(np.arctan2(1, -eta) / np.pi), np.log(np.arctan2(1, eta) / np.pi)),
    "cloglog": lambda eta: (_log_cloglog(eta), -np.exp(eta)),
    "log": lambda eta: (eta, np.log(-np.expm1(eta))),
}


def _log_cloglog(eta: Floats) -> Floats:
    """log(1 - exp(-exp(eta))); the second form is exact to the last bit where exp(eta) is small."""
    return np.where(eta < -15, eta - 0.5 * np.exp(eta), np.log(-np.expm1(-np.exp(eta))))


def _gaussian(at: _At) -> Floats:
    return np.asarray(-0.5 * (_LOG_2PI + ((at.y - at.mu) / at.aux) ** 2) - np.log(at.aux))


def _student(at: _At) -> Floats:
    z, half = (at.y - at.mu) / at.aux, at.nu / 2
    constant = -special.betaln(0.5, half) - 0.5 * np.log(at.nu) - np.log(at.aux)
    return np.asarray(constant - (half + 0.5) * np.log1p(z**2 / at.nu))


def _Gamma(at: _At) -> Floats:
    rate = at.y / at.mu
    return np.asarray(
        at.aux * (np.log(at.aux) + np.log(at.y) - at.log_mu - rate) - special.gammaln(at.aux) - np.log(at.y)
    )


def _inverse_gaussian(at: _At) -> Floats:
    log_y = np.log(at.y)
    return np.asarray(
        0.5 * (np.log(at.aux) - _LOG_2PI) - 1.5 * log_y - 0.5 * at.aux * (at.y / at.mu - 1) ** 2 / at.y
    )


def _beta(at: _At) -> Floats:
    first, second = (at.aux * np.exp(chance) for chance in log_chances(at.link, at.eta))
    return np.asarray(
        (first - 1) * np.log(at.y) + (second - 1) * np.log1p(-at.y) - special.betaln(first, second)
    )


def _binomial(at: _At) -> Floats:
    success, failure = log_chances(at.link, at.eta)
    return _ways(at) + _times(at.y, success) + _times(at.trials - at.y, failure)


def _beta_binomial(at: _At) -> Floats:
    first, second = (at.aux * np.exp(chance) for chance in log_chances(at.link, at.eta))
    failures = at.trials - at.y
    return np.asarray(
        _ways(at) + special.betaln(first + at.y, second + failures) - special.betaln(first, second)
    )


def _poisson(at: _At) -> Floats:
    return np.asarray(_times(at.y, at.log_mu) - at.mu - special.gammaln(at.y + 1))


def _neg_binomial_2(at: _At) -> Floats:
    size = at.aux
    ways = -special.betaln(size, at.y + 1) - np.log(size + at.y)
    some = _times(at.y, -np.log1p(size / at.mu))
    return np.asarray(ways + some - size * np.log1p(at.mu / size))


def _ways(at: _At) -> Floats:
    """Logarithm of the number of ways to have y successes among the trials."""
    return np.asarray(-np.log1p(at.trials) - special.betaln(at.trials - at.y + 1, at.y + 1))


def _times(count: Floats, log_value: Floats) -> Floats:
    """``count * log_value``, 0 where nothing is counted even if the logarithm is that of 0."""
    return np.where(count == 0, 0.0, count * log_value)


_DENSITIES: dict[str, Callable[[_At], Floats]] = {
    "gaussian": _gaussian,
    "student": _student,
    "Gamma": _Gamma,
    "inverse.gaussian": _inverse_gaussian,
    "beta": _beta,
    "binomial": _binomial,
    "beta_binomial": _beta_binomial,
    "poisson": _poisson,
    "neg_binomial_2": _neg_binomial_2,
}
