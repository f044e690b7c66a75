"""Expressions over parameters of a fit, evaluated in each draw: arithmetic and a few functions, nothing else."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from nbmixed.errors import SettingError, listed
from nbmixed.fit.draws import Posterior
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_nodes import Binary, Call, Expr, Name, Number, Paren, Text, Unary, children

Floats = NDArray[np.float64]
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": np.true_divide,
    "^": np.power,
}
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "abs": np.abs,
    "exp": np.exp,
    "log": np.log,
    "plogis": special.expit,
    "qlogis": special.logit,
    "sqrt": np.sqrt,
}


def parameters_in(expr: Expr, posterior: Posterior) -> dict[str, Floats]:
    """Draws of the parameters that an expression names, each of shape (draws,).

    Raises
    ------
    SettingError
        For a name that is no parameter, with the nearest one.
    """
    wanted = _wanted(expr, frozenset(posterior.names))
    values = posterior.array(wanted).reshape(posterior.size, len(wanted))
    return dict(zip(wanted, values.T, strict=True))


def evaluate(expr: Expr, parameters: Mapping[str, Floats]) -> Floats:
    """The value of an expression in each draw, shape (draws,); nan or inf where it has none.

    A part that is written as the name of a parameter is that parameter: `mom_hs:mom_iq`, `(Intercept)`, `log(x)`.

    Raises
    ------
    SettingError
        For what is neither arithmetic nor one of `FUNCTIONS`.
    """
    if _name(expr) in parameters:
        return parameters[_name(expr)]
    with np.errstate(all="ignore"):
        match expr:
            case Number():
                return np.asarray(_number(expr))
            case Paren(inner=inner):
                return evaluate(inner, parameters)
            case Unary(op="-" | "+", operand=operand):
                value = evaluate(operand, parameters)
                return -value if expr.op == "-" else value
            case Binary(op=op, left=left, right=right) if op in _ARITHMETIC:
                return np.asarray(_ARITHMETIC[op](evaluate(left, parameters), evaluate(right, parameters)))
            case Call(function=function, arguments=(only,)) if function in FUNCTIONS and not only.name:
                return np.asarray(FUNCTIONS[function](evaluate(only.value, parameters)))
    raise SettingError(
        f"{deparse(expr)!r} is neither a parameter nor arithmetic of parameters; of functions there are {listed(FUNCTIONS)}."
    )


def _wanted(expr: Expr, known: frozenset[str]) -> list[str]:
    """Names of parameters, each once; those of parts of a parameter's name do not count."""
    if _name(expr) in known or isinstance(expr, Name | Text):
        return [_name(expr)]
    return list(dict.fromkeys(name for part in children(expr) for name in _wanted(part, known)))


def _name(expr: Expr) -> str:
    """The parameter that an expression would be: a name, back-ticked or quoted, or the text itself."""
    match expr:
        case Name(name=name):
            return name
        case Text(text=text):
            return text
    return deparse(expr)


def _number(expr: Number) -> float:
    try:
        return float(expr.text.rstrip("L"))
    except ValueError:
        raise SettingError(f"{expr.text} is no number that a hypothesis can use.") from None
