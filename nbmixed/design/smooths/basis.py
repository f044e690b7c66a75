"""What all bases share: their interface, the scale of a penalty, the check of their dimension."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from nbmixed.design.values import Array
from nbmixed.errors import DataError

Columns = tuple[Array, ...]
"""The variables of a smooth, (N,) each."""


class Basis(Protocol):
    """Functions whose sums are the smooth, and the penalty on their coefficients."""

    @property
    def penalty(self) -> Array:
        """(k, k) positive semi-definite: the wiggliness of the sum with coefficients c is c' penalty c."""

    @property
    def free(self) -> Array:
        """(k, M) coefficients of the functions without a penalty; the first is the constant 1."""

    def at(self, columns: Columns) -> Array:
        """(N, k) the functions at N points, new ones included."""


def relative_penalty(X: Array, penalty: Array) -> Array:
    """The penalty in units of the columns: over its 1-norm, times the square of the columns' infinity norm.

    It makes the standard deviations of different smooths comparable, and is mgcv's (`S.scale` in its output).
    """
    columns = np.abs(X).sum(axis=1).max()
    scaled: Array = penalty * (columns**2 / np.abs(penalty).sum(axis=0).max())
    return scaled


def different(columns: Columns) -> Array:
    """(n, d) the different points, sorted."""
    return np.unique(np.column_stack(columns), axis=0)


def check_dimension(label: str, k: int, least: int, columns: Columns) -> None:
    """Refuse a basis that is too small to be one, or larger than the data can tell apart.

    Raises
    ------
    DataError
        With the numbers that are possible.
    """
    points = len(different(columns))
    what = "different values" if len(columns) == 1 else "different combinations"
    if k < least:
        raise DataError(f"{label} needs k of at least {least}, but k is {k}.")
    if k > points >= least:
        raise DataError(
            f"{label} has k = {k}, but its data have only {points} {what}: give k = {points} or less."
        )
    if k > points:
        raise DataError(f"{label} needs at least {least} {what}, but its data have {points}: leave it out.")
