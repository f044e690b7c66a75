"""The functions of `nbmixed.spec.formula_functions` that need only their arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from nbmixed.design.bounds import whole
from nbmixed.design.values import Array, Factor, Matrix, Value


def numbers(x: Any) -> Array:
    """Numbers, of one column or several; factors and text are refused."""
    if isinstance(x, Matrix):
        return x.values
    if isinstance(x, Factor | str) or x is None:
        raise TypeError("numbers are needed, not a factor or text")
    return np.asarray(x, dtype=np.float64)


def _float64(values: Any) -> Array:
    array: Array = np.asarray(values, dtype=np.float64)
    return array


def _elementwise(function: Callable[[Array], Any]) -> Callable[[Any], Value]:
    def apply(x: Any) -> Value:
        values = _float64(function(numbers(x)))
        return Matrix(values, x.names) if isinstance(x, Matrix) else values

    return apply


def _special(name: str) -> Callable[[Any], Value]:
    def function(x: Array) -> Any:
        from scipy import special

        return getattr(special, name)(x)

    return _elementwise(function)


def log(x: Any, base: float | None = None) -> Value:
    """Natural logarithm, or to the given base."""
    natural = np.log(numbers(x))
    return _float64(natural if base is None else natural / np.log(base))


def rounded(x: Any, digits: float = 0) -> Value:
    """Round to so many decimals."""
    return _float64(np.round(numbers(x), whole("digits", digits, -300, 300)))


def ifelse(test: Any, yes: Any, no: Any) -> Value:
    """`yes` where the test holds, else `no`."""
    return _float64(np.where(np.asarray(test, dtype=np.bool_), numbers(yes), numbers(no)))


def pmin(*values: Any) -> Value:
    """The smallest in each row."""
    return reduce(np.minimum, map(numbers, values))


def pmax(*values: Any) -> Value:
    """The largest in each row."""
    return reduce(np.maximum, map(numbers, values))


def identity(x: Any) -> Value:
    """The argument itself."""
    result: Value = x
    return result


def as_logical(x: Any) -> Value:
    """Whether a number is not zero."""
    return np.asarray(numbers(x) != 0, dtype=np.bool_)


def combine(*values: Any) -> Any:
    """`c(...)`: a short vector of numbers or texts."""
    if values and all(isinstance(v, str) for v in values):
        return list(values)
    return np.concatenate([np.atleast_1d(numbers(v)) for v in values])


def cbind(*columns: Any, names: Sequence[str]) -> Value:
    """Columns side by side."""
    return Matrix(np.column_stack([numbers(c) for c in columns]), tuple(names))


_NUMPY = (
    "abs arccos arccosh arcsin arcsinh arctan arctanh ceil cos cosh exp expm1 floor log10 log1p log2 "
    "sign sin sinh sqrt tan tanh trunc"
)
_R_NAMES = {"ceil": "ceiling"} | {f"arc{f}": f"a{f}" for f in ["cos", "cosh", "sin", "sinh", "tan", "tanh"]}

PLAIN: dict[str, Callable[..., Any]] = {
    **{_R_NAMES.get(name, name): _elementwise(getattr(np, name)) for name in _NUMPY.split()},
    "plogis": _special("expit"),
    "qlogis": _special("logit"),
    "pnorm": _special("ndtr"),
    "qnorm": _special("ndtri"),
    "log": log,
    "round": rounded,
    "ifelse": ifelse,
    "pmin": pmin,
    "pmax": pmax,
    "I": identity,
    "identity": identity,
    "as.logical": as_logical,
    "c": combine,
    "cbind": cbind,
}
"""By R's name."""
