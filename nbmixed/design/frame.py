"""Any data frame -> pandas; columns -> values; which rows are used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.dates import read_dates
from nbmixed.design.values import Array, Factor, FactorKind, Value, as_factor, label, recode
from nbmixed.errors import DataError, listed, nearest

PLAIN = ("numeric", "logical")  # kinds of columns that are no factors


def to_pandas(data: Any) -> pd.DataFrame:
    """A data frame of any library that narwhals reads, or a mapping of columns, as pandas.

    A pandas frame is returned as it is, but for names of columns that are not text. Columns of polars
    type Categorical, which have no meaningful order, come back as text; Enum keeps its order.

    Raises
    ------
    DataError
        When `data` is not a data frame.
    """
    if isinstance(data, pd.DataFrame):
        named = all(isinstance(name, str) for name in data.columns)
        return data if named else data.rename(columns=str)
    if isinstance(data, Mapping):
        return pd.DataFrame(dict(data))
    return _through_narwhals(data)


def _through_narwhals(data: Any) -> pd.DataFrame:
    import narwhals as nw

    try:
        frame = nw.from_native(data)
    except TypeError:
        raise DataError(
            f"The data must be a data frame (pandas, polars, ...), not {type(data).__name__}."
        ) from None
    eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    return pd.DataFrame({name: _from_narwhals(eager[name]) for name in eager.columns})


def _from_narwhals(series: Any) -> Any:
    import narwhals as nw

    if series.dtype == nw.Enum:
        return pd.Categorical(series.cast(nw.String).to_list(), categories=list(series.dtype.categories))
    if series.dtype == nw.Categorical:
        return series.cast(nw.String).to_list()
    if series.dtype.is_numeric() and not series.is_null().any():
        return series.to_numpy()
    return series.to_list()


@dataclass(frozen=True, slots=True)
class ColumnType:
    """How a column was read in training: "numeric", "logical", or a factor's kind and levels."""

    kind: str
    levels: tuple[str, ...] = ()


@dataclass(slots=True)
class Columns(Mapping[str, Value]):
    """The columns of a frame as values, each converted when first asked for.

    Attributes
    ----------
    frame
        The rows in use.
    types
        How columns were read in training; empty while training.
    labels
        Columns of which only the labels count, as those that do nothing but name groups: there 308 and "308" are one,
        whichever of them training had.
    """

    frame: pd.DataFrame
    types: Mapping[str, ColumnType] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()
    _read: dict[str, Value] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Value:
        if name not in self._read:
            read = read_labels if name in self.labels else read_column
            value = read(self.frame[name], name)
            self._read[name] = (
                value if self._stays(name, value) else _as_trained(value, self.types[name], name)
            )
        return self._read[name]

    def _stays(self, name: str, value: Value) -> bool:
        """Whether a value needs not be read as training read it: nothing did, or it names groups in its own way."""
        if name not in self.types:
            return True
        return name in self.labels and isinstance(value, Factor) and self.types[name].kind in PLAIN

    def __iter__(self) -> Iterator[str]:
        return iter(self.frame.columns)

    def __len__(self) -> int:
        return len(self.frame.columns)

    def __contains__(self, name: object) -> bool:
        return name in self.frame.columns

    def read_types(self) -> dict[str, ColumnType]:
        """The types of the columns asked for so far."""
        return {name: _type_of(value) for name, value in self._read.items()}


def read_column(series: pd.Series[Any], name: str) -> Value:
    """One column without missing values as numbers, truth values or a factor.

    Raises
    ------
    DataError
        For infinite values and columns of mixed content.
    """
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return _from_categorical(series)
    if isinstance(dtype, pd.IntervalDtype):
        return _from_categorical(series.astype("category"))
    if pd.api.types.is_bool_dtype(dtype):
        return series.to_numpy(dtype=np.bool_)
    if pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_complex_dtype(dtype):
        return _finite(series.to_numpy(dtype=np.float64), name)
    if pd.api.types.is_object_dtype(dtype) or pd.api.types.is_string_dtype(dtype):
        return _from_objects(series, name)
    if (dates := read_dates(series)) is not None:
        return dates
    raise DataError(f"Column {name!r} is of type {dtype}; turn it into numbers, text or a categorical first.")


