"""Which family suits an outcome, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.frame import to_pandas
from nbmixed.notebook.builder.trials import trials_of
from nbmixed.spec.formula_deparse import quoted

Floats = NDArray[np.float64]
_DISPERSED, _SKEWED = 1.5, 1.0
_FEW, _MANY, _HIGHEST_RATING = 3, 7, 10
_RARE, _FREQUENT, _UNDERDISPERSED = 0.03, 0.08, 0.7
_PERCENT = re.compile(r"%|perc|pct|share|proportion", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A family with its link for an outcome, and the sentences that say why.

    Attributes
    ----------
    outcome
        The left side of a formula that the family takes: the column as it is, or what is made of it.
    """

    family: str
    link: str
    why: str
    outcome: str = ""


_BINOMIAL, _GAUSSIAN = ("binomial", "logit"), ("gaussian", "identity")


def suggest(data: Any, column: str) -> Suggestion | None:
    """The family that the values of a column speak for; None where none does, as for text of many values.

    Examples
    --------
    >>> suggest(pd.DataFrame({"y": [0, 1, 1, 0]}), "y").family
    'binomial'
    >>> suggest(pd.DataFrame({"y": [0, 9, 1, 0, 30]}), "y").why
    'It counts, and its variance is 21 times its mean.'
    >>> suggest(pd.DataFrame({"correct": [3, 7, 9], "trials": [10, 10, 10]}), "correct").outcome
    'cbind(correct, trials - correct)'
    """
    frame = to_pandas(data)
    code = quoted(column)
    trials = trials_of(frame, column)
    if trials is not None:
        n = quoted(trials)
        why = f"It looks like a number of successes: it is never above {trials}, here the number of trials."
        return Suggestion(*_BINOMIAL, why, f"cbind({code}, {n} - {code})")
    return suggest_alone(frame, column)


def suggest_alone(data: Any, column: str) -> Suggestion | None:
    """As `suggest`, without a look at other columns."""
    values = to_pandas(data)[column].dropna()
    code = quoted(column)
    if values.empty:
        return None
    if not pd.api.types.is_numeric_dtype(values.dtype):
        return _two_labels(values, code)
    y = values.to_numpy(dtype=np.float64)
    y = y[np.isfinite(y)]
    percent = _percentages if _PERCENT.search(column) else None
    questions = [
        _two_values,
        *([percent] if percent else []),
        _ratings,
        _counts,
        _shares,
        _maybe_percentages,
        _skewed,
    ]
    found = next((answer for ask in questions if (answer := ask(y, code))), None) if y.size else None
    return found or Suggestion(*_GAUSSIAN, "It is a number that may take any value.", code)


def _two_labels(values: pd.Series[Any], code: str) -> Suggestion | None:
    """Two labels: a formula takes a factor as it is, and text as `factor(text)`."""
    if values.nunique() != 2:
        return None
    factor = isinstance(values.dtype, pd.CategoricalDtype)
    levels = (
        [v for v in values.cat.categories if (values == v).any()]
        if factor
        else sorted(map(str, values.unique()))
    )
    why = f"It has two values, {levels[0]} and {levels[1]}; {levels[1]} counts as success."
    whole = factor and len(values.cat.categories) == 2
    return Suggestion(*_BINOMIAL, why, code if whole else f"factor({code})")


def _two_values(y: Floats, code: str) -> Suggestion | None:
    found = np.unique(y)
    if set(found) <= {0.0, 1.0}:
        return Suggestion(*_BINOMIAL, "It is 0 or 1.", code)
    if len(found) == 2 and len(y) > 2 and _whole(y):
        why = f"It has two values, {found[0]:g} and {found[1]:g}; {found[1]:g} counts as success."
        return Suggestion(*_BINOMIAL, why, f"factor({code})")
    return None


def _ratings(y: Floats, code: str) -> Suggestion | None:
    """Ordered categories: few whole numbers from 0 or 1 that end abruptly, where counts fade away."""
    if not _few(y) or (_skewness(y) > _SKEWED and y.min() > 0):
        return None
    if y.min() == 0 and _fades(y):
        return None
    why = (
        f"It has {len(np.unique(y))} values, whole numbers from {y.min():g} to {y.max():g}, and looks ordinal, as ratings "
        "are. No family here is for ordered categories: gaussian takes the steps between them as equal. If it counts "
        "something, choose poisson, or say out of how many."
    )
    return Suggestion(*_GAUSSIAN, why, code)


