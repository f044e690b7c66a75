"""Which rows and which variables a model uses."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.aligned import aligned
from nbmixed.design.arguments import RowArgument, argument_expression, argument_names, row_array, truth_values
from nbmixed.design.evaluate import VARIABLES, Scope, evaluate
from nbmixed.design.frame import Columns, missing_rows, require_columns, to_pandas
from nbmixed.design.values import Array, Value
from nbmixed.errors import DataError, SettingError, listed, nearest
from nbmixed.spec.formula import Formula
from nbmixed.spec.formula_nodes import names
from nbmixed.spec.smooth import smooth_specs, variable_names
from nbmixed.spec.terms import Terms


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The data in use.

    Attributes
    ----------
    frame
        Complete rows of the subset, all columns, the user's array variables among them.
    terms
        The fixed part, with `.` resolved.
    constants
        The user's variables that are not columns.
    weights, offset
        (N,) array arguments in the rows in use; None when they were texts or not given.
    n_dropped
        Rows of the subset with a missing value.
    notes
        What was done to the rows without being asked, a sentence each.
    """

    frame: pd.DataFrame
    terms: Terms
    constants: dict[str, Value]
    weights: Array | None
    offset: Array | None
    n_dropped: int
    notes: tuple[str, ...] = ()


def choose_rows(
    formula: Formula,
    data: Any,
    weights: RowArgument,
    subset: RowArgument,
    offset: RowArgument,
    na_action: str,
    env: Mapping[str, object],
) -> Rows:
    """Find the variables, apply the subset, leave out rows with missing values once.

    Raises
    ------
    DataError
        For an unknown column, no rows, a column with nothing but missing values.
    SettingError
        For `na_action`, or an array argument of the wrong length.
    """
    frame = pd.DataFrame() if data is None else to_pandas(data)
    terms = formula.terms(map(str, frame.columns))
    texts = argument_names([weights, offset, subset], list(frame.columns))
    used = tuple(dict.fromkeys([*formula_names(formula, terms), *texts]))
    frame, constants = _with_variables(frame, used, env, data is None)
    used = tuple(name for name in used if name in frame.columns)
    arrays = [row_array(weights, "weights", frame.index), row_array(offset, "offset", frame.index)]
    inside = _subset_rows(subset, frame, constants)
    missing = missing_rows(frame[inside], used) | _missing_in(arrays, inside)
    _check_missing(missing, na_action, frame[inside], used)
    keep = np.flatnonzero(inside)[~missing]
    if not len(keep):
        raise DataError(_nothing_left(frame, inside, used))
    chosen = frame if len(keep) == len(frame) else frame.iloc[keep]
    kept = [None if a is None else a[keep] for a in arrays]
    notes = _missing_note(missing, frame[inside], used)
    return Rows(chosen, terms, constants, kept[0], kept[1], int(missing.sum()), notes)


def formula_names(formula: Formula, terms: Terms) -> tuple[str, ...]:
    """Every variable needed, each once; one that is only taken out with `-` is not needed."""
    parts = [terms, *(bar.terms() for bar in formula.bars)]
    expressions = [
        formula.response,
        *(part.variables[label] for part in parts for term in part.terms for label in term),
        *(bar.group for bar in formula.bars),
        *formula.offsets,
    ]
    found = (name for expr in expressions for name in names(expr))
    return tuple(dict.fromkeys([*found, *variable_names(smooth_specs(formula))]))


def _with_variables(
    frame: pd.DataFrame, used: Sequence[str], env: Mapping[str, object], no_data: bool
) -> tuple[pd.DataFrame, dict[str, Value]]:
    """The frame with the user's array variables as columns, and the other variables."""
    outside = [name for name in used if name not in frame.columns]
    if no_data:
        frame = pd.DataFrame(index=_index([env.get(name) for name in outside]))
    values = {name: aligned(env.get(name), frame.index, name) for name in outside}
    arrays = {name: a for name, value in values.items() if (a := _as_column(value)) is not None}
    if not len(frame):
        raise DataError("The data have no rows.")
    columns = {name: a for name, a in arrays.items() if len(a) == len(frame)}
    constants = {name: _constant(env[name]) for name in outside if name not in columns and name in env}
    known = [*frame.columns, *columns, *(n for n, v in constants.items() if v is not None)]
    require_columns([name for name in used if name in known or name not in VARIABLES], known, "The data have")
    constants = {name: value for name, value in constants.items() if value is not None}
    return (frame.assign(**columns) if columns else frame), constants