def read_labels(series: pd.Series[Any], name: str) -> Value:
    """One column of which only the labels count: numbers and text may stand side by side."""
    if not pd.api.types.is_object_dtype(series.dtype):
        return read_column(series, name)
    codes, levels = pd.factorize(np.array([label(value) for value in series], dtype=object), sort=True)
    return Factor(np.asarray(codes, dtype=np.int64), tuple(map(str, levels)), "text")


def _from_categorical(series: pd.Series[Any]) -> Factor:
    categories = series.cat.categories
    kind: FactorKind = "ordered" if series.cat.ordered else "factor"
    return Factor(np.asarray(series.cat.codes, dtype=np.int64), tuple(map(label, categories)), kind)


def _from_objects(series: pd.Series[Any], name: str) -> Value:
    kind = pd.api.types.infer_dtype(series, skipna=True)
    if kind in ("string", "empty"):
        codes, levels = pd.factorize(series, sort=True)
        return Factor(np.asarray(codes, dtype=np.int64), tuple(map(str, levels)), "text")
    if kind == "boolean":
        return series.to_numpy(dtype=np.bool_)
    if kind in ("integer", "floating", "mixed-integer-float", "decimal"):
        return _finite(series.to_numpy(dtype=np.float64), name)
    if (dates := read_dates(series)) is not None:
        return dates
    raise DataError(f"Column {name!r} mixes values of different kinds; make it all numbers or all text.")


def _finite(values: Array, name: str) -> Array:
    bad = np.count_nonzero(~np.isfinite(values))
    if bad:
        raise DataError(f"Column {name!r} has infinite values in {bad} row(s); remove or recode them.")
    return values


def _type_of(value: Value) -> ColumnType:
    if isinstance(value, Factor):
        return ColumnType(value.kind, value.levels)
    logical = isinstance(value, np.ndarray) and value.dtype == np.bool_
    return ColumnType("logical" if logical else "numeric")


def _as_trained(value: Value, trained: ColumnType, name: str) -> Value:
    if trained.kind in PLAIN:
        return _plain_as_trained(value, trained.kind, name)
    factor = as_factor(value)
    new = tuple(level for level in factor.levels if level not in set(trained.levels))
    kind: Any = trained.kind
    coded = recode(factor, trained.levels + new)
    return Factor(coded.codes, coded.levels, kind)


def _plain_as_trained(value: Value, kind: str, name: str) -> Value:
    if not isinstance(value, np.ndarray):
        raise DataError(
            f"Column {name!r} was {kind} in the data of the fit; in newdata it is text or a factor."
        )
    if kind == "logical" and value.dtype != np.bool_:
        if not np.isin(value, (0, 1)).all():
            raise DataError(f"Column {name!r} was logical in the data of the fit; in newdata it is numeric.")
        return value.astype(np.bool_)
    return value.astype(np.float64) if kind == "numeric" else value


def require_columns(names: Iterable[str], available: Iterable[str], what: str) -> None:
    """Refuse the first name that is not a column, or is that of several.

    Raises
    ------
    DataError
        With the nearest column suggested; `what` begins the message, as in "The data have".
    """
    available = list(map(str, available))
    for name in names:
        if available.count(name) > 1:
            raise DataError(f"{what} several columns {name!r}; give each its own name.")
        if name not in available:
            hint = nearest(name, available) or f" The columns are {listed(available)}."
            raise DataError(f"{what} no column {name!r}.{hint}")


def missing_rows(frame: pd.DataFrame, names: Iterable[str]) -> NDArray[np.bool_]:
    """(N,) whether any of the named columns is missing in a row.

    Raises
    ------
    DataError
        Naming a column that is missing everywhere.
    """
    missing = np.zeros(len(frame), dtype=np.bool_)
    for name in names:
        column = frame[name].isna().to_numpy()
        if len(column) and column.all():
            raise DataError(f"Column {name!r} has only missing values.")
        missing |= column
    return missing
