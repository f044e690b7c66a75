"""Which column holds the trials of a column of successes."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_WORDS = (
    "trials?|totals?|size|attempts?|tested|tries|exposed|sampled|sample_?size|items|questions|games|shots|patients|"
    "denominator|denom|at_?risk|population|pop|enrolled|inspected|out_?of|max_?score|possible|k|ab|at_?bats"
)
_TRIALS = re.compile(rf"n|(?:.*[_. ]|n|num|no)?(?:{_WORDS})(?:[_. ]n)?", re.IGNORECASE)
_NEAR, _ENOUGH = 0.75, 10


def trials_of(frame: pd.DataFrame, column: str) -> str | None:
    """Return the column of trials beside a column of successes: whole numbers that are nowhere below them.

    A column that is named as numbers of trials are is enough, and so is a constant; another must be near the successes
    somewhere, and repeat values, so that neither years nor numbers of rows are taken for it.

    Examples
    --------
    >>> herds = pd.DataFrame({"herd": [1, 1, 2], "size": [14, 12, 9], "incidence": [2, 3, 4]})
    >>> trials_of(herds, "incidence"), trials_of(herds, "size")
    ('size', None)
    """
    if list(frame.columns).count(column) != 1:
        return None
    successes = _whole_numbers(frame[column])
    if successes is None or np.nanmax(successes) <= 1:
        return None
    others = [str(c) for c in frame.columns if c != column and list(frame.columns).count(c) == 1]
    fitting = [c for c in others if _could_be(successes, _whole_numbers(frame[c]), named=_is_trials(c))]
    return next((c for c in fitting if _is_trials(c)), next(iter(fitting), None))


def _is_trials(name: str) -> bool:
    return _TRIALS.fullmatch(name) is not None


def _could_be(successes: Floats, trials: Floats | None, *, named: bool) -> bool:
    if trials is None:
        return False
    both = ~np.isnan(successes) & ~np.isnan(trials)
    k, n = successes[both], trials[both]
    if k.size < 2 or (n < k).any() or (n == k).all() or (n < 1).any():
        return False
    distinct = len(np.unique(n))
    recurs = distinct < n.size
    return named or distinct == 1 or (n.size >= _ENOUGH and recurs and bool((k / n).max() >= _NEAR))


def _whole_numbers(values: pd.Series[Any]) -> Floats | None:
    """Return whole numbers from 0 on, NaN where there are none; None for another column."""
    dtype = values.dtype
    if not pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_bool_dtype(dtype):
        return None
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    present = numbers[~np.isnan(numbers)]
    whole = present.size > 0 and (present >= 0).all() and (present == np.round(present)).all()
    return numbers if whole else None
