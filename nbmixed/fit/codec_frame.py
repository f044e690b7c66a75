"""Data frames as JSON with arrays beside it, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from nbmixed import caller
from nbmixed.errors import NbmixedWarning, listed

Write = Callable[[Any], Any]
_PLAIN = (str, bool, int, float, type(None))


def write_frame(frame: pd.DataFrame, write: Write) -> dict[str, Any]:
    """Columns, types and labels of a frame. A column of things that are no numbers, texts or dates is left out.

    A warning names columns left out; the model cannot have used them.
    """
    columns, left_out = [], []
    for name in frame.columns:
        try:
            columns.append([str(name), _column(frame[name], write)])
        except TypeError:
            left_out.append(str(name))
    if left_out:
        caller.warn(
            f"Not saved with the fit, for they hold neither numbers nor text nor dates: {listed(left_out)}.",
            NbmixedWarning,
        )
    return {"columns": columns, "index": _index(frame.index, write)}


def read_frame(written: dict[str, Any], read: Write) -> pd.DataFrame:
    """The frame that was written."""
    index = _read_index(written["index"], read)
    series = {name: _read_column(column, read).set_axis(index) for name, column in written["columns"]}
    return pd.DataFrame(series, index=index)


def _column(series: pd.Series[Any], write: Write) -> dict[str, Any]:
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        categories = _column(dtype.categories.to_series(), write)
        codes = write(series.cat.codes.to_numpy())
        return {"categories": categories, "codes": codes, "ordered": bool(dtype.ordered)}
    if isinstance(dtype, pd.DatetimeTZDtype):
        naive = series.dt.tz_convert("UTC").dt.tz_localize(None)
        return {"values": write(naive.to_numpy()), "tz": str(dtype.tz)}
    if isinstance(dtype, np.dtype) and not dtype.hasobject:
        return {"values": write(series.to_numpy())}
    items = [None if _missing(item) else item for item in series.tolist()]
    if not all(isinstance(item, _PLAIN) for item in items):
        raise TypeError("a column of other objects")
    return {"items": [write(item) for item in items], "dtype": str(dtype)}


def _missing(item: object) -> bool:
    return item is None or item is pd.NA or (isinstance(item, float) and np.isnan(item))


def _read_column(written: dict[str, Any], read: Write) -> pd.Series[Any]:
    if "codes" in written:
        categories = pd.Index(_read_column(written["categories"], read))
        codes = read(written["codes"])
        return pd.Series(pd.Categorical.from_codes(codes, categories, ordered=written["ordered"]))
    if "tz" in written:
        zoned = pd.DatetimeIndex(read(written["values"])).tz_localize("UTC").tz_convert(written["tz"])
        return zoned.to_series(index=pd.RangeIndex(len(zoned)))
    if "values" in written:
        return pd.Series(read(written["values"]))
    items: pd.Series[Any] = pd.Series([read(i) for i in written["items"]], dtype=_dtype(written["dtype"]))
    return items


def _dtype(name: str) -> Any:
    """The type of a name; text where this pandas does not know it."""
    try:
        return pd.api.types.pandas_dtype(name)
    except TypeError:
        return object


def _index(index: pd.Index[Any], write: Write) -> dict[str, Any]:
    if isinstance(index, pd.RangeIndex):
        return {"range": [index.start, index.stop, index.step], "name": _name(index.name)}
    if isinstance(index, pd.MultiIndex):
        parts = [_index(index.get_level_values(k), write) for k in range(index.nlevels)]
        return {"levels": parts}
    try:
        return {"labels": _column(index.to_series(), write), "name": _name(index.name)}
    except TypeError:
        return {"range": [0, len(index), 1], "name": None}


def _name(name: object) -> Any:
    return name if isinstance(name, _PLAIN) else str(name)


def _read_index(written: dict[str, Any], read: Write) -> pd.Index[Any]:
    if "range" in written:
        start, stop, step = written["range"]
        return pd.RangeIndex(start, stop, step, name=written["name"])
    if "levels" in written:
        return pd.MultiIndex.from_arrays([_read_index(part, read) for part in written["levels"]])
    labels: pd.Index[Any] = pd.Index(_read_column(written["labels"], read), name=written["name"])
    return labels
