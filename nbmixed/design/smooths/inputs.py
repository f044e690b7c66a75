"""The variables of a smooth in the data: numbers where numbers are needed, factors with known levels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.evaluate import Scope, evaluate
from nbmixed.design.fixed import Variable
from nbmixed.design.smooths.basis import Columns
from nbmixed.design.values import Array, Factor, Matrix, as_factor, drop_unused, recode
from nbmixed.design.variables import as_variable
from nbmixed.errors import DataError, listed
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_nodes import Expr
from nbmixed.spec.smooth import SmoothSpec


def smooth_variables(spec: SmoothSpec, scope: Scope) -> tuple[Variable, ...]:
    """The variables of a smooth, (N,) each.

    Raises
    ------
    DataError
        For an unknown column, values that are not finite, or several columns in one.
    """
    return tuple(_one_column(v, scope) for v in spec.variables)


def by_variable(spec: SmoothSpec, scope: Scope) -> Variable | None:
    """What the smooth is multiplied by; truth values are numbers here, as in mgcv."""
    if spec.by is None:
        return None
    value = _one_column(spec.by, scope)
    if isinstance(value, Factor) and value.kind == "logical":
        return value.codes.astype(np.float64)
    return value


def numeric_columns(spec: SmoothSpec, values: Sequence[Variable]) -> Columns:
    """Every variable as numbers.

    Raises
    ------
    DataError
        For a smooth of a factor.
    """
    for expr, value in zip(spec.variables, values, strict=True):
        if isinstance(value, Factor):
            label = deparse(expr)
            raise DataError(
                f"{label} in {spec.written} is a factor, but a smooth needs numbers: write (1 | {label}), "
                f's({label}, bs = "re"), or by = {label} in a smooth of a number.'
            )
    return tuple(np.asarray(v, dtype=np.float64) for v in values if not isinstance(v, Factor | Matrix))


def training_factor(value: Factor, label: str) -> Factor:
    """The factor with the levels that occur, of which there must be two."""
    factor = drop_unused(value)
    if len(factor.levels) < 2:
        raise DataError(f"{label} has a single level, {listed(factor.levels)}; a factor needs at least two.")
    return factor


def known_codes(value: Variable, levels: tuple[str, ...], label: str) -> NDArray[np.int64]:
    """(N,) places of each row's level among those of training.

    Raises
    ------
    DataError
        For a level that the data of the fit did not have: there is no smooth for it.
    """
    if isinstance(value, Matrix):
        raise DataError(f"{label} was a factor in the data of the fit; in newdata it is not.")
    factor = as_factor(value)
    codes = recode(factor, levels).codes
    if (codes < 0).any():
        unknown = [level for level in drop_unused(factor).levels if level not in levels]
        raise DataError(
            f"newdata has levels of {label} that the data of the fit did not have: {listed(unknown)}. "
            f"The levels are {listed(levels)}."
        )
    return codes


def as_numbers(value: Variable, label: str) -> Array:
    """A variable that was numeric in training, as numbers."""
    if isinstance(value, Factor | Matrix):
        raise DataError(f"{label} was numeric in the data of the fit; in newdata it is text or a factor.")
    return value


def _one_column(expr: Expr, scope: Scope) -> Variable:
    value = as_variable(evaluate(expr, scope), deparse(expr), scope.n)
    if isinstance(value, Matrix):
        raise DataError(f"{deparse(expr)} has {value.values.shape[1]} columns, but a smooth takes one each.")
    return value
