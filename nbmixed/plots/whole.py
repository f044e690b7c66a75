"""Whole numbers that options must be."""

from __future__ import annotations

from numbers import Integral

from nbmixed.errors import PlotError


def whole(name: str, value: object, low: int, high: int | None = None) -> int:
    """The value of an option as a whole number from `low` to `high`; without end when that is None.

    Raises
    ------
    PlotError
        It is not.

    Examples
    --------
    >>> whole("bins", 30, 1, 500)
    30
    """
    if not isinstance(value, bool) and isinstance(value, Integral):
        number = int(value)
        if number >= low and (high is None or number <= high):
            return number
    bounds = f"{low} or more" if high is None else f"from {low} to {high}"
    raise PlotError(f"{name} = {value!r} is out of range: expected a whole number, {bounds}.")
