"""`group` and `x`: columns of the data, or one value for each row of the fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.aligned import aligned
from nbmixed.errors import DataError, listed, nearest

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg


def row_values(fit: StanReg, given: Any, what: str) -> Any:
    """One value for each row, as a series under the column's name where it is one.

    Parameters
    ----------
    given
        Name of a column, values, or None, which stays None.
    what
        The argument: "group" or "x".

    Raises
    ------
    DataError
        For a column that the data do not have, or another number of values than the fit has rows.
    SettingError
        For a Series with another index than the data of the fit.
    """
    if given is None:
        return None
    if isinstance(given, str):
        return _column(fit.data, given, what)
    listed_values = pd.Series(list(given) if np.iterable(given) else [given])
    values = aligned(given, fit.data.index, what) if isinstance(given, pd.Series) else listed_values
    if len(values) != fit.nobs():
        dropped = fit.design.n_dropped
        why = f", after {dropped} with missing values were left out" if dropped else ""
        raise DataError(
            f"{what} has {len(values)} values, but the fit has {fit.nobs()} rows{why}: name a column, or give one value "
            "for each row of fit.data."
        )
    return values.reset_index(drop=True)


def row_numbers(fit: StanReg, given: Any, what: str) -> NDArray[np.float64] | None:
    """The same as numbers.

    Raises
    ------
    DataError
        For values that are not numbers, besides what `row_values` refuses.
    """
    values = row_values(fit, given, what)
    if values is None:
        return None
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        which = f"the column {given!r} is not" if isinstance(given, str) else "these values are not"
        raise DataError(f"{what} must be numbers, and {which}: give them as group= instead.") from None


def _column(data: pd.DataFrame, name: str, what: str) -> pd.Series[Any]:
    if name not in data.columns:
        hint = nearest(name, map(str, data.columns)) or f" The columns are {listed(map(str, data.columns))}."
        raise DataError(f"{what} = {name!r} is no column of the data.{hint}")
    return data[name].reset_index(drop=True)
