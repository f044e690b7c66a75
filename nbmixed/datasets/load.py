"""Read a data set that comes with the package."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from nbmixed.errors import DataError, listed, nearest

if TYPE_CHECKING:
    import pandas as pd


def names() -> tuple[str, ...]:
    """The names that `load` knows."""
    return tuple(_schema())


def load(name: str) -> pd.DataFrame:
    """A data set as a data frame.

    Parameters
    ----------
    name
        One of `names()`.

    Returns
    -------
    pandas.DataFrame
        Factors as categoricals with R's level order, ordered ones as ordered categoricals; counts as
        integers. `attrs["source"]` names the R package.

    Raises
    ------
    DataError
        For an unknown name.

    >>> load("sleepstudy")["Subject"].cat.categories[:3].tolist()
    ['308', '309', '310']
    """
    import pandas as pd

    entry = _entry(name)
    columns: dict[str, Any] = entry["columns"]
    categorical = [c for c, column in columns.items() if "levels" in column]
    with as_file(files("nbmixed.datasets") / entry["file"]) as path:
        frame = pd.read_csv(path, dtype=dict.fromkeys(categorical, str))
    for column in categorical:
        frame[column] = pd.Categorical(
            frame[column], categories=columns[column]["levels"], ordered=columns[column]["type"] == "ordered"
        )
    frame.attrs["source"] = f"R package {entry['package']}"
    return frame


def describe(name: str) -> str:
    """What a data set holds: source, rows, and the meaning of each column.

    >>> print(describe("Dyestuff"))
    Dyestuff: Yield of dyestuff from six batches of an intermediate product.
    30 rows, from R package lme4.
      Batch  factor, 6 levels: batch
      Yield  numeric: yield, g of standard colour
    """
    entry = _entry(name)
    columns: dict[str, Any] = entry["columns"]
    width = max(map(len, columns))
    head = f"{name}: {entry['description']}\n{entry['rows']} rows, from R package {entry['package']}."
    return "\n".join([head, *(f"  {c:<{width}}  {_described(column)}" for c, column in columns.items())])


def _described(column: dict[str, Any]) -> str:
    levels = f", {len(column['levels'])} levels" if "levels" in column else ""
    return f"{column['type']}{levels}: {column['meaning']}"


def _entry(name: str) -> dict[str, Any]:
    if not isinstance(name, str) or name not in _schema():
        known = names()
        raise DataError(
            f"There is no data set {name!r}.{nearest(str(name), known)} The data sets are {listed(known, len(known))}."
        )
    return _schema()[name]


@cache
def _schema() -> dict[str, dict[str, Any]]:
    text = (files("nbmixed.datasets") / "schema.json").read_text(encoding="utf-8")
    schema: dict[str, dict[str, Any]] = json.loads(text)
    return schema
