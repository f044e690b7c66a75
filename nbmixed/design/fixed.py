"""Terms -> columns, coded and named as R's `model.matrix` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbmixed.design.contrasts import contrast_for, full
from nbmixed.design.values import Array, Factor, Matrix
from nbmixed.spec.terms import Terms

Contrasts = Mapping[str, str | ArrayLike]
Variable = Array | Factor | Matrix
INTERCEPT = "(Intercept)"
RANK_TOLERANCE = 1e-7


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
    """
    blocks = [_intercept(n)] if terms.intercept else []
    dummies = dummy_coded(terms, {label for label, v in variables.items() if isinstance(v, Factor)})
    for term, whole in zip(terms.terms, dummies, strict=True):
        parts = [_columns(v, variables[v], v in whole, (contrasts or {}).get(v)) for v in term]
        blocks.append(reduce(_interacted, parts))
    names = tuple(name for block in blocks for name in block.names)
    values = np.column_stack([b.values for b in blocks]) if blocks else np.empty((n, 0))
    return ModelMatrix(values, names)


def dummy_coded(terms: Terms, factors: set[str]) -> list[set[str]]:
    """For each term the factors that need an indicator for every level, contrasts not sufficing.

    R's rule (Chambers and Hastie 1992, p. 38): a factor of a term is coded by contrasts when the term
    without it is contained in an earlier term, and by indicators otherwise; without an intercept the
    first factor of the formula is coded by indicators.
    """
    whole: list[set[str]] = []
    for i, term in enumerate(terms.terms):
        earlier = [set(t) for t in terms.terms[:i]]
        whole.append({v for v in term if v in factors and _margin_missing(set(term) - {v}, earlier)})
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
    names = tuple(f"{a}:{b}" for b in right.names for a in left.names)
    return ModelMatrix(values.reshape(len(values), -1), names)


def empty_columns(matrix: ModelMatrix) -> list[int]:
    """Places of columns with a single value that is not 1: combinations that do not occur."""
    if not len(matrix.values):
        return []
    low, high = matrix.values.min(axis=0), matrix.values.max(axis=0)
    return np.flatnonzero((low == high) & (low != 1)).tolist()


def dependent_columns(values: NDArray[np.float64]) -> list[int]:
    """Places of columns that are linear combinations of columns before them.

    A column is dependent when what the others leave of it is less than 1e-7 of its length, the rule
    by which lme4 drops columns.
    """
    r: Array = np.asarray(np.linalg.qr(values, mode="r")) if len(values) >= values.shape[1] else values
    lengths = np.linalg.norm(r, axis=0)
    kept: list[int] = []
    for k in range(values.shape[1]):
        if _remainder(r[:, kept], r[:, k]) > RANK_TOLERANCE * lengths[k]:
            kept.append(k)
    return [k for k in range(values.shape[1]) if k not in kept]


def _remainder(basis: Array, column: Array) -> float:
    if not basis.shape[1]:
        return float(np.linalg.norm(column))
    q = np.linalg.qr(basis)[0]
    rest = column - q @ (q.T @ column)
    return float(np.linalg.norm(rest - q @ (q.T @ rest)))
