"""Data frames among the notebook's variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw
from narwhals.dependencies import is_into_dataframe

from nbmixed.errors import DataError, SettingError, listed, nearest


def frame_names(variables: Mapping[str, object]) -> list[str]:
    """Names of the variables that hold a data frame (pandas, polars, or what narwhals reads).

    >>> import pandas as pd
    >>> frame_names({"d": pd.DataFrame({"x": [1]}), "n": 3, "_1": pd.DataFrame()})
    ['d']
    """
    return [
        name for name, value in variables.items() if not name.startswith("_") and is_into_dataframe(value)
    ]


def find_frame(name: str | None, variables: Mapping[str, object]) -> Any:
    """The data frame called `name`.

    Raises
    ------
    SettingError
        When no name was given.
    DataError
        When there is no such variable, or it holds something else; the nearest name and the data
        frames that do exist are in the message.
    """
    if name is None:
        raise SettingError(
            f"The cell names no data: add --data NAME to its first line.{_existing(variables)}"
        )
    if not name.isidentifier():
        raise DataError(
            f"--data {name} is not the name of a variable: put the data frame in one, and name it."
        )
    if name not in variables:
        raise DataError(f"There is no data frame {name!r} in this notebook.{_instead(name, variables)}")
    value: Any = variables[name]
    if not is_into_dataframe(value):
        raise DataError(f"{name} is a {type(value).__name__}, not a data frame.{_existing(variables)}")
    return value


def column_names(frame: Any) -> list[str]:
    """The columns of a data frame, as text."""
    if hasattr(frame, "iloc"):
        return [str(c) for c in frame.columns]
    return [str(c) for c in nw.from_native(frame).columns]


def _instead(name: str, variables: Mapping[str, object]) -> str:
    from nbmixed import datasets

    if name in datasets.names():
        return f' It comes with the package: {name} = nbmixed.datasets.load("{name}").'
    return nearest(name, frame_names(variables)) + _existing(variables)


def _existing(variables: Mapping[str, object]) -> str:
    names = frame_names(variables)
    return (
        f" Data frames here: {listed(names)}."
        if names
        else " The notebook has no data frame yet: load one first."
    )
