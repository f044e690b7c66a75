"""Numbers as R's `round` and `format` write them.

rstanarm's tables are `format(round(x, digits), nsmall = digits)`: one width and one number of
decimals for all numbers of a table. What is done here was written from R's documentation and from
what R 4 does; `tests/display/test_format.py` holds values that R gave.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

_DOUBLE_DIGITS = 15
_MOST_DECIMALS = 22


def round_decimals(x: float, digits: int) -> float:
    """`x` rounded to `digits` decimals, as R 4's `round`.

    Of the two decimal neighbours the one whose double is nearer to `x`; on a tie the even one.

    >>> round_decimals(0.15, 1), round_decimals(2.5, 0), round_decimals(5.015, 2)
    (0.1, 2.0, 5.02)
    """
    if not math.isfinite(x) or x == 0 or digits > _DOUBLE_DIGITS - math.ceil(math.log10(abs(x))):
        return float(x)
    size, power = abs(x), 10.0**digits
    below = math.floor(size * power)
    low, high = below / power, math.ceil(size * power) / power
    to_high, to_low = high - size, size - low
    up = to_high < to_low or (to_high == to_low and below % 2 == 1)
    return math.copysign(high if up else low, x)


def format_numbers(values: ArrayLike, digits: int = 7, nsmall: int = 0) -> list[str]:
    """Numbers in one common format and one common width, as R's `format`.

    Parameters
    ----------
    values
        Numbers of any shape, taken in C order.
    digits
        Significant digits that every number should at least show, as few decimals as possible.
    nsmall
        Least number of decimals, in fixed notation.

    Examples
    --------
    >>> format_numbers([24.13072, 6.965748, 25.98211], digits=2)
    ['24', ' 7', '26']
    >>> format_numbers([124.2132, 3.401781], digits=2, nsmall=2)
    ['124.21', '  3.40']
    """
    numbers = [float(v) for v in np.asarray(values, dtype=float).ravel()]
    parts = [_significant(v, digits) for v in numbers if math.isfinite(v)]
    notation = _notation(parts, nsmall) if parts else ""
    return align([_written(v, notation) for v in numbers])


def format_rounded(values: ArrayLike, decimals: int) -> list[str]:
    """Numbers rounded to `decimals` and written with as many, in one width: a table of rstanarm's.

    >>> format_rounded([251.4987, 6.596223], 1)
    ['251.5', '  6.6']
    """
    numbers = np.asarray(values, dtype=float).ravel()
    return format_numbers([round_decimals(float(v), decimals) for v in numbers], nsmall=decimals)


def align(cells: Sequence[str]) -> list[str]:
    """Texts padded on the left to the width of the widest."""
    width = max((len(c) for c in cells), default=0)
    return [c.rjust(width) for c in cells]


@dataclass(frozen=True, slots=True)
class _Significant:
    """A number in at most so many significant digits: its sign, power of ten, digits left and right of the point."""

    negative: bool
    power: int
    count: int
    left: int

    @property
    def right(self) -> int:
        return self.count - self.power - 1

    @property
    def fixed_left(self) -> int:
        return self.negative + max(self.left, 1)


def _significant(x: float, digits: int) -> _Significant:
    if x == 0:
        return _Significant(False, 0, 1, 1)
    mantissa, exponent = f"{abs(x):.{digits - 1}e}".split("e")
    power = int(exponent)
    count = len(mantissa.replace(".", "").rstrip("0"))
    return _Significant(x < 0, power, count, power + 1 - _widens(abs(x), power, digits))


def _widens(size: float, power: int, digits: int) -> bool:
    """Whether rounding to significant digits gave a power of ten that fixed notation would not reach."""
    decimals = min(max(digits - power, 0), _MOST_DECIMALS)
    return power > 0 and size < 10.0**power - 0.5 * 10.0**-decimals


def _notation(parts: Sequence[_Significant], nsmall: int) -> str:
    """Format specification: fixed or scientific, whichever is narrower for all numbers together."""
    decimals = min(max(0, *(p.right for p in parts)), _MOST_DECIMALS)
    whole = max(p.fixed_left for p in parts)
    fixed_width = whole + decimals + (decimals > 0)
    mantissa = max(p.count for p in parts) - 1
    long_power = any(p.power >= 100 or p.power < -99 for p in parts)
    width = any(p.negative for p in parts) + 1 + (mantissa > 0) + mantissa + (5 if long_power else 4)
    if fixed_width > width:
        return f"{width}.{mantissa}e"
    shown = max(decimals, nsmall)
    return f"{whole + shown + (shown > 0)}.{shown}f"


def _written(x: float, notation: str) -> str:
    return format(x + 0.0, notation) if math.isfinite(x) else _special(x)


def _special(x: float) -> str:
    return "NaN" if math.isnan(x) else ("Inf" if x > 0 else "-Inf")
