"""Evaluate an expression of a formula: arithmetic, comparisons, known functions; nothing else."""

from __future__ import annotations

import inspect
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from nbmixed.design.bases import BASES
from nbmixed.design.contrasts import CALLS
from nbmixed.design.dates import refuse_dates
from nbmixed.design.factors import FACTORS
from nbmixed.design.transforms import PLAIN
from nbmixed.design.values import ContrastChoice, Factor, Matrix, Value
from nbmixed.errors import DataError, FormulaError, listed, nearest
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_functions import CONTRASTS, SHORT_CONTRASTS, bare
from nbmixed.spec.formula_nodes import Binary, Call, Expr, Name, Number, Paren, Text, Unary

State = dict[str, dict[str, Any]]
STATEFUL = {**BASES, **FACTORS}
STATELESS = {**PLAIN, **CALLS}

MAKE_FACTORS = FACTORS.keys() - {"as.numeric", "as.integer"}
_CONSTANTS: dict[str, Value] = {
    "TRUE": True,
    "FALSE": False,
    "NULL": None,
    "NA": math.nan,
    "NaN": math.nan,
    "Inf": math.inf,
    **{name: name for name in CONTRASTS},
}
VARIABLES: dict[str, Value] = {"T": True, "F": False, "pi": math.pi}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": np.true_divide,
    "^": np.power,
    "%%": np.mod,
    "%/%": np.floor_divide,
}
_COMPARISON: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_LOGIC: dict[str, Callable[[Any, Any], Any]] = {
    "&": np.logical_and,
    "&&": np.logical_and,
    "|": np.logical_or,
    "||": np.logical_or,
}


@dataclass(slots=True)
class Scope:
    """Where names are looked up, and what the data of the fit fixed.

    Attributes
    ----------
    columns
        The data, row for row.
    n
        Number of rows.
    constants
        The user's variables that are not columns.
    state
        Bases, summaries and levels by call; filled while training, read for new data.
    """

    columns: Mapping[str, Value]
    n: int
    constants: Mapping[str, Value] = field(default_factory=dict)
    state: State = field(default_factory=dict)


def evaluate(expr: Expr, scope: Scope) -> Value:
    """The value of an expression in the data.

    Raises
    ------
    DataError
        For an unknown column, or a factor where numbers are needed.
    FormulaError
        For an operator or arguments that have no meaning.
    """
    match expr:
        case Paren(inner=inner):
            return evaluate(inner, scope)
        case Unary():
            return _unary(expr, scope)
        case Binary():
            return _binary(expr, scope)
        case Call():
            return _call(expr, scope)
    return _leaf(expr, scope)


def _leaf(expr: Number | Text | Name, scope: Scope) -> Value:
    if isinstance(expr, Name):
        return _looked_up(expr.name, scope)
    if isinstance(expr, Text):
        return expr.text
    if expr.text in _CONSTANTS:
        return _CONSTANTS[expr.text]
    return expr.text if expr.text in SHORT_CONTRASTS else float(expr.text.rstrip("L"))


def _looked_up(name: str, scope: Scope) -> Value:
    if name in scope.columns:
        return scope.columns[name]
    if name in scope.constants:
        return scope.constants[name]
    if name in VARIABLES:
        return VARIABLES[name]
    raise DataError(f"The data have no column {name!r}.{nearest(name, [*scope.columns, *scope.constants])}")


def _unary(expr: Unary, scope: Scope) -> Value:
    value = _number(evaluate(expr.operand, scope), expr.operand)
    if expr.op == "-":
        return _kept(-np.asarray(value, dtype=np.float64))
    return _kept(np.logical_not(value)) if expr.op == "!" else _kept(np.asarray(value))


def _binary(expr: Binary, scope: Scope) -> Value:
    left, right = evaluate(expr.left, scope), evaluate(expr.right, scope)
    if expr.op in _COMPARISON:
        return _compared(expr, left, right)
    if expr.op in _ARITHMETIC:
        function, kind = _ARITHMETIC[expr.op], float
    elif expr.op in _LOGIC:
        function, kind = _LOGIC[expr.op], bool
    else:
        raise FormulaError(f"{expr.op} has no meaning inside {deparse(expr)}.")
    a = np.asarray(_number(left, expr.left), dtype=kind)
    b = np.asarray(_number(right, expr.right), dtype=kind)
    _same_length(expr, a, b)
    with np.errstate(all="ignore"):
        return _kept(function(a, b))


