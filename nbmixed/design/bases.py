"""Functions that remember the data of the fit: new data get the same basis, centre or breaks.

Each takes its state first: empty while training, filled by the call, read again for new data.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, MutableMapping
from typing import Any

import numpy as np

from nbmixed.design.bounds import MOST_FUNCTIONS, MOST_LEVELS, whole
from nbmixed.design.values import Array, Factor, Matrix, Value
from nbmixed.spec.formula_deparse import shortest

State = MutableMapping[str, Any]


def poly(state: State, x: Any, degree: float = 1, raw: bool = False) -> Value:
    """Orthonormal (or raw) polynomials without the constant; as R's `poly`, by formulaic."""
    from formulaic.transforms import poly as formulaic_poly

    column, order = _column(x), whole("degree", degree, 1, MOST_FUNCTIONS)
    _check_degree(state, column, order, raw)
    values = np.asarray(formulaic_poly(column, order, raw=bool(raw), _state=state), dtype=np.float64)
    return Matrix(values, tuple(str(k + 1) for k in range(order)))


def _check_degree(state: State, x: Array, degree: int, raw: bool) -> None:
    if not raw and not state and degree >= len(np.unique(x)):
        raise ValueError("the degree must be less than the number of different values")


def scale(state: State, x: Any, center: Any = True, scale: Any = True) -> Value:
    """Minus the mean, over the standard deviation, of the data of the fit: of a column, or of each of a matrix.

    Without a centre the scale is the root mean square, as in R; numbers in place of TRUE are centre and scale.
    """
    values = x.values if isinstance(x, Matrix) else _column(x)
    if "center" not in state:
        state["center"] = _chosen(center, values, lambda: values.mean(axis=0), 0.0)
        moved = values - state["center"]
        state["scale"] = _chosen(
            scale, values, lambda: np.sqrt((moved**2).sum(axis=0) / (len(values) - 1)), 1.0
        )
    with np.errstate(all="ignore"):
        scaled: Array = (values - state["center"]) / state["scale"]
    return Matrix(scaled, x.names) if isinstance(x, Matrix) else scaled


def _chosen(choice: Any, values: Array, found: Callable[[], Any], none: float) -> Any:
    """What TRUE, FALSE or numbers stand for."""
    if isinstance(choice, bool):
        return found() if choice else none
    numbers = np.asarray(choice, dtype=np.float64)
    if numbers.ndim and numbers.shape != values.shape[1:]:
        raise ValueError("center and scale are TRUE, FALSE or one number for each column")
    return numbers


def center(state: State, x: Any) -> Value:
    """Minus the mean of the data of the fit."""
    return scale(state, x, scale=False)


def bs(
    state: State,
    x: Any,
    df: float | None = None,
    knots: Any = None,
    degree: float = 3,
    intercept: bool = False,
) -> Value:
    """B-splines, as R's `splines::bs`, extended beyond the range of the data; by formulaic."""
    from formulaic.transforms import basis_spline

    found = basis_spline(
        _column(x),
        df=None if df is None else whole("df", df, 1, MOST_FUNCTIONS),
        knots=None if knots is None else np.atleast_1d(knots).tolist(),
        degree=whole("degree", degree, 1, _MOST_DEGREE),
        include_intercept=bool(intercept),
        extrapolation="extend",
        _state=state,
    )
    return _numbered(np.column_stack([found[key] for key in sorted(found)]))


_MOST_DEGREE = 20


def ns(state: State, x: Any, df: float | None = None, knots: Any = None, intercept: bool = False) -> Value:
    """Natural cubic splines, as R's `splines::ns`: linear beyond the boundary knots.

    The columns are cubic B-splines turned by the Householder factor of their second derivatives at
    the boundary, so that the last two directions, which bend there, can be left out.
    """
    column = _column(x)
    if "knots" not in state:
        state.update(_natural_knots(column, df, knots, bool(intercept)))
    inside = np.clip(column, *state["boundary"])
    spline, turn = state["spline"], state["turn"]
    values = spline(inside) + (column - inside)[:, None] * spline.derivative()(inside)
    return _numbered(_without_intercept(values, intercept) @ turn)


