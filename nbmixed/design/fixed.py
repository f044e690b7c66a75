"""Terms -> columns, coded and named as R's `model.matrix` does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, count
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbmixed.design.bounds import check_columns
from nbmixed.design.contrasts import contrast_for, full
from nbmixed.design.values import Array, Factor, Matrix
from nbmixed.spec.terms import Terms

Contrasts = Mapping[str, str | ArrayLike]
Variable = Array | Factor | Matrix
INTERCEPT = "(Intercept)"
RANK_TOLERANCE = 1e-7
_ROUNDING = 1e-13  # of a column's length: less is rounding error


@dataclass(frozen=True, slots=True, eq=False)
class ModelMatrix:
    """Columns with their names; values are (N, K)."""

    values: Array
    names: tuple[str, ...]

    def only(self, keep: Sequence[int]) -> ModelMatrix:
        """The columns at the given places."""
        return ModelMatrix(
            self.values[:, np.asarray(keep, dtype=np.intp)], tuple(self.names[k] for k in keep)
        )


def model_matrix(
    terms: Terms, variables: Mapping[str, Variable], n: int, contrasts: Contrasts | None = None
) -> ModelMatrix:
    """The columns of `terms`, the intercept first.

    Parameters
    ----------
    terms
        From `Formula.terms` or `Bar.terms`.
    variables
        Each label's value, of N rows.
    n
        N.
    contrasts
        Contrasts by label, in place of the defaults.

    Raises
    ------
    DataError
        When there would be more columns than `nbmixed.design.bounds` allows.
    """
    blocks = [_intercept(n)] if terms.intercept else []
    bracketed = [INTERCEPT] if terms.intercept else []
    check_columns({":".join(t): prod(_width(variables[v]) for v in t) for t in terms.terms}, n)
    dummies = dummy_coded(terms, {label for label, v in variables.items() if isinstance(v, Factor)})
    for term, whole in zip(terms.terms, dummies, strict=True):
        parts = [_columns(v, variables[v], v in whole, (contrasts or {}).get(v)) for v in term]
        blocks.append(reduce(_interacted, parts))
        shown = [_bracketed(v, variables[v], part.names) for v, part in zip(term, parts, strict=True)]
        bracketed += reduce(_joined, shown)
    names = [name for block in blocks for name in block.names]
    values = np.column_stack([b.values for b in blocks]) if blocks else np.empty((n, 0))
    return ModelMatrix(values, _distinct(names, bracketed))


def _distinct(names: Sequence[str], bracketed: Sequence[str]) -> tuple[str, ...]:
    """R's names, but a level of a factor stands in brackets where another column has its name.

    Level "b" of a factor `a` is `a[b]` beside a column `ab`.
    """
    shared = Counter(names)
    found: dict[str, None] = {}
    for plain, other in zip(names, bracketed, strict=True):
        name = other if shared[plain] > 1 else plain
        numbered = (f"{name} ({k})" for k in count(2))
        found[next(n for n in chain([name], numbered) if n not in found)] = None
    return tuple(found)


def _bracketed(label: str, value: Variable, names: Sequence[str]) -> list[str]:
    return [f"{label}[{n.removeprefix(label)}]" if isinstance(value, Factor | Matrix) else n for n in names]


def dummy_coded(terms: Terms, factors: set[str]) -> list[set[str]]:
    """For each term the factors that need an indicator for every level, contrasts not sufficing.

    R's rule (Chambers and Hastie 1992, p. 38): a factor of a term is coded by contrasts when the term
    without it is contained in an earlier term, and by indicators otherwise; without an intercept the
    first factor of the formula is coded by indicators.
    """
    whole: list[set[str]] = []
    earlier: list[set[str]] = []
    for term in terms.terms:
        whole.append({v for v in term if v in factors and _margin_missing(set(term) - {v}, earlier)})
        earlier.append(set(term))
    if not terms.intercept:
        _first_factor_whole(terms, factors, whole)
    return whole


def _margin_missing(margin: set[str], earlier: list[set[str]]) -> bool:
    return bool(margin) and not any(margin <= term for term in earlier)


def _first_factor_whole(terms: Terms, factors: set[str], whole: list[set[str]]) -> None:
    for term, indicators in zip(terms.terms, whole, strict=True):
        if found := [v for v in term if v in factors]:
            indicators.add(found[0])
            return


def _width(value: Variable) -> int:
    """Columns of a variable, by contrasts if it is a factor."""
    if isinstance(value, Factor):
        return len(value.levels) - 1
    return value.values.shape[1] if isinstance(value, Matrix) else 1


def _intercept(n: int) -> ModelMatrix:
    return ModelMatrix(np.ones((n, 1)), (INTERCEPT,))


def _columns(label: str, value: Variable, whole: bool, choice: str | ArrayLike | None) -> ModelMatrix:
    if isinstance(value, Matrix):
        endings = value.names if value.values.shape[1] > 1 else ("",)
        return ModelMatrix(value.values, tuple(label + ending for ending in endings))
    if not isinstance(value, Factor):
        return ModelMatrix(value[:, None], (label,))
    coding = full(value.levels) if whole else contrast_for(value, choice)
    return ModelMatrix(coding.matrix[value.codes], tuple(label + ending for ending in coding.endings))


def _interacted(left: ModelMatrix, right: ModelMatrix) -> ModelMatrix:
    values = right.values[:, :, None] * left.values[:, None, :]
    return ModelMatrix(values.reshape(len(values), -1), tuple(_joined(left.names, right.names)))


def _joined(left: Iterable[str], right: Iterable[str]) -> list[str]:
    return [f"{a}:{b}" for b in right for a in left]


def empty_columns(matrix: ModelMatrix) -> list[int]:
    """Return the places of columns that are 0 in every row: combinations of levels that do not occur."""
    return np.flatnonzero(~matrix.values.any(axis=0)).tolist() if len(matrix.values) else []


def constant_columns(matrix: ModelMatrix) -> list[int]:
    """Return the places of columns after the first that are the same in every row, but not 0."""
    if not len(matrix.values):
        return []
    low, high = matrix.values.min(axis=0), matrix.values.max(axis=0)
    largest = np.maximum(np.abs(low), np.abs(high))
    return [int(k) for k in np.flatnonzero((high - low <= _ROUNDING * largest) & (largest > 0)) if k > 0]


def dependent_columns(values: NDArray[np.float64]) -> list[int]:
    """Return the places of columns that are linear combinations of columns before them.

    A column is dependent when what the others leave of it is less than 1e-7 of its length after its mean is taken
    away, so that neither the unit nor the origin of a column matters.

    Parameters
    ----------
    values
        Shape (N, K).

    Examples
    --------
    >>> seconds = np.array([1.7e9, 1.7e9 + 20, 1.7e9 + 70, 1.7e9 + 80])
    >>> dependent_columns(np.column_stack([np.ones(4), seconds, 2 * seconds]))
    [2]
    """
    columns, lengths = _scaled(values)
    reduced = np.asarray(np.linalg.qr(columns, mode="r")) if len(columns) > columns.shape[1] else columns
    basis, size, dependent = np.empty(reduced.shape), 0, []
    for k in range(reduced.shape[1]):
        rest = _remainder(basis[:, :size], reduced[:, k])
        length = float(np.linalg.norm(rest))
        if length > max(RANK_TOLERANCE, _ROUNDING * lengths[k]):
            basis[:, size] = rest / length
            size += 1
        else:
            dependent.append(k)
    return dependent


def _scaled(values: Array) -> tuple[Array, Array]:
    """Return columns in units of their lengths without their means, and their whole lengths in these units.

    Beside a first column of ones the means are taken away: what is left then has no rounding errors of the origin.
    """
    largest = np.max(np.abs(values), axis=0, initial=0.0)
    values = values / np.where(largest > 0, largest, 1.0)
    centred = values - values.mean(axis=0) if len(values) else values
    whole, own = np.linalg.norm(values, axis=0), np.linalg.norm(centred, axis=0)
    unit = np.where(own > _ROUNDING * whole, own, whole)
    unit = np.where(unit > 0, unit, 1.0)
    beside_ones = values.shape[1] > 0 and bool((values[:, 0] == 1).all())
    columns = np.column_stack([values[:, :1], centred[:, 1:]]) if beside_ones else values
    return columns / unit, whole / unit


def _remainder(basis: Array, column: Array) -> Array:
    """Return what a basis leaves of a column; the second time takes the rounding errors of the first away."""
    rest = column - basis @ (basis.T @ column)
    return np.asarray(rest - basis @ (basis.T @ rest))
