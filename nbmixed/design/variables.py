"""The variables of a formula in the data: evaluated, checked, coded as in training."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from nbmixed.design.dates import refuse_dates
from nbmixed.design.evaluate import Scope, evaluate
from nbmixed.design.fixed import Variable
from nbmixed.design.values import Array, ContrastChoice, Factor, Matrix, Value, as_factor, drop_unused, recode
from nbmixed.errors import DataError, listed
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_nodes import Expr
from nbmixed.spec.terms import Terms

_NUMBER = re.compile(r"[-+]?((\d{1,3}([, ]\d{3})+|\d+)([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?\s*%?")
_MOSTLY = 0.8  # of the levels


def training_variables(parts: Iterable[Terms], scope: Scope) -> dict[str, Variable]:
    """Every variable of the terms, with unused factor levels dropped.

    Raises
    ------
    DataError
        For values that are infinite or not numbers, and for constants other than 1.
    """
    found: dict[str, Variable] = {}
    for label, expr in _distinct(parts).items():
        value = as_variable(evaluate(expr, scope), label, scope.n)
        found[label] = drop_unused(value) if isinstance(value, Factor) else value
        _check_varies(found[label], label)
    return found


def numbers_as_text(parts: Iterable[Terms], variables: Mapping[str, Variable]) -> tuple[str, ...]:
    """Return a sentence for each variable that is text of which most reads as numbers, as a file with a stray word gives."""
    found = []
    for label in _distinct(parts):
        value = variables[label]
        if isinstance(value, Factor) and value.kind == "text" and _mostly_numbers(value.levels):
            other = [level for level in value.levels if not _is_number(level)]
            stray = f", but for {listed(other)}" if other else ""
            found.append(
                f"Column {label} holds numbers as text{stray}, and is taken as a factor of {len(value.levels)} levels: make it "
                f"numbers with pd.to_numeric(data[{label!r}]{', errors=' + repr('coerce') if other else ''}), or write "
                f"factor({label}) if levels are meant."
            )
    return tuple(found)


def _mostly_numbers(levels: Sequence[str]) -> bool:
    return len(levels) > 2 and sum(map(_is_number, levels)) >= _MOSTLY * len(levels)


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text.strip()) is not None


def unused_levels(terms: Terms, variables: Mapping[str, Variable], scope: Scope) -> tuple[str, ...]:
    """Return a sentence for each factor among the terms with levels that occur in no row."""
    factors = {label: v for label, v in _distinct([terms]).items() if isinstance(variables[label], Factor)}
    found = []
    for label, expr in factors.items():
        value, used = as_variable(evaluate(expr, scope), label, scope.n), variables[label]
        assert isinstance(value, Factor) and isinstance(used, Factor)
        if unused := [level for level in value.levels if level not in set(used.levels)]:
            found.append(f"Dropped levels of {label} that occur in no row: {listed(unused)}.")
    return tuple(found)


def new_variables(
    parts: Iterable[Terms], scope: Scope, levels: Mapping[str, tuple[str, ...]]
) -> dict[str, Variable]:
    """The same variables in new data, in terms of the levels of training.

    Raises
    ------
    DataError
        Naming a level that the data of the fit did not have.
    """
    found: dict[str, Variable] = {}
    for label, expr in _distinct(parts).items():
        value = as_variable(evaluate(expr, scope), label, scope.n)
        found[label] = _known_levels(value, label, levels[label]) if label in levels else value
    return found


def factor_levels(variables: Mapping[str, Variable]) -> dict[str, tuple[str, ...]]:
    """The levels of those variables that are factors."""
    return {label: v.levels for label, v in variables.items() if isinstance(v, Factor)}


def as_variable(value: Value, label: str, n: int) -> Variable:
    """A value as a predictor of N rows: truth values are factors, a single number is repeated."""
    if isinstance(value, Factor):
        refuse_dates(value, label)
        return value
    if isinstance(value, Matrix):
        _check_numbers(value.values, label)
        return value
    if isinstance(value, str | ContrastChoice) or value is None:
        raise DataError(f"{label} gives no values for the rows of the data.")
    array = np.asarray(value)
    if array.ndim == 2 and len(array) == n:
        return as_variable(Matrix(array, tuple(str(k + 1) for k in range(array.shape[1]))), label, n)
    if array.ndim == 0:
        array = np.full(n, array)
    if array.shape != (n,):
        raise DataError(f"{label} has {len(array)} values, but the data have {n} rows.")
    return as_factor(array) if array.dtype == np.bool_ else _check_numbers(array.astype(np.float64), label)


def numeric_vector(expr: Expr, scope: Scope) -> Array:
    """An expression as N numbers, for an offset or weights.

    Raises
    ------
    DataError
        When it gives a factor, several columns, or values that are not finite.
    """
    value = as_variable(evaluate(expr, scope), deparse(expr), scope.n)
    if isinstance(value, Factor | Matrix):
        raise DataError(f"{deparse(expr)} must be one column of numbers.")
    return value


def _distinct(parts: Iterable[Terms]) -> dict[str, Expr]:
    """The variables that occur in a term, by label; one that is only taken out is not looked at."""
    return {label: part.variables[label] for part in parts for term in part.terms for label in term}


def _check_numbers(values: Array, label: str) -> Array:
    undefined = np.count_nonzero(np.isnan(values))
    if undefined:
        raise DataError(
            f"{label} is not a number in {undefined} row(s); leave those rows out or change the formula."
        )
    infinite = np.count_nonzero(np.isinf(values))
    if infinite:
        raise DataError(f"{label} has infinite values in {infinite} row(s); remove or recode them.")
    return values


def _check_varies(value: Variable, label: str) -> None:
    if isinstance(value, Factor):
        if len(value.levels) < 2:
            raise DataError(
                f"{label} has a single level, {listed(value.levels)}; a factor needs at least two. "
                "Take it out of the formula."
            )
    elif not isinstance(value, Matrix) and value.min() == value.max() != 1:
        raise DataError(f"{label} is constant ({value[0]:g}); take it out of the formula.")


def _known_levels(value: Variable, label: str, levels: tuple[str, ...]) -> Factor:
    if isinstance(value, Matrix):
        raise DataError(f"{label} was a factor in the data of the fit; in newdata it is not.")
    coded = recode(as_factor(value), levels)
    if (coded.codes < 0).any():
        unknown = [level for level in drop_unused(as_factor(value)).levels if level not in levels]
        raise DataError(
            f"newdata has levels of {label} that the data of the fit did not have: {listed(unknown)}. "
            f"The levels are {listed(levels)}."
        )
    return coded
