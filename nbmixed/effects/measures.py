"""How two averages are compared: difference, ratio, odds ratio and others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.errors import SettingError, listed, nearest

Floats = NDArray[np.float64]
_Function = Callable[[Floats, Floats], Floats]


@dataclass(frozen=True, slots=True)
class Measure:
    """A comparison of a high value with a low one.

    Attributes
    ----------
    words
        What it is called.
    sign
        Between the names of what is compared, "-" or "/".
    null
        Its value where both are equal.
    function
        Of low and high.
    odds
        Whether it is for chances only.
    """

    words: str
    sign: str
    null: float
    function: _Function
    odds: bool = False

    def of(self, low: Floats, high: Floats) -> Floats:
        """Elementwise; nan or inf where it is not defined."""
        with np.errstate(all="ignore"):
            return self.function(low, high)

    def told(self, high: str, low: str) -> str:
        """The names of what is compared, as one."""
        return f"{high} {self.sign} {low}"


def _odds(p: Floats) -> Floats:
    return p / (1 - p)


MEASURES = {
    "difference": Measure("Difference", "-", 0.0, lambda low, high: high - low),
    "ratio": Measure("Ratio", "/", 1.0, lambda low, high: high / low),
    "log_ratio": Measure("Log ratio", "/", 0.0, lambda low, high: np.log(high / low)),
    "lift": Measure("Relative change", "/", 0.0, lambda low, high: (high - low) / low),
    "odds_ratio": Measure("Odds ratio", "/", 1.0, lambda low, high: _odds(high) / _odds(low), odds=True),
    "log_odds_ratio": Measure(
        "Log odds ratio", "/", 0.0, lambda low, high: np.log(_odds(high) / _odds(low)), odds=True
    ),
}


def measure(name: str) -> Measure:
    """The comparison called `name`.

    Raises
    ------
    SettingError
        For another name.

    Examples
    --------
    >>> measure("odds_ratio").of(np.array([0.5]), np.array([0.75]))
    array([3.])
    """
    if name not in MEASURES:
        raise SettingError(
            f"comparison must be one of {listed(MEASURES)}, not {name!r}.{nearest(str(name), MEASURES)}"
        )
    return MEASURES[name]
