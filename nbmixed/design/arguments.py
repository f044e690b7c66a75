"""`weights`, `offset` and `subset`: arrays, names of columns, or expressions in the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nbmixed.design.aligned import aligned
from nbmixed.design.evaluate import Scope
from nbmixed.design.values import Array
from nbmixed.design.variables import numeric_vector
from nbmixed.errors import DataError, SettingError
from nbmixed.spec.formula_nodes import Expr, Name, names
from nbmixed.spec.formula_parse import parse_expression

RowArgument = str | ArrayLike | None


def argument_expression(argument: RowArgument, columns: Sequence[str]) -> Expr | None:
    """The expression in a text argument, a column's name before all else; None for an array.

    >>> argument_expression("dose (mg)", ["dose (mg)"])
    Name(name='dose (mg)', position=0)
    """
    if not isinstance(argument, str):
        return None
    return Name(argument) if argument in columns else parse_expression(argument)


def argument_names(arguments: Sequence[RowArgument], columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that text arguments use."""
    found = (names(argument_expression(a, columns)) for a in arguments)
    return tuple(dict.fromkeys(name for group in found for name in group))


def row_array(argument: RowArgument, what: str, rows: pd.Index[Any]) -> Array | None:
    """Return an array argument as N numbers, NaN where missing; None for a text or no argument.

    Parameters
    ----------
    rows
        Index of the data, by which a pandas Series is put in order.

    Raises
    ------
    SettingError
        When it is not numeric, or has another length or index than the data.
    """
    if argument is None or isinstance(argument, str):
        return None
    values, n = _as_float(aligned(argument, rows, what), what), len(rows)
    if values.ndim == 0:
        values = np.full(n, values)
    if values.shape != (n,):
        raise SettingError(f"{what} has {values.size} values, but the data have {n} rows.")
    return values


def _as_float(argument: Any, what: str) -> Array:
    to_numpy = getattr(argument, "to_numpy", None)
    try:
        values: Array = np.asarray(to_numpy() if to_numpy else argument, dtype=np.float64)
    except (TypeError, ValueError):
        raise SettingError(f"{what} must be numbers, one for each row, or the name of a column.") from None
    return values


def row_values(argument: RowArgument, rows: Array | None, scope: Scope) -> Array | None:
    """An argument in the rows in use: `rows` when it was an array, else its expression's value."""
    if rows is not None or argument is None:
        return rows
    expr = argument_expression(argument, list(scope.columns))
    return None if expr is None else numeric_vector(expr, scope)


def check_weights(weights: Array | None) -> Array | None:
    """Weights that are usable; None when there are none or all are 1.

    Raises
    ------
    SettingError
        For negative or infinite weights.
    """
    if weights is None:
        return None
    if not np.isfinite(weights).all():
        raise SettingError("weights must be finite numbers.")
    if (weights < 0).any():
        raise SettingError(f"weights must not be negative; the smallest is {weights.min():g}.")
    if not weights.any():
        raise SettingError("weights are all zero: no row would count.")
    return None if (weights == 1).all() else weights


def check_offset(offset: Array | None) -> Array | None:
    """An offset that is usable; None when there is none or all of it is 0."""
    if offset is None or not offset.any():
        return None
    if not np.isfinite(offset).all():
        raise DataError("The offset has infinite values; was the logarithm of 0 taken?")
    return offset


def truth_values(value: Any, n: int) -> NDArray[np.bool_]:
    """A subset as (n,) truth values; a missing one is false, as in R.

    Raises
    ------
    SettingError
        When it is not one truth value a row.
    """
    to_numpy = getattr(value, "to_numpy", None)
    array = np.asarray(to_numpy() if to_numpy else value)
    if (
        array.ndim == 1
        and array.dtype == object
        and all(isinstance(v, bool | np.bool_) or pd.isna(v) for v in array)
    ):
        array = np.array([v is not None and not pd.isna(v) and bool(v) for v in array], dtype=np.bool_)
    if array.dtype != np.bool_ or array.shape != (n,):
        raise SettingError(
            f"subset must be one true or false for each of the {n} rows, or a text such as 'size > 4'."
        )
    return array
