"""Which names of a curve are parameters, and which columns or variables."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from numbers import Real

import numpy as np

from nbmixed.design.evaluate import VARIABLES
from nbmixed.errors import DataError, FormulaError
from nbmixed.spec.curve import CurveFormula
from nbmixed.spec.curve_functions import CURVES
from nbmixed.spec.formula_nodes import Expr, Name, names

_NEAR = 0.75


def curve_parameters(
    formula: CurveFormula, columns: Sequence[str], env: Mapping[str, object]
) -> tuple[str, ...]:
    """The parameters of a curve, in order.

    Those of a self-starting function stand in its own places. In an expression every name of the third part is one,
    and so is every other name that is neither a column nor one of the user's variables.

    Raises
    ------
    DataError
        Where a name could be either: a parameter with the name of a column, a name much like a column's.
    """
    if formula.function:
        given, curve = formula.arguments, CURVES[formula.function]
        return tuple(n.name for p in curve.parameters if isinstance(n := given[p], Name))
    refuse_columns(formula.declared, columns)
    found = free_names(formula.curve, formula.declared, columns, env)
    for name in found:
        if name not in formula.declared:
            _refuse_misspelt(name, columns)
    if not found:
        raise FormulaError(
            "The curve has no parameters, for all of its names are columns or variables: name what is to be estimated."
        )
    return found


def free_names(
    curve: Expr, declared: Sequence[str], columns: Sequence[str], env: Mapping[str, object]
) -> tuple[str, ...]:
    """Names of an expression that are declared, or neither columns nor variables with numbers."""
    return tuple(n for n in names(curve) if n in declared or _is_free(n, columns, env))


def refuse_columns(declared: Sequence[str], columns: Sequence[str]) -> None:
    """Refuse parameters that have the name of a column.

    Raises
    ------
    DataError
    """
    for name in declared:
        if name in columns:
            raise DataError(
                f"{name!r} is a parameter of the curve and a column of the data: rename the parameter, or leave the column out."
            )


def _is_free(name: str, columns: Sequence[str], env: Mapping[str, object]) -> bool:
    if name in columns or name in VARIABLES:
        return False
    value = env.get(name)
    return not isinstance(value, Real | np.ndarray | list | tuple) and not hasattr(value, "to_numpy")


def _refuse_misspelt(name: str, columns: Sequence[str]) -> None:
    near = difflib.get_close_matches(name.lower(), [c.lower() for c in columns], n=1, cutoff=_NEAR)
    if near and len(name) > 1:
        column = next(c for c in columns if c.lower() == near[0])
        raise DataError(
            f"The data have no column {name!r}. Did you mean {column!r}? For a parameter of that name write ({name} ~ 1) in "
            "the third part of the formula."
        )
