"""Link functions: means from linear predictors, and how fast they change."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import special  # scipy.stats would double the time that the package takes to import

Floats = NDArray[np.float64]
_LARGEST = 700.0  # exp of more overflows
_INVERSE: dict[str, Callable[[Floats], Floats]] = {
    "identity": lambda eta: eta,
    "log": lambda eta: np.exp(np.minimum(eta, _LARGEST)),
    "inverse": lambda eta: 1 / eta,
    "1/mu^2": lambda eta: eta**-0.5,
    "sqrt": lambda eta: eta**2,
    "logit": special.expit,
    "probit": special.ndtr,
    "cauchit": lambda eta: np.arctan2(1, -eta) / np.pi,
    "cloglog": lambda eta: -np.expm1(-np.exp(np.minimum(eta, _LARGEST))),
}
_SLOPE: dict[str, Callable[[Floats], Floats]] = {
    "identity": np.ones_like,
    "log": _INVERSE["log"],
    "inverse": lambda eta: -(eta**-2.0),
    "1/mu^2": lambda eta: -0.5 * eta**-1.5,
    "sqrt": lambda eta: 2 * eta,
    "logit": lambda eta: special.expit(eta) * special.expit(-eta),
    "probit": lambda eta: np.exp(-0.5 * eta**2) / np.sqrt(2 * np.pi),
    "cauchit": lambda eta: 1 / (np.pi * (1 + eta**2)),
    "cloglog": lambda eta: np.exp(np.minimum(eta, _LARGEST) - np.exp(np.minimum(eta, _LARGEST))),
}
# Derivatives of log(mu) and of -log(1 - mu), also where mu or 1 - mu is 0 to the last bit.
_SUCCESS_SLOPE: dict[str, Callable[[Floats], Floats]] = {
    "logit": lambda eta: special.expit(-eta),
    "probit": lambda eta: np.exp(-0.5 * eta**2 - special.log_ndtr(eta)) / np.sqrt(2 * np.pi),
    "cauchit": lambda eta: 1 / ((1 + eta**2) * np.arctan2(1, -eta)),
    "log": np.ones_like,
    "cloglog": lambda eta: _over_expm1(np.exp(np.minimum(eta, _LARGEST))),
}
_FAILURE_SLOPE: dict[str, Callable[[Floats], Floats]] = {
    "logit": special.expit,
    "probit": lambda eta: _SUCCESS_SLOPE["probit"](-eta),
    "cauchit": lambda eta: _SUCCESS_SLOPE["cauchit"](-eta),
    "log": lambda eta: 1 / np.expm1(-eta),
    "cloglog": _INVERSE["log"],
}
_LINK: dict[str, Callable[[Floats], Floats]] = {
    "identity": lambda mu: mu,
    "log": np.log,
    "inverse": lambda mu: 1 / mu,
    "1/mu^2": lambda mu: mu**-2.0,
    "sqrt": np.sqrt,
    "logit": special.logit,
    "probit": special.ndtri,
    "cauchit": lambda mu: -1 / np.tan(np.pi * mu),
    "cloglog": lambda mu: np.log(-np.log1p(-mu)),
}


def inverse_link(link: str, eta: Floats) -> Floats:
    """The mean mu at linear predictors eta; what is outside the link's domain gives nan or inf in silence.

    >>> inverse_link("cloglog", np.array([0.0])).round(4)
    array([0.6321])
    """
    with np.errstate(all="ignore"):
        return np.asarray(_INVERSE[link](eta), dtype=np.float64)


def slope(link: str, eta: Floats) -> Floats:
    """Derivative of the mean with respect to the linear predictor."""
    with np.errstate(all="ignore"):
        return np.asarray(_SLOPE[link](eta), dtype=np.float64)


def log_chance_slopes(link: str, eta: Floats) -> tuple[Floats, Floats]:
    """Derivatives of the log chance of success, and of minus that of failure, with respect to the linear predictor.

    >>> [x.tolist() for x in log_chance_slopes("cloglog", np.array([-800.0, 5.0]))]
    [[1.0, 5.205427108495643e-63], [0.0, 148.4131591025766]]
    """
    with np.errstate(all="ignore"):
        return np.asarray(_SUCCESS_SLOPE[link](eta)), np.asarray(_FAILURE_SLOPE[link](eta))


def apply_link(link: str, mu: Floats) -> Floats:
    """The linear predictor that gives the mean mu."""
    with np.errstate(all="ignore"):
        return np.asarray(_LINK[link](mu), dtype=np.float64)


def _over_expm1(t: Floats) -> Floats:
    """Return t / (exp(t) - 1), which is 1 at 0."""
    return np.where(t > 0, t / np.expm1(t), 1.0)
