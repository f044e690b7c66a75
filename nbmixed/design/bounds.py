"""How large what a formula makes of the data may become: refused, with the bound, before memory is taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod

from nbmixed.errors import DataError

MOST_COLUMNS = 2_000
"""Columns of a model matrix; decompositions take time as their square."""
MOST_NUMBERS = 100_000_000
"""Numbers of a model matrix, 0.8 GB."""
MOST_FUNCTIONS = 1_000
"""Functions of a basis such as `poly`, `bs`, `ns` and `s`."""
MOST_LEVELS = 100_000
"""Levels that `interaction` and `cut` may make."""


def check_columns(widths: Mapping[str, int], rows: int) -> None:
    """Refuse a model matrix that would be too large.

    Parameters
    ----------
    widths
        Number of columns of each term.
    rows
        Number of rows.

    Raises
    ------
    DataError
        Naming the largest term and the bound.

    Examples
    --------
    >>> check_columns({"x": 1, "f": 2}, 10)
    """
    total = sum(widths.values())
    if total <= MOST_COLUMNS and total * rows <= MOST_NUMBERS:
        return
    largest = max(widths, key=widths.__getitem__)
    bound = (
        f"the most are {MOST_COLUMNS:,} columns"
        if total > MOST_COLUMNS
        else f"the most are {MOST_NUMBERS:,} numbers, rows times columns"
    )
    advice = (
        f" {largest} alone makes {widths[largest]:,}: a factor of many levels is better a grouping factor, as in (1 | g)."
        if widths[largest] > 1
        else " Leave some predictors out, or take a subset of the rows."
    )
    raise DataError(f"The predictors make {total:,} columns of {rows:,} rows, but {bound}.{advice}")


def check_functions(label: str, sizes: Iterable[int], rows: int) -> None:
    """Refuse a smooth whose margins multiply to too many functions.

    Raises
    ------
    DataError
    """
    total = prod(sizes)
    if total > MOST_COLUMNS:
        raise DataError(
            f"{label} would have {total:,} functions, but the most are {MOST_COLUMNS:,}: give a smaller k; a factor of many "
            "levels is better a grouping factor, as in (1 | g)."
        )
    if total * rows > MOST_NUMBERS:
        raise DataError(
            f"{label} would have {total:,} functions of {rows:,} rows, but the most are {MOST_NUMBERS:,} numbers: give a "
            "smaller k, or take a subset of the rows."
        )


def whole(what: str, value: object, least: int, most: int) -> int:
    """Return a whole number within bounds.

    Raises
    ------
    ValueError
        For another value; the caller names the call.

    Examples
    --------
    >>> whole("df", 4.0, 1, 100)
    4
    """
    if isinstance(value, int | float) and value == value // 1 and least <= value <= most:
        return int(value)
    shown = f"{value:g}" if isinstance(value, int | float) else "not a number"
    raise ValueError(f"{what} should be a whole number from {least:,} to {most:,}, but is {shown}")
