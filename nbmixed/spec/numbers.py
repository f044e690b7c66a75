"""Numbers of priors, checked: one, or a sequence with one for each parameter."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from nbmixed.errors import PriorError

Numbers = float | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ByGroup:
    """Numbers of group-specific terms, by the name of their grouping factor."""

    values: tuple[tuple[str, float], ...]


TermNumbers = Numbers | ByGroup


def numbers(name: str, value: Any) -> Numbers:
    """A finite number, or a tuple of finite numbers."""
    if _is_number(value):
        return _finite(name, as_float(value))
    values = _floats(value)
    if values is None:
        raise PriorError(f"{name} = {reprlib.repr(value)} should be a number or a sequence of numbers.")
    if not values:
        raise PriorError(f"{name} is an empty sequence: give one number, or one for each coefficient.")
    return tuple(_finite(name, v) for v in values)


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, Real)


def _floats(value: Any) -> tuple[float, ...] | None:
    if isinstance(value, str | bytes):
        return None
    try:
        values = list(value)
        return None if any(isinstance(v, str | bytes) for v in values) else tuple(map(as_float, values))
    except (TypeError, ValueError):
        return None


def as_float(value: Any) -> float:
    """A number as a float; infinite where it is too large for one."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def truth(name: str, value: Any) -> bool:
    """True or False, also those of numpy, and 1 or 0."""
    if type(value).__name__ in ("bool", "bool_") or (isinstance(value, int) and value in (0, 1)):
        return bool(value)
    raise PriorError(f"{name} = {reprlib.repr(value)} is neither True nor False.")


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


def of_terms(name: str, value: Any) -> TermNumbers:
    """Return positive numbers: one, one for each group-specific term, or a mapping from grouping factors.

    >>> of_terms("scale", {"school": 2})
    ByGroup(values=(('school', 2.0),))
    """
    if isinstance(value, ByGroup):
        return value
    if isinstance(value, Mapping):
        if not value or not all(isinstance(group, str) for group in value):
            raise PriorError(f'{name} = {value!r} should name grouping factors, as in {{"school": 2}}.')
        return ByGroup(tuple((group, one_positive(f"{name}[{group!r}]", v)) for group, v in value.items()))
    checked = positive(name, value)
    if checked is None:
        raise PriorError(f"{name} = None cannot be filled in: give a positive number.")
    return checked
