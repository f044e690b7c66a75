"""Contrast matrices of R, with the endings that name their columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbmixed.design.values import Factor
from nbmixed.errors import SettingError, nearest


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """How levels become columns: `matrix` is (levels, columns), `endings` name the columns."""

    matrix: NDArray[np.float64]
    endings: tuple[str, ...]


def full(levels: tuple[str, ...]) -> Contrast:
    """One indicator a level."""
    return Contrast(np.eye(len(levels)), levels)


def treatment(levels: tuple[str, ...]) -> Contrast:
    """Each level against the first."""
    return Contrast(np.eye(len(levels))[:, 1:], levels[1:])


def sas(levels: tuple[str, ...]) -> Contrast:
    """Each level against the last."""
    return Contrast(np.eye(len(levels))[:, :-1], levels[:-1])


def sum_to_zero(levels: tuple[str, ...]) -> Contrast:
    """Each level but the last against the mean of all."""
    matrix = np.eye(len(levels))[:, :-1]
    matrix[-1] = -1.0
    return Contrast(matrix, _numbered(len(levels) - 1))


def helmert(levels: tuple[str, ...]) -> Contrast:
    """Each level but the first against the mean of those before it.

    >>> helmert(("a", "b", "c")).matrix.tolist()
    [[-1.0, -1.0], [1.0, -1.0], [0.0, 2.0]]
    """
    n = len(levels)
    matrix = -np.triu(np.ones((n, n)))[:, : n - 1] + np.eye(n, n - 1, k=-1) * np.arange(1, n)
    return Contrast(matrix, _numbered(n - 1))


def polynomial(levels: tuple[str, ...]) -> Contrast:
    """Orthonormal polynomials over equally spaced levels.

    >>> polynomial(("a", "b", "c")).endings
    ('.L', '.Q')
    """
    n = len(levels)
    scores = np.arange(n) - (n - 1) / 2
    q, r = np.linalg.qr(scores[:, None] ** np.arange(n))
    endings = (".L", ".Q", ".C", *(f"^{k}" for k in range(4, n)))
    return Contrast((q * np.sign(np.diag(r)))[:, 1:], endings[: n - 1])


NAMED: dict[str, Callable[[tuple[str, ...]], Contrast]] = {
    "contr.treatment": treatment,
    "contr.SAS": sas,
    "contr.sum": sum_to_zero,
    "contr.helmert": helmert,
    "contr.poly": polynomial,
}


def contrast_for(factor: Factor, choice: str | ArrayLike | None = None) -> Contrast:
    """The contrasts of a factor.

    Parameters
    ----------
    factor
        Its levels, and `contr.poly` when it is ordered.
    choice
        A name such as "contr.sum" (or "sum"), a matrix (levels, columns), or None for the default.

    Raises
    ------
    SettingError
        For an unknown name or a matrix with another number of rows.
    """
    if choice is None:
        choice = factor.contrast or ("contr.poly" if factor.kind == "ordered" else "contr.treatment")
    if isinstance(choice, str):
        return named(choice)(factor.levels)
    matrix = np.asarray(choice, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != len(factor.levels):
        raise SettingError(
            f"A contrast matrix has one row a level: expected {len(factor.levels)} rows, got {matrix.shape}."
        )
    return Contrast(matrix, _numbered(matrix.shape[1]))


def named(name: str) -> Callable[[tuple[str, ...]], Contrast]:
    """The contrasts called `name`, with or without `contr.` before it."""
    full_name = name if name.startswith("contr.") else f"contr.{name}"
    if full_name not in NAMED:
        raise SettingError(
            f"Unknown contrasts {name!r}; they are {', '.join(NAMED)}.{nearest(full_name, NAMED)}"
        )
    return NAMED[full_name]


def _numbered(n: int) -> tuple[str, ...]:
    return tuple(str(i + 1) for i in range(n))
