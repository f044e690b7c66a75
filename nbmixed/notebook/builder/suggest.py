"""Which family suits an outcome, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.frame import to_pandas

Floats = NDArray[np.float64]
_DISPERSED, _SKEWED = 1.5, 1.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A family with its link, and the sentence that says why."""

    family: str
    link: str
    why: str


GAUSSIAN = Suggestion("gaussian", "identity", "It is a number that may take any value.")


def suggest(data: Any, column: str) -> Suggestion | None:
    """The family that the values of a column speak for; None where none does, as for text of many values.

    Examples
    --------
    >>> suggest(pd.DataFrame({"y": [0, 1, 1, 0]}), "y").family
    'binomial'
    >>> suggest(pd.DataFrame({"y": [0, 9, 1, 0, 30]}), "y").why
    'It counts, and its variance is 21 times its mean.'
    """
    values = to_pandas(data)[column].dropna()
    if values.empty:
        return None
    if values.nunique() == 2 and not pd.api.types.is_numeric_dtype(values.dtype):
        levels = sorted(map(str, values.unique()))
        return Suggestion("binomial", "logit", f"It has two values, {levels[0]} and {levels[1]}.")
    if not pd.api.types.is_numeric_dtype(values.dtype):
        return None
    numbers = values.to_numpy(dtype=np.float64)
    return next((found for ask in _QUESTIONS if (found := ask(numbers))), GAUSSIAN)


def _two_values(y: Floats) -> Suggestion | None:
    return Suggestion("binomial", "logit", "It is 0 or 1.") if set(np.unique(y)) <= {0.0, 1.0} else None


def _counts(y: Floats) -> Suggestion | None:
    if (y < 0).any() or (y != np.round(y)).any() or not ((y == 0).any() or _skewness(y) > _SKEWED):
        return None
    ratio = float(y.var(ddof=1) / y.mean()) if y.size > 1 and y.mean() > 0 else 1.0
    if ratio > _DISPERSED:
        return Suggestion(
            "neg_binomial_2", "log", f"It counts, and its variance is {_times(ratio)} times its mean."
        )
    return Suggestion(
        "poisson", "log", f"It counts, and its variance is near its mean ({_times(ratio)} times it)."
    )


def _shares(y: Floats) -> Suggestion | None:
    inside = bool(((y > 0) & (y < 1)).all()) and len(np.unique(y)) > 2
    return Suggestion("beta", "logit", "It lies strictly between 0 and 1.") if inside else None


def _skewed(y: Floats) -> Suggestion | None:
    if (y <= 0).any() or _skewness(y) <= 2 * _SKEWED or abs(_skewness(np.log(y))) >= _SKEWED:
        return None
    return Suggestion("Gamma", "log", "It is positive and skewed; its logarithm is not.")


_QUESTIONS: tuple[Callable[[Floats], Suggestion | None], ...] = (_two_values, _counts, _shares, _skewed)


def _skewness(y: Floats) -> float:
    """Third standardised moment; 0 where nothing varies."""
    sd = float(y.std())
    return float((((y - y.mean()) / sd) ** 3).mean()) if sd > 0 else 0.0


def _times(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}"
