"""Numbers as a paper writes them: as many decimals as their uncertainty deserves."""

from __future__ import annotations

import math

from nbmixed.fit.reported import Estimate

_MOST = 6


def decimals(estimate: Estimate) -> int:
    """Decimals that leave two digits of the posterior's spread.

    >>> decimals(Estimate("population", "coef", "x", 10.468, 1.66, 7.2, 13.8))
    1
    """
    spread = estimate.mad_sd or (estimate.high - estimate.low) / 4
    if not math.isfinite(spread) or spread <= 0:
        return 2
    return min(max(1 - math.floor(math.log10(spread)), 0), _MOST)


def number(value: float, digits: int) -> str:
    """A number with so many decimals; no minus before a zero.

    >>> number(-0.004, 2), number(1234.5, 1)
    ('0.00', '1234.5')
    """
    if not math.isfinite(value):
        return "NA"
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def interval(estimate: Estimate, digits: int | None = None) -> str:
    """The ends of an interval in brackets."""
    shown = decimals(estimate) if digits is None else digits
    return f"[{number(estimate.low, shown)}, {number(estimate.high, shown)}]"


def point(estimate: Estimate, digits: int | None = None) -> str:
    """The median."""
    return number(estimate.median, decimals(estimate) if digits is None else digits)


def percent(prob: float) -> str:
    """A probability in percent.

    >>> percent(0.9), percent(0.955)
    ('90%', '95.5%')
    """
    return f"{100 * prob:.4g}%"