def _compared(expr: Binary, left: Value, right: Value) -> Value:
    a, b = _comparable(left, expr.left), _comparable(right, expr.right)
    if (a.dtype.kind == "O") != (b.dtype.kind == "O"):
        raise DataError(f"{deparse(expr)} compares text with numbers.")
    _same_length(expr, a, b)
    return _kept(np.asarray(_COMPARISON[expr.op](a, b), dtype=np.bool_))


def _comparable(value: Value, expr: Expr) -> Any:
    if isinstance(value, Factor):
        labels = np.array(value.levels, dtype=object)
        return labels[value.codes]
    return np.asarray(value, dtype=object) if isinstance(value, str) else np.asarray(_number(value, expr))


def _number(value: Value, expr: Expr) -> Any:
    if isinstance(value, Matrix):
        return value.values
    if isinstance(value, Factor):
        refuse_dates(value, deparse(expr))
    if isinstance(value, Factor | ContrastChoice | str) or value is None:
        raise DataError(f"{deparse(expr)} is not numeric, but numbers are needed there.")
    return value


def _same_length(expr: Expr, a: Any, b: Any) -> None:
    if a.ndim and b.ndim and a.shape != b.shape:
        raise DataError(f"{deparse(expr)} joins {a.shape[0]} values with {b.shape[0]}; lengths must agree.")


def _kept(value: Any) -> Value:
    result: Value = value if value.ndim else value.item()
    return result


def _call(expr: Call, scope: Scope) -> Value:
    function = bare(expr.function)
    if function not in STATEFUL and function not in STATELESS:
        raise FormulaError(f"{function}() cannot stand inside another expression: add it with +.")
    positional, named = _arguments(expr, scope)
    if function not in MAKE_FACTORS:
        _refuse_dates(expr, positional)
    call: Callable[..., Value] = STATELESS[function] if function in STATELESS else STATEFUL[function]
    if function in STATEFUL:
        call = partial(call, scope.state.setdefault(deparse(expr), {}))
    _check_arguments(expr, call, positional, named)
    try:
        with np.errstate(all="ignore"):
            return call(*positional, **named)
    except _FAILURES as error:
        raise FormulaError(f"{deparse(expr)} cannot be computed: {_reason(error)}.") from None


_FAILURES = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, MemoryError)
"""What functions of numpy and formulaic raise for arguments that they cannot take."""


def _reason(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__


def _check_arguments(
    expr: Call, call: Callable[..., Value], positional: list[Any], named: dict[str, Any]
) -> None:
    """Refuse arguments that a function does not have, by its name in R."""
    signature = inspect.signature(call)
    try:
        signature.bind(*positional, **named)
    except TypeError:
        known = [name.replace("_", ".") for name in signature.parameters if name != "names"]
        given = [a.name for a in expr.arguments if a.name and a.name not in known]
        what = f"has no argument {given[0]!r}" if given else f"cannot take {len(expr.arguments)} arguments so"
        hint = nearest(given[0], known) if given else ""
        raise FormulaError(
            f"{bare(expr.function)}() {what}{'.' if hint else ':'}{hint or f' its arguments are {listed(known)}.'}"
        ) from None


def _refuse_dates(expr: Call, positional: list[Any]) -> None:
    unnamed = [argument for argument in expr.arguments if not argument.name]
    for argument, value in zip(unnamed, positional, strict=True):
        if isinstance(value, Factor):
            refuse_dates(value, deparse(argument.value))


def _arguments(expr: Call, scope: Scope) -> tuple[list[Any], dict[str, Any]]:
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for argument in expr.arguments:
        value = evaluate(argument.value, scope)
        if argument.name:
            named[argument.name.replace(".", "_")] = value
        else:
            positional.append(value)
    if bare(expr.function) == "cbind":
        named["names"] = [deparse(a.value) if isinstance(a.value, Name) else "" for a in expr.arguments]
    return positional, named
