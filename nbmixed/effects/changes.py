"""What is compared for one variable: rows with a low value, and the same rows with a high one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.frame import require_columns
from nbmixed.design.values import label
from nbmixed.effects.pairs import METHODS, named_pairs
from nbmixed.effects.variables import ModelVariable, find
from nbmixed.errors import DataError, SettingError, listed, nearest

Variables = str | Sequence[str] | Mapping[str, Any]
_SPREADS: dict[str, Callable[[pd.Series[Any]], tuple[float, float]]] = {
    "iqr": lambda x: (float(x.quantile(0.25)), float(x.quantile(0.75))),
    "minmax": lambda x: (float(x.min()), float(x.max())),
}
_STEPS = {"sd": 1.0, "2sd": 2.0}


@dataclass(frozen=True, slots=True)
class Change:
    """Another value of a variable: `value` itself, or with `step` the row's own plus `value`."""

    value: Any
    step: bool = False

    def apply(self, variable: ModelVariable, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows with the other value."""
        if self.step:
            require_columns([variable.name], map(str, rows.columns), "newdata has")
            return rows.assign(**{variable.name: rows[variable.name] + self.value})
        column = variable.as_column([self.value] * len(rows), rows.index)
        return rows.assign(**{variable.name: column})


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """Two changes of a variable that are compared, and what to call them."""

    variable: ModelVariable
    low: Change
    high: Change

    def told(self, sign: str) -> str:
        """The comparison as text, with the sign between what is compared."""
        if self.high.step:
            return f"{'-' if self.high.value < 0 else '+'}{_short(abs(self.high.value))}"
        return f"{_short(self.high.value)} {sign} {_short(self.low.value)}"

    @property
    def zero_one(self) -> bool:
        """Whether a variable that is 0 or 1 goes from the one to the other."""
        return _zero_one(self.variable) and (self.low, self.high) == (Change(0), Change(1))


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else label(value)


def contrasts(wanted: Variables, variables: dict[str, ModelVariable]) -> list[Contrast]:
    """The contrasts that are asked for, variable by variable.

    Raises
    ------
    SettingError
        For a variable that the model does not have, or something that is no contrast of it.
    """
    asked = (
        wanted
        if isinstance(wanted, Mapping)
        else dict.fromkeys([wanted] if isinstance(wanted, str) else wanted)
    )
    if not asked:
        raise SettingError(f"variables must name at least one variable of the model: {listed(variables)}.")
    return [c for name, how in asked.items() for c in _contrasts(find(name, variables), how)]


def _contrasts(variable: ModelVariable, how: Any) -> list[Contrast]:
    if isinstance(how, list | tuple | np.ndarray):
        low, high = _two(variable, how)
        return [Contrast(variable, Change(low), Change(high))]
    if how is None and _zero_one(variable):
        return [Contrast(variable, Change(0), Change(1))]
    if variable.kind == "numeric":
        return [_numeric(variable, 1 if how is None else how)]
    return _of_levels(variable, METHODS[0] if how is None else how)


def _zero_one(variable: ModelVariable) -> bool:
    """Whether a numeric variable says no or yes: 0 and 1, and nothing else, occur."""
    return variable.kind == "numeric" and set(variable.column.unique()) == {0, 1}


def _two(variable: ModelVariable, given: Sequence[Any] | NDArray[Any]) -> list[Any]:
    if len(given) != 2:
        raise SettingError(
            f"A comparison of {variable.name!r} is of two values, (low, high), not {len(given)}."
        )
    return variable.read(given)


def _numeric(variable: ModelVariable, how: Any) -> Contrast:
    if isinstance(how, str) and how in _SPREADS:
        low, high = _SPREADS[how](variable.column)
        return Contrast(variable, Change(low), Change(high))
    if isinstance(how, str) and how in _STEPS:
        step = _STEPS[how] * float(variable.column.std())
        return Contrast(variable, Change(0.0, step=True), Change(step, step=True))
    if isinstance(how, str):
        known = [*_STEPS, *_SPREADS]
        raise SettingError(
            f"{variable.name!r} is numeric: compare a step such as 1, a pair (low, high), or one of {listed(known)}, "
            f"not {how!r}.{nearest(how, known)}"
        )
    try:
        (step,) = variable.read([how])
    except DataError as error:
        raise SettingError(f"A step of {variable.name!r} must be a number: {error}") from None
    return Contrast(variable, Change(0.0, step=True), Change(step, step=True))


def _of_levels(variable: ModelVariable, how: Any) -> list[Contrast]:
    levels = variable.levels
    if len(levels) < 2:
        raise DataError(f"{variable.name!r} has one value in the data of the fit; give a pair (low, high).")
    if not isinstance(how, str):
        raise SettingError(
            f"{variable.name!r} has levels: compare two, as in ({label(levels[0])!r}, {label(levels[1])!r}), or by one of "
            f"{listed(METHODS)}, not {how!r}."
        )
    pairs = named_pairs(how, len(levels))
    return [Contrast(variable, Change(levels[low]), Change(levels[high])) for low, high in pairs]
