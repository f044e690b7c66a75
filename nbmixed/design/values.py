"""What an expression evaluates to: numbers, truth values, factors, matrices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.spec.formula_deparse import shortest

FactorKind = Literal["factor", "ordered", "text", "logical", "date", "period", "time", "timedelta"]
Array: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ContrastChoice:
    """Contrasts that a formula asks for in `C(f, ...)`.

    Attributes
    ----------
    name
        Such as "contr.sum".
    n, levels
        The number of levels, or the levels, that they were written for; None and empty for any.
    base
        1-based place of the reference level of `contr.treatment`; None for the first.
    columns
        How many of them; None for all.
    numbered
        Whether columns are named by place in place of level, as R has it beside such arguments.
    """

    name: str
    n: int | None = None
    levels: tuple[str, ...] = ()
    base: int | None = None
    columns: int | None = None
    numbered: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """A categorical variable.

    Attributes
    ----------
    codes
        (N,) 0-based place of each row's level; -1 where missing.
    levels
        Labels in R's order.
    kind
        Where it came from; text and truth values are factors to a model, dates and times name groups alone.
    contrast
        Those asked for by `C(f, ...)`, or None.
    """

    codes: NDArray[np.int64]
    levels: tuple[str, ...]
    kind: FactorKind = "factor"
    contrast: ContrastChoice | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Several numeric columns made by one call such as `poly(x, 2)`; values are (N, k)."""

    values: Array
    names: tuple[str, ...]


Value: TypeAlias = Array | NDArray[np.bool_] | Factor | Matrix | ContrastChoice | float | str | bool | None


def number_label(value: float) -> str:
    """A number as a level label; whole numbers are never in scientific notation.

    >>> number_label(100000.0), number_label(0.25)
    ('100000', '0.25')
    """
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else shortest(float(value))


def label(value: object) -> str:
    """A value as R labels it.

    >>> label(2.0), label(True), label("a"), label(pd.Timestamp("2020-02-01"))
    ('2', 'TRUE', 'a', '2020-02-01')
    """
    if isinstance(value, bool | np.bool_):
        return str(value).upper()
    if isinstance(value, datetime | np.datetime64):
        return str(pd.Timestamp(value)).removesuffix(" 00:00:00")
    if isinstance(value, timedelta | np.timedelta64):
        return str(pd.Timedelta(value)).removesuffix(" 00:00:00")
    return number_label(float(value)) if isinstance(value, int | float | np.number) else str(value)


def as_factor(value: Value) -> Factor:
    """Any one-column value as a factor; numbers in increasing order.

    >>> as_factor(np.array([3.0, 1.0, 3.0])).levels
    ('1', '3')
    """
    if isinstance(value, Factor):
        return value
    if not isinstance(value, np.ndarray) or value.ndim != 1:
        raise TypeError("a factor needs one value a row")
    if value.dtype == np.bool_:
        return Factor(value.astype(np.int64), ("FALSE", "TRUE"), "logical")
    codes, found = pd.factorize(value, sort=True)
    return Factor(codes.astype(np.int64), tuple(number_label(float(v)) for v in found))


def drop_unused(factor: Factor) -> Factor:
    """The factor with only the levels that occur."""
    used = np.bincount(factor.codes[factor.codes >= 0], minlength=len(factor.levels)) > 0
    if used.all():
        return factor
    place = np.where(used, np.cumsum(used) - 1, -1)
    levels = tuple(level for level, keep in zip(factor.levels, used, strict=True) if keep)
    return Factor(_taken(place, factor.codes), levels, factor.kind, factor.contrast)


def recode(factor: Factor, levels: Iterable[str]) -> Factor:
    """The factor in terms of other levels, matched by label; -1 for a label not among them."""
    levels = tuple(levels)
    if levels == factor.levels:
        return factor
    place = {level: i for i, level in enumerate(levels)}
    table = np.array([place.get(level, -1) for level in factor.levels], dtype=np.int64)
    return Factor(_taken(table, factor.codes), levels, factor.kind, factor.contrast)


def _taken(table: NDArray[np.int64], codes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(codes >= 0, table[codes], -1) if table.size else np.full_like(codes, -1)
