"""Columns of dates and times: labels of groups, and no numbers until the user says which."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nbmixed.design.values import Factor, FactorKind, label
from nbmixed.errors import DataError

_KINDS: dict[str, FactorKind] = {
    "date": "date",
    "datetime": "date",
    "datetime64": "date",
    "period": "period",
    "time": "time",
    "timedelta": "timedelta",
    "timedelta64": "timedelta",
}
_NUMBERS = {
    "date": "(pd.to_datetime(data[{name!r}]) - pd.to_datetime(data[{name!r}]).min()).dt.total_seconds() / 86400",
    "period": "data[{name!r}].map(lambda period: period.ordinal)",
    "time": "data[{name!r}].map(lambda time: time.hour + time.minute / 60 + time.second / 3600)",
    "timedelta": "pd.to_timedelta(data[{name!r}]).dt.total_seconds() / 86400",
}
_WORDS = {"date": "dates", "period": "periods", "time": "times of day", "timedelta": "spans of time"}


def read_dates(series: pd.Series[Any]) -> Factor | None:
    """Return dates, times of day, periods or spans of time as a factor in their order; None for others."""
    values = series.astype(object)
    kind = _KINDS.get(pd.api.types.infer_dtype(values, skipna=True))
    if kind is None:
        return None
    codes, found = pd.factorize(values, sort=True)
    return Factor(np.asarray(codes, dtype=np.int64), tuple(map(label, found)), kind)


def refuse_dates(factor: Factor, name: str) -> None:
    """Refuse dates where a predictor is needed.

    Raises
    ------
    DataError
        With the code that makes them numbers.
    """
    if factor.kind in _NUMBERS:
        code = _NUMBERS[factor.kind].format(name=name)
        unit = {"time": "hours", "period": "periods"}.get(factor.kind, "days")
        raise DataError(
            f"{name} holds {_WORDS[factor.kind]}, which are no numbers: for a trend make them {unit}, "
            f"data[{f'{name}_number'!r}] = {code}; for an effect of each write factor({name})."
        )
