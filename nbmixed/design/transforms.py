"""The functions of `nbmixed.spec.formula_functions` that need only their arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from nbmixed.design.contrasts import named
from nbmixed.design.values import Array, Factor, Matrix, Value, as_factor, drop_unused, number_label, recode


def _numeric(x: Any) -> Array:
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
        return _float64(function(_numeric(x)))

    return apply


def _special(name: str) -> Callable[[Any], Value]:
    def function(x: Array) -> Any:
        from scipy import special

        return getattr(special, name)(x)

    return _elementwise(function)


def log(x: Any, base: float | None = None) -> Value:
    """Natural logarithm, or to the given base."""
    natural = np.log(_numeric(x))
    return _float64(natural if base is None else natural / np.log(base))


def rounded(x: Any, digits: float = 0) -> Value:
    """Round to so many decimals."""
    return _float64(np.round(_numeric(x), int(digits)))


def ifelse(test: Any, yes: Any, no: Any) -> Value:
    """`yes` where the test holds, else `no`."""
    return _float64(np.where(np.asarray(test, dtype=np.bool_), _numeric(yes), _numeric(no)))


def pmin(*values: Any) -> Value:
    """The smallest in each row."""
    return reduce(np.minimum, map(_numeric, values))


def pmax(*values: Any) -> Value:
    """The largest in each row."""
    return reduce(np.maximum, map(_numeric, values))


def identity(x: Any) -> Value:
    """The argument itself."""
    result: Value = x
    return result


def as_numeric(x: Any) -> Array:
    """Numbers; of a factor, the 1-based places of its levels."""
    return _float64(x.codes + 1) if isinstance(x, Factor) else _numeric(x)


def as_integer(x: Any) -> Value:
    """Whole numbers, cut towards zero."""
    return _float64(np.trunc(as_numeric(x)))


def as_logical(x: Any) -> Value:
    """Whether a number is not zero."""
    return np.asarray(_numeric(x) != 0, dtype=np.bool_)


def as_character(x: Any) -> Value:
    """Text; as a predictor, a factor with sorted levels."""
    found = drop_unused(as_factor(x))
    text = recode(found, sorted(found.levels))
    return Factor(text.codes, text.levels, "text")


def combine(*values: Any) -> Any:
    """`c(...)`: a short vector of numbers or texts."""
    if values and all(isinstance(v, str) for v in values):
        return list(values)
    return np.concatenate([np.atleast_1d(_numeric(v)) for v in values])


def cbind(*columns: Any, names: Sequence[str]) -> Value:
    """Columns side by side."""
    return Matrix(np.column_stack([_numeric(c) for c in columns]), tuple(names))


def factor(x: Any, levels: Any = None, labels: Any = None, ordered: bool = False) -> Value:
    """A factor, with levels in the given order; unused levels go."""
    found = as_factor(x)
    wanted = drop_unused(found).levels if levels is None else _labels(levels)
    coded = recode(found, wanted)
    if (coded.codes < 0).any():
        raise ValueError("some values are not among the levels given")
    shown = wanted if labels is None else _labels(labels)
    if len(shown) != len(wanted):
        raise ValueError(f"{len(shown)} labels for {len(wanted)} levels")
    return Factor(coded.codes, shown, "ordered" if ordered or found.kind == "ordered" else "factor")


def as_given(x: Any) -> Value:
    """`as.factor`: a factor as it is, anything else made one."""
    found = as_factor(x)
    return found if found.kind in ("factor", "ordered") else Factor(found.codes, found.levels)


def ordered(x: Any, levels: Any = None, labels: Any = None) -> Value:
    """An ordered factor: polynomial contrasts."""
    return factor(x, levels, labels, ordered=True)


def relevel(x: Any, ref: Any) -> Value:
    """The factor with `ref` as its first level."""
    found = as_factor(x)
    first = ref if isinstance(ref, str) else number_label(ref)
    if first not in found.levels:
        raise ValueError(f"{first!r} is not a level; the levels are {', '.join(found.levels)}")
    moved = recode(found, (first, *(level for level in found.levels if level != first)))
    return Factor(moved.codes, moved.levels, "factor")


def interaction(*factors: Any, sep: str = ".") -> Value:
    """Combinations of factors; the last varies slowest, as R has it."""
    parts = [as_factor(f) for f in factors]
    codes, levels = parts[0].codes, parts[0].levels
    for part in parts[1:]:
        codes = codes + part.codes * len(levels)
        levels = tuple(f"{a}{sep}{b}" for b in part.levels for a in levels)
    return Factor(codes, levels)


def with_contrast(x: Any, contr: str = "") -> Value:
    """`C(f, contr.sum)`: a factor with its contrasts named."""
    found = as_factor(x)
    if contr:
        named(contr)
    return Factor(found.codes, found.levels, found.kind, contr)


def _labels(values: Any) -> tuple[str, ...]:
    listed = values if isinstance(values, list | tuple) else np.atleast_1d(values)
    return tuple(v if isinstance(v, str) else number_label(v) for v in listed)


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
    "as.numeric": as_numeric,
    "as.integer": as_integer,
    "as.logical": as_logical,
    "as.character": as_character,
    "c": combine,
    "cbind": cbind,
    "factor": factor,
    "as.factor": as_given,
    "ordered": ordered,
    "as.ordered": ordered,
    "relevel": relevel,
    "interaction": interaction,
    "C": with_contrast,
}
"""By R's name."""
