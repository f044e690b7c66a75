"""What a fit remembers of its data, so that new data are coded alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from nbmixed.design.arguments import RowArgument, argument_names, check_offset, row_array, row_values
from nbmixed.design.evaluate import Scope, State
from nbmixed.design.fixed import Contrasts, model_matrix
from nbmixed.design.frame import Columns, ColumnType, to_pandas
from nbmixed.design.groups import GroupTerm, new_term
from nbmixed.design.response import Response, read_response
from nbmixed.design.rows import formula_names, new_frame
from nbmixed.design.smooths.build import Smooth
from nbmixed.design.values import Array, Value
from nbmixed.design.variables import new_variables, numeric_vector
from nbmixed.errors import DataError, SettingError
from nbmixed.spec.formula import Bar, Formula
from nbmixed.spec.formula_nodes import Number, names
from nbmixed.spec.terms import Terms


@dataclass(frozen=True, slots=True, eq=False)
class Coding:
    """The rules that training fixed.

    Attributes
    ----------
    formula
        With its bars in the order of `Design.groups`.
    terms
        The fixed part, with `.` resolved.
    family, link
        What the outcome is checked for.
    contrasts
        By factor, as given.
    keep
        Places of the columns of the fixed part that are in X.
    levels
        Of each factor among the variables.
    types
        How each column was read.
    state
        Bases, centres and breaks, by call.
    constants
        The user's variables that are not columns.
    offset, weights
        The arguments, when they were texts.
    smooths
        In the data of the fit.
    offset_by_row
        Whether the offset argument was an array, which new data cannot repeat.
    """

    formula: Formula
    terms: Terms
    family: str
    link: str
    contrasts: Contrasts
    keep: tuple[int, ...]
    levels: Mapping[str, tuple[str, ...]]
    types: Mapping[str, ColumnType]
    state: State
    constants: Mapping[str, Value]
    offset: str | None
    weights: str | None
    offset_by_row: bool
    smooths: tuple[Smooth, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class NewRows:
    """New data in the columns of a fit."""

    scope: Scope
    columns: Columns
    X: Array
    groups: tuple[GroupTerm, ...]
    offset: Array | None
    response: Response | None
    weights: Array | None
    notes: tuple[str, ...]


def code_rows(
    coding: Coding,
    trained: Sequence[GroupTerm],
    newdata: object,
    offset: RowArgument,
    chosen: Sequence[int],
) -> NewRows:
    """Code new data as the fit's were coded; `chosen` are the places of the group terms wanted.

    Raises
    ------
    DataError
        For missing values, unknown columns, or unseen levels of a predictor.
    """
    bars = [coding.formula.bars[k] for k in chosen]
    columns, scope = _new_scope(coding, newdata, offset, bars)
    variables = new_variables([coding.terms, *(bar.terms() for bar in bars)], scope, coding.levels)
    fixed = model_matrix(coding.terms, variables, scope.n, coding.contrasts).only(coding.keep)
    terms = [new_term(bar, trained[k], variables, scope) for k, bar in zip(chosen, bars, strict=True)]
    response, weights, outcome_notes = _new_response(coding, scope, columns)
    total = _new_offset(coding, scope, offset, columns.frame.index)
    X = beside(fixed.values, [smooth.at(scope) for smooth in coding.smooths])
    return NewRows(scope, columns, X, tuple(terms), total, response, weights, outcome_notes)


def beside(X: Array, smooths: Sequence[Sequence[Array]]) -> Array:
    """Columns of the fixed part and, after them, those of smooths, given as their blocks."""
    return np.column_stack([X, *(block for blocks in smooths for block in blocks)]) if smooths else X


def _new_scope(
    coding: Coding, newdata: object, offset: RowArgument, bars: Sequence[Bar]
) -> tuple[Columns, Scope]:
    given = to_pandas(newdata)
    part = replace(coding.formula, response=None, bars=tuple(bars))
    text = _offset_text(coding, offset)
    needed = [*formula_names(part, coding.terms), *argument_names([text], list(given.columns))]
    frame = new_frame(given, needed, coding.constants, coding.types)
    columns = Columns(frame, coding.types, _groups_alone(coding))
    state = {call: dict(held) for call, held in coding.state.items()}
    return columns, Scope(columns, len(columns.frame), coding.constants, state)


def _groups_alone(coding: Coding) -> frozenset[str]:
    """Columns that do nothing but name groups."""
    formula = coding.formula
    ungrouped = replace(formula, bars=tuple(Bar(bar.lhs, Number("1")) for bar in formula.bars))
    used = [*formula_names(ungrouped, coding.terms), *(n for call in formula.smooths for n in names(call))]
    texts = argument_names([coding.offset, coding.weights], list(coding.types))
    return frozenset(formula.grouping_variables) - {*used, *texts}


def _offset_text(coding: Coding, offset: RowArgument) -> RowArgument:
    return coding.offset if offset is None else offset


def _new_offset(coding: Coding, scope: Scope, offset: RowArgument, rows: pd.Index[Any]) -> Array | None:
    argument = _offset_text(coding, offset)
    if argument is None and coding.offset_by_row:
        raise SettingError(
            "The model was fitted with an array as offset, which newdata cannot have: give offset= with a number for each "
            "row of newdata, or 0."
        )
    return total_offset(
        coding.formula, scope, row_values(argument, row_array(argument, "offset", rows), scope)
    )


def total_offset(formula: Formula, scope: Scope, argument: Array | None) -> Array | None:
    """The offsets of the formula and of the argument together; None when there are none."""
    parts = [numeric_vector(expr, scope) for expr in formula.offsets]
    parts += [] if argument is None else [argument]
    return check_offset(sum(parts[1:], parts[0])) if parts else None


def _new_response(
    coding: Coding, scope: Scope, columns: Columns
) -> tuple[Response | None, Array | None, tuple[str, ...]]:
    """The outcome when newdata have a usable one; prediction does not need it."""
    if not _complete(names(coding.formula.response), columns, coding.constants):
        return None, None, ()
    try:
        return *read_response(coding.formula, scope, coding.family, _new_weights(coding, scope, columns)), ()
    except DataError as error:
        return None, None, (f"The outcome in newdata is not used: {error}",)


def _new_weights(coding: Coding, scope: Scope, columns: Columns) -> Array | None:
    used = argument_names([coding.weights], list(columns))
    return row_values(coding.weights, None, scope) if _complete(used, columns, coding.constants) else None


def _complete(used: Sequence[str], columns: Columns, constants: Mapping[str, Value]) -> bool:
    return all(
        name in constants or (name in columns and not columns.frame[name].isna().any()) for name in used
    )
