"""Numbers of priors, checked: one, or a sequence with one for each parameter."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

from nbmixed.errors import PriorError

Numbers = float | tuple[float, ...]


def numbers(name: str, value: Any) -> Numbers:
    """A finite number, or a tuple of finite numbers."""
    if _is_number(value):
        return _finite(name, float(value))
    values = _floats(value)
    if values is None:
        raise PriorError(f"{name} = {value!r} should be a number or a sequence of numbers.")
    if not values:
        raise PriorError(f"{name} is an empty sequence: give one number, or one for each coefficient.")
    return tuple(_finite(name, v) for v in values)


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, Real)


def _floats(value: Any) -> tuple[float, ...] | None:
    if isinstance(value, str):
        return None
    try:
        return tuple(map(float, value))
    except (TypeError, ValueError):
        return None


def _finite(name: str, value: float) -> float:
    if not math.isfinite(value):
        raise PriorError(f"{name} = {value!r} should be finite; a flat prior is None.")
    return value


def positive(name: str, value: Any) -> Numbers | None:
    """Positive numbers; None stays None."""
    if value is None:
        return None
    checked = numbers(name, value)
    if any(not v > 0 for v in (checked if isinstance(checked, tuple) else (checked,))):
        raise PriorError(f"{name} = {value!r} should be positive.")
    return checked


def one_positive(name: str, value: Any) -> float:
    """One positive number."""
    checked = positive(name, value)
    if not isinstance(checked, float):
        raise PriorError(f"{name} = {value!r} should be one positive number.")
    return checked
