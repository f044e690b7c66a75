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


def apply_link(link: str, mu: Floats) -> Floats:
    """The linear predictor that gives the mean mu."""
    with np.errstate(all="ignore"):
        return np.asarray(_LINK[link](mu), dtype=np.float64)