def _natural_knots(x: Array, df: float | None, knots: Any, intercept: bool) -> dict[str, Any]:
    from scipy.interpolate import BSpline

    low, high = float(x.min()), float(x.max())
    count = 0 if df is None else whole("df", df, 1 + intercept, MOST_FUNCTIONS) - 1 - intercept
    inner = np.quantile(x, np.linspace(0, 1, count + 2)[1:-1]) if knots is None else np.atleast_1d(knots)
    every = np.concatenate([[low] * 4, inner, [high] * 4])
    spline = BSpline(every, np.eye(len(every) - 4), 3)
    bend = _without_intercept(spline.derivative(2)(np.array([low, high])), intercept)
    turn = np.linalg.qr(bend.T, mode="complete")[0][:, 2:]
    return {"knots": inner, "boundary": (low, high), "spline": spline, "turn": turn}


def _without_intercept(values: Array, intercept: bool) -> Array:
    return values if intercept else values[:, 1:]


def cut(
    state: State,
    x: Any,
    breaks: Any,
    labels: Any = None,
    include_lowest: bool = False,
    right: bool = True,
    dig_lab: float = 3,
    ordered_result: bool = False,
) -> Value:
    """Intervals as a factor; a number of breaks means so many equal intervals of the data of the fit."""
    column = _column(x)
    if "breaks" not in state:
        state["breaks"] = _breaks(column, breaks)
    edges = state["breaks"]
    codes = np.searchsorted(edges, column, side="left" if right else "right") - 1
    if include_lowest:
        codes[column == edges[0 if right else -1]] = 0 if right else len(edges) - 2
    if ((codes < 0) | (codes > len(edges) - 2)).any():
        raise ValueError("some values lie outside the breaks; include.lowest = TRUE takes the outermost in")
    if labels is False:
        return np.asarray(codes + 1, dtype=np.float64)
    names = _interval_labels(edges, labels, right, include_lowest, whole("dig.lab", dig_lab, 1, 15))
    return Factor(codes.astype(np.int64), names, "ordered" if ordered_result else "factor")


def _breaks(x: Array, breaks: Any) -> Array:
    if np.ndim(breaks):
        edges = np.sort(np.asarray(breaks, dtype=np.float64))
        if len(edges) < 2 or (edges[1:] == edges[:-1]).any():
            raise ValueError("the breaks should be two or more different numbers")
        return edges
    low, high = float(x.min()), float(x.max())
    edges = np.linspace(low, high, whole("breaks", breaks, 2, MOST_LEVELS) + 1)
    edges[[0, -1]] = low - (high - low) / 1000, high + (high - low) / 1000
    return edges


def _interval_labels(
    edges: Array, labels: Any, right: bool, include_lowest: bool, digits: int
) -> tuple[str, ...]:
    if labels is not None:
        given = tuple(labels) if isinstance(labels, list) else ()
        if len(given) != len(edges) - 1:
            raise ValueError(f'labels should be {len(edges) - 1} texts, as in labels = c("low", "high")')
        return given
    shown = next(
        texts
        for d in range(digits, 18)
        if len(set(texts := [shortest(float(f"{edge:.{d}g}")) for edge in edges])) == len(texts) or d == 17
    )
    left, stop = "(]" if right else "[)"
    names = [f"{left}{a},{b}{stop}" for a, b in itertools.pairwise(shown)]
    if include_lowest and right:
        names[0] = "[" + names[0][1:]
    elif include_lowest:
        names[-1] = names[-1][:-1] + "]"
    return tuple(names)


def _summary(function: Callable[..., Any]) -> Callable[..., Value]:
    def fixed(state: State, x: Any, *arguments: Any) -> Value:
        if "value" not in state:
            state["value"] = function(_column(x), *arguments)
        value: Value = state["value"]
        return value

    return fixed


def _column(x: Any) -> Array:
    if isinstance(x, Factor | Matrix | str) or x is None or not np.ndim(x):
        raise TypeError("one numeric column is needed")
    return np.asarray(x, dtype=np.float64)


def _numbered(values: Array) -> Matrix:
    return Matrix(values, tuple(str(k + 1) for k in range(values.shape[1])))


BASES: dict[str, Callable[..., Value]] = {
    "poly": poly,
    "scale": scale,
    "standardize": scale,
    "center": center,
    "bs": bs,
    "ns": ns,
    "cut": cut,
    "mean": _summary(lambda x: float(np.mean(x))),
    "median": _summary(lambda x: float(np.median(x))),
    "sd": _summary(lambda x: float(np.std(x, ddof=1))),
    "var": _summary(lambda x: float(np.var(x, ddof=1))),
    "min": _summary(lambda x: float(np.min(x))),
    "max": _summary(lambda x: float(np.max(x))),
    "sum": _summary(lambda x: float(np.sum(x))),
    "length": _summary(lambda x: float(len(x))),
    "quantile": _summary(np.quantile),
}
"""By R's name."""