def _index(values: Sequence[object]) -> pd.Index[Any]:
    """Return the index of the first Series among the user's variables; without one, places in the first array."""
    for value in values:
        if isinstance(value, pd.Series):
            return value.index
    first = next((a for value in values if (a := _as_column(value)) is not None), None)
    if first is None:
        raise DataError("There are no data: give a data frame as data.")
    return pd.RangeIndex(len(first))


def _as_column(value: object) -> Any:
    if isinstance(value, pd.Series | pd.Categorical):
        return value.array if isinstance(value, pd.Series) else value
    if isinstance(value, np.ndarray | list | tuple) and np.ndim(value) == 1:
        return np.asarray(value) if not _has_text(value) else pd.array(list(value))
    to_pandas_method = getattr(value, "to_list", None)
    return np.asarray(to_pandas_method()) if to_pandas_method and not isinstance(value, type) else None


def _has_text(values: Any) -> bool:
    return any(isinstance(v, str) for v in values)


def _constant(value: object) -> Value:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float | np.number | np.bool_):
        return float(value)
    column = _as_column(value)
    try:
        return None if column is None else np.asarray(column, dtype=np.float64)
    except (TypeError, ValueError):
        return None


def _subset_rows(
    subset: RowArgument, frame: pd.DataFrame, constants: Mapping[str, Value]
) -> NDArray[np.bool_]:
    """(N,) rows that the subset keeps; a row where it is missing is left out, as in R."""
    n = len(frame)
    if subset is None:
        return np.ones(n, dtype=np.bool_)
    if not isinstance(subset, str):
        return truth_values(aligned(subset, frame.index, "subset"), n)
    expr = argument_expression(subset, list(frame.columns))
    complete = ~missing_rows(frame, [name for name in names(expr) if name in frame.columns])
    mask = np.zeros(n, dtype=np.bool_)
    if expr is not None:
        inner = frame[complete]
        mask[complete] = truth_values(
            evaluate(expr, Scope(Columns(inner), len(inner), constants)), len(inner)
        )
    return mask


def _missing_in(arrays: Sequence[Array | None], inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    missing = np.zeros(int(inside.sum()), dtype=np.bool_)
    for array in arrays:
        if array is not None:
            missing |= np.isnan(array[inside])
    return missing


def _check_missing(
    missing: NDArray[np.bool_], na_action: str, frame: pd.DataFrame, used: Sequence[str]
) -> None:
    action = na_action.removeprefix("na.")
    if action not in ("omit", "fail"):
        raise SettingError(
            f"na_action must be 'omit' or 'fail', not {na_action!r}.{nearest(action, ['omit', 'fail'])}"
        )
    if action == "fail" and missing.any():
        raise DataError(
            f"{int(missing.sum())} row(s) have missing values, in {listed(_incomplete(frame, used))}; "
            "na_action='omit' leaves them out."
        )


def _incomplete(frame: pd.DataFrame, used: Sequence[str]) -> list[str]:
    """Columns with missing values."""
    return [name for name in used if frame[name].isna().any()] or ["weights or offset"]


def _missing_note(missing: NDArray[np.bool_], frame: pd.DataFrame, used: Sequence[str]) -> tuple[str, ...]:
    """How many rows are left out for a missing value, and where values are missing."""
    count = int(missing.sum())
    if not count:
        return ()
    verb = "was" if count == 1 else "were"
    where = listed(_incomplete(frame, used))
    return (f"{count:,} of {len(missing):,} rows {verb} left out, with missing values in {where}.",)


def _nothing_left(frame: pd.DataFrame, inside: NDArray[np.bool_], used: Sequence[str]) -> str:
    if not inside.any():
        return "No rows are left: the subset keeps none."
    worst = sorted(used, key=lambda name: -np.count_nonzero(frame[name].isna()))[:3]
    return f"No rows are left: each has a missing value, most often in {listed(worst)}."


def new_frame(
    newdata: Any, required: Sequence[str], constants: Iterable[str], trained: Container[str]
) -> pd.DataFrame:
    """New data as pandas, complete in the required columns.

    Parameters
    ----------
    trained
        The columns of the data of the fit: T, F and pi are constants unless they were among them.

    Raises
    ------
    DataError
        For no rows, a column that is not there, or missing values.
    """
    frame = to_pandas(newdata)
    if not len(frame):
        raise DataError("newdata has no rows.")
    columns = [n for n in required if n not in constants and (n not in VARIABLES or n in trained)]
    require_columns(columns, frame.columns, "newdata has")
    for name in columns:
        if frame[name].isna().any():
            raise DataError(f"newdata has missing values in {name!r}; remove or fill those rows.")
    return frame
