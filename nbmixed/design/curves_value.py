"""Values of a curve and their derivatives, from its code (forward mode: one derivative a parameter)."""

# ruff: noqa: ARG005 - derivatives share one signature, and so do pushes

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from scipy import special

from nbmixed.design.curves_code import BINARY, COLUMN, CONSTANT, FUNCTIONS, NEGATIVE, PARAMETER, SQUARE, Code
from nbmixed.design.values import Array

Dual: TypeAlias = tuple[
    Array, dict[int, Array]
]  # a value and its derivatives by parameter; absent ones are 0
_UNARY: dict[int, tuple[Callable[[Array], Array], Callable[[Array, Array], Array]]] = {
    NEGATIVE: (np.negative, lambda x, v: -np.ones_like(v)),
    SQUARE: (np.square, lambda x, v: 2 * x),
    FUNCTIONS["exp"]: (np.exp, lambda x, v: v),
    FUNCTIONS["log"]: (np.log, lambda x, v: 1 / x),
    FUNCTIONS["sqrt"]: (np.sqrt, lambda x, v: 0.5 / v),
    FUNCTIONS["log1p"]: (np.log1p, lambda x, v: 1 / (1 + x)),
    FUNCTIONS["expm1"]: (np.expm1, lambda x, v: v + 1),
    FUNCTIONS["plogis"]: (special.expit, lambda x, v: v * special.expit(-x)),
    FUNCTIONS["qlogis"]: (special.logit, lambda x, v: 1 / (x * (1 - x))),
    FUNCTIONS["pnorm"]: (special.ndtr, lambda x, v: np.exp(-0.5 * x**2) / np.sqrt(2 * np.pi)),
    FUNCTIONS["sin"]: (np.sin, lambda x, v: np.cos(x)),
    FUNCTIONS["cos"]: (np.cos, lambda x, v: -np.sin(x)),
    FUNCTIONS["tan"]: (np.tan, lambda x, v: 1 + v**2),
    FUNCTIONS["asin"]: (np.arcsin, lambda x, v: 1 / np.sqrt(1 - x**2)),
    FUNCTIONS["acos"]: (np.arccos, lambda x, v: -1 / np.sqrt(1 - x**2)),
    FUNCTIONS["atan"]: (np.arctan, lambda x, v: 1 / (1 + x**2)),
    FUNCTIONS["sinh"]: (np.sinh, lambda x, v: np.cosh(x)),
    FUNCTIONS["cosh"]: (np.cosh, lambda x, v: np.sinh(x)),
    FUNCTIONS["tanh"]: (np.tanh, lambda x, v: 1 - v**2),
    FUNCTIONS["abs"]: (np.abs, lambda x, v: np.sign(x)),
    FUNCTIONS["log2"]: (np.log2, lambda x, v: 1 / (x * np.log(2))),
    FUNCTIONS["log10"]: (np.log10, lambda x, v: 1 / (x * np.log(10))),
}
_ARITHMETIC: dict[int, Callable[[Array, Array], Array]] = {
    BINARY["+"]: np.add,
    BINARY["-"]: np.subtract,
    BINARY["*"]: np.multiply,
    BINARY["/"]: np.divide,
    BINARY["^"]: np.power,
}


def curve_value(code: Code, columns: Array, phi: Sequence[Array]) -> Array:
    """Values of the curve.

    Parameters
    ----------
    columns
        The code's columns, shape (C, N).
    phi
        One array for each parameter, of shapes that broadcast with (N,): ``(N,)``, ``(draws, N)``, ``(draws, 1)``.

    Returns
    -------
    The curve, of the shape that all broadcast to; not a number, or infinite, where it has no value.

    Examples
    --------
    >>> from nbmixed.design.curves_code import compile_curve
    >>> from nbmixed.spec.formula_parse import parse_expression
    >>> curve_value(compile_curve(parse_expression("a^2 * x"), ["a"]), np.array([[1.0, 2.0]]), [np.array(3.0)])
    array([ 9., 18.])
    """
    stack: list[Array] = []
    with np.errstate(all="ignore"):
        for op, arg in zip(code.op, code.arg, strict=True):
            if op in _PUSHED:
                stack.append(_PUSHED[op](code, columns, phi, arg))
            elif op in _UNARY:
                stack.append(_UNARY[op][0](stack.pop()))
            else:
                right = stack.pop()
                stack.append(_ARITHMETIC[op](stack.pop(), right))
    return _filled(stack[0], columns, phi)


def curve_gradient(code: Code, columns: Array, phi: Sequence[Array]) -> tuple[Array, Array]:
    """Values as `curve_value`, and derivatives for each parameter, shape (parameters, ...)."""
    stack: list[Dual] = []
    with np.errstate(all="ignore"):
        for op, arg in zip(code.op, code.arg, strict=True):
            if op in _PUSHED:
                own = {arg: np.ones(1)} if op == PARAMETER else {}
                stack.append((_PUSHED[op](code, columns, phi, arg), own))
            elif op in _UNARY:
                stack.append(_chained(op, stack.pop()))
            else:
                right = stack.pop()
                stack.append(_joined(op, stack.pop(), right))
    value = _filled(stack[0][0], columns, phi)
    derivatives = [
        np.broadcast_to(stack[0][1].get(k, np.zeros(1)), value.shape) for k in range(len(code.parameters))
    ]
    return value, np.array(derivatives)


def _chained(op: int, operand: Dual) -> Dual:
    function, derivative = _UNARY[op]
    x, slopes = operand
    value = function(x)
    return value, {k: d * derivative(x, value) for k, d in slopes.items()}


def _joined(op: int, left: Dual, right: Dual) -> Dual:
    (a, da), (b, db) = left, right
    value = _ARITHMETIC[op](a, b)
    first, second = _partial(op, a, b, value, bool(da), bool(db))
    slopes = {k: d * first for k, d in da.items()}
    for k, d in db.items():
        slopes[k] = slopes[k] + d * second if k in slopes else d * second
    return value, slopes


def _partial(op: int, a: Array, b: Array, value: Array, left: bool, right: bool) -> tuple[Array, Array]:
    """Derivatives of `a op b` for a and for b, as far as they are needed."""
    one, none = np.ones(1), np.zeros(1)
    if op == BINARY["+"]:
        return one, one
    if op == BINARY["-"]:
        return one, -one
    if op == BINARY["*"]:
        return b, a
    if op == BINARY["/"]:
        return 1 / b, -value / b
    return (
        b * np.power(a, b - 1) if left else none,
        np.where(a == 0, 0.0, value * np.log(np.where(a == 0, 1.0, a))) if right else none,
    )


def _filled(value: Array, columns: Array, phi: Sequence[Array]) -> Array:
    """The value in full shape, where the curve itself is shorter."""
    shape = np.broadcast_shapes(value.shape, columns.shape[1:], *(p.shape for p in phi))
    return np.ascontiguousarray(np.broadcast_to(value, shape))


_PUSHED: dict[int, Callable[[Code, Array, Sequence[Array], int], Array]] = {
    CONSTANT: lambda code, columns, phi, k: np.array([code.constants[k]]),
    COLUMN: lambda code, columns, phi, k: columns[k],
    PARAMETER: lambda code, columns, phi, k: np.asarray(phi[k]),
}