def _counts(y: Floats, code: str) -> Suggestion | None:
    if (y < 0).any() or not _whole(y) or not ((y == 0).any() or _skewness(y) > _SKEWED):
        return None
    ratio = float(y.var(ddof=1) / y.mean()) if y.size > 1 and y.mean() > 0 else 1.0
    few = " It has few values: if they are ordered categories, no family here is for them." if _few(y) else ""
    if ratio > _DISPERSED:
        why = f"It counts, and its variance is {_times(ratio)} times its mean.{few}"
        return Suggestion("neg_binomial_2", "log", why, code)
    why = f"It counts, and its variance is near its mean ({_times(ratio)} times it).{few}"
    return Suggestion("poisson", "log", why, code)


def _shares(y: Floats, code: str) -> Suggestion | None:
    if y.min() < 0 or y.max() > 1 or len(np.unique(y)) < 3:
        return None
    ends = int(((y == 0) | (y == 1)).sum())
    if ends:
        why = f"It lies between 0 and 1, and beta takes neither, as {_rows(ends)}: gaussian takes them."
        return Suggestion(*_GAUSSIAN, why, code)
    return Suggestion("beta", "logit", "It lies strictly between 0 and 1.", code)


def _percentages(y: Floats, code: str) -> Suggestion | None:
    if y.min() < 0 or not 1 < y.max() <= 100 or len(np.unique(y)) < 3:
        return None
    ends = int(((y == 0) | (y == 100)).sum())
    if ends:
        why = (
            f"It looks like a percentage, and beta takes neither 0 nor 100 %, as {_rows(ends)}: gaussian takes them. If "
            "you have the counts behind it, choose those, and say out of how many."
        )
        return Suggestion(*_GAUSSIAN, why, code)
    why = "It looks like a percentage: divided by 100 it lies strictly between 0 and 1."
    return Suggestion("beta", "logit", why, f"I({code}/100)")


def _maybe_percentages(y: Floats, code: str) -> Suggestion | None:
    """Numbers that fill 0 to 100, whatever their name."""
    fills = y.size >= 10 and 0 <= y.min() < 20 and 80 < y.max() <= 100
    return _percentages(y, code) if fills and abs(_skewness(y)) < _SKEWED else None


def _skewed(y: Floats, code: str) -> Suggestion | None:
    if (y <= 0).any() or _skewness(y) <= 2 * _SKEWED or abs(_skewness(np.log(y))) >= _SKEWED:
        return None
    return Suggestion("Gamma", "log", "It is positive and skewed; its logarithm is not.", code)


def _whole(y: Floats) -> bool:
    return bool((y == np.round(y)).all())


def _fades(y: Floats) -> bool:
    """Whether high values are rare, and the spread is not below that of counts."""
    highest, next_lower = ((y == value).mean() for value in np.unique(y)[:-3:-1])
    rare = highest < _RARE or (highest < _FREQUENT and highest < next_lower / 2)
    return bool(rare and y.var() >= _UNDERDISPERSED * y.mean())


def _few(y: Floats) -> bool:
    """Whether there are few whole numbers, from 0 or 1 on."""
    n = len(np.unique(y))
    few = (_FEW <= n <= _MANY and n >= y.max() - y.min()) or (y.max() == _HIGHEST_RATING and n > _MANY)
    return bool(few and y.min() in (0, 1) and y.max() <= _HIGHEST_RATING and _whole(y) and y.size > n)


def _rows(n: int) -> str:
    """Rows at the ends of an interval, in words.

    >>> _rows(1), _rows(7)
    ('1 row is', '7 rows are')
    """
    return f"{n:,} row is" if n == 1 else f"{n:,} rows are"


def _skewness(y: Floats) -> float:
    """Third standardised moment; 0 where nothing varies."""
    sd = float(y.std())
    return float((((y - y.mean()) / sd) ** 3).mean()) if sd > 0 else 0.0


def _times(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}"
