"""What the columns of a data frame are, for choosing among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nbmixed.design.frame import to_pandas
from nbmixed.spec.formula_deparse import quoted


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes
    ----------
    name
        As the data frame has it.
    kind
        "number", "whole number", "yes/no", "factor", "ordered factor", "text" or "other".
    missing
        Number of rows without a value.
    distinct
        Number of different values.
    about
        Range of numbers, or the first levels.
    """

    name: str
    kind: str
    missing: int
    distinct: int
    about: str

    @property
    def code(self) -> str:
        """As a formula has it, in backquotes where it needs them."""
        return quoted(self.name)

    @property
    def is_number(self) -> bool:
        """Whether arithmetic makes sense."""
        return self.kind in ("number", "whole number")

    @property
    def may_group(self) -> bool:
        """Whether its values could name groups: several, and some of them more than once."""
        return self.kind not in ("number", "other") and self.distinct > 1

    @property
    def unlike_group(self) -> int:
        """The smaller, the more its values look like names of groups."""
        return 2 if not self.may_group else int(self.kind == "whole number")


def describe(data: Any) -> tuple[Column, ...]:
    """The columns of a data frame of any library that narwhals reads.

    Examples
    --------
    >>> frame = pd.DataFrame({"y": [1.5, 2.0, None], "g": ["a", "b", "a"]})
    >>> [(c.name, c.kind, c.missing, c.about) for c in describe(frame)]
    [('y', 'number', 1, '1.5 to 2'), ('g', 'text', 0, 'a, b')]
    """
    frame = to_pandas(data)
    return tuple(_column(str(name), frame.iloc[:, i]) for i, name in enumerate(frame.columns))


def named(columns: Iterable[Column], name: str) -> Column | None:
    """The column of that name."""
    return next((c for c in columns if c.name == name), None)


def _column(name: str, values: pd.Series[Any]) -> Column:
    kind = _kind(values)
    present = values.dropna()
    try:
        distinct = int(present.nunique())
    except TypeError:  # lists and the like have no equals
        return Column(name, "other", int(values.isna().sum()), 0, "")
    return Column(name, kind, int(values.isna().sum()), distinct, _about(kind, present))


def _kind(values: pd.Series[Any]) -> str:
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return "ordered factor" if dtype.ordered else "factor"
    if pd.api.types.is_bool_dtype(dtype):
        return "yes/no"
    if pd.api.types.is_numeric_dtype(dtype):
        numbers = values.dropna().to_numpy(dtype=np.float64, na_value=np.nan)
        return "whole number" if numbers.size and (numbers == np.round(numbers)).all() else "number"
    if pd.api.types.is_string_dtype(values.dropna()):
        return "text"
    return "other"


def _about(kind: str, present: pd.Series[Any]) -> str:
    if not len(present):
        return ""
    if kind in ("number", "whole number"):
        return f"{float(present.min()):.4g} to {float(present.max()):.4g}"
    if kind in ("factor", "ordered factor"):
        levels = [str(level) for level in present.cat.categories]
    else:
        levels = sorted(map(str, present.unique()[:100]))
    return ", ".join(levels[:4]) + (", ..." if len(levels) > 4 else "")
