"""A Series beside a data frame: its values belong to rows by their index, as everywhere in pandas."""

from __future__ import annotations

from typing import Any

import pandas as pd

from nbmixed.errors import SettingError


def aligned(values: Any, rows: pd.Index[Any], what: str) -> Any:
    """Return a pandas Series in the order of the rows of the data; whatever has no index stays in its own order.

    A Series may have more rows than the data. One that is of another length and does not have all of them is returned
    as it is, for the caller to refuse.

    Parameters
    ----------
    values
        A Series, or anything else.
    rows
        Index of the data.
    what
        What the values are, for the message.

    Raises
    ------
    SettingError
        For as many values as rows under an index that does not say which belongs where.

    Examples
    --------
    >>> aligned(pd.Series([1.0, 2.0], index=["b", "a"]), pd.Index(["a", "b"]), "weights").tolist()
    [2.0, 1.0]
    """
    if not isinstance(values, pd.Series) or values.index.equals(rows):
        return values
    if values.index.is_unique and rows.is_unique and rows.isin(values.index).all():
        return values.reindex(rows)
    if len(values) != len(rows):
        return values
    raise SettingError(
        f"{what} is a Series whose index is not that of the data, so that it does not say which value belongs to which row: "
        f"give a Series with the index of the data, or {what}.to_numpy() for values in the order of the rows."
    )
