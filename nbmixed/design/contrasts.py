"""Contrast matrices of R, with the endings that name their columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbmixed.design.bounds import MOST_LEVELS, whole
from nbmixed.design.values import ContrastChoice, Factor
from nbmixed.errors import SettingError, listed, nearest


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


def based(levels: tuple[str, ...], base: int) -> Contrast:
    """Each level against the one at the 1-based place `base`."""
    others = [i for i in range(len(levels)) if i != base - 1]
    return Contrast(np.eye(len(levels))[:, others], tuple(levels[i] for i in others))


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
    if choice is None and factor.contrast is not None:
        return _chosen(factor.contrast, factor.levels)
    if choice is None:
        choice = "contr.poly" if factor.kind == "ordered" else "contr.treatment"
    if isinstance(choice, str):
        return named(choice)(factor.levels)
    matrix = np.asarray(choice, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != len(factor.levels):
        raise SettingError(
            f"A contrast matrix has one row a level: expected {len(factor.levels)} rows, got {matrix.shape}."
        )
    return Contrast(matrix, _numbered(matrix.shape[1]))


def _chosen(choice: ContrastChoice, levels: tuple[str, ...]) -> Contrast:
    """The contrasts of `C(f, ...)` for a factor with these levels."""
    n = len(levels)
    if (choice.n or n) != n or (choice.levels and len(choice.levels) != n):
        raise SettingError(
            f"{choice.name}() is written for {choice.n or len(choice.levels)} levels, but the factor has {n}, "
            f"{listed(levels)}: leave the number out, as in C(f, {choice.name})."
        )
    if (choice.base or 1) > n or (choice.base and choice.name != "contr.treatment"):
        raise SettingError(
            f"base = {choice.base} cannot be the reference level: it counts the levels, {listed(levels)}, of contr.treatment."
        )
    found = based(levels, choice.base) if choice.base else named(choice.name)(levels)
    if choice.numbered and found.endings[0] in levels:
        places = tuple(str(levels.index(level) + 1) for level in found.endings)
        found = Contrast(found.matrix, places)
    columns = choice.columns or len(found.endings)
    if columns > len(found.endings):
        raise SettingError(
            f"how.many = {columns} is more than the {len(found.endings)} contrasts of {n} levels."
        )
    return Contrast(found.matrix[:, :columns], found.endings[:columns])


def named(name: str) -> Callable[[tuple[str, ...]], Contrast]:
    """The contrasts called `name`, with or without `contr.` before it."""
    full_name = name if name.startswith("contr.") else f"contr.{name}"
    if full_name not in NAMED:
        raise SettingError(
            f"Unknown contrasts {name!r}; they are {', '.join(NAMED)}.{nearest(full_name, NAMED)}"
        )
    return NAMED[full_name]


def contrast_choice(contr: Any, how_many: Any, base: Any) -> ContrastChoice:
    """What the arguments of `C(f, ...)` after the first ask for.

    Raises
    ------
    TypeError, ValueError
        For arguments that are none; the caller names the call.
    """
    choice = contr if isinstance(contr, ContrastChoice) else _by_name(contr)
    if how_many is not None:
        choice = replace(choice, columns=whole("how.many", how_many, 1, MOST_LEVELS), numbered=True)
    if base is not None:
        choice = replace(choice, base=whole("base", base, 1, MOST_LEVELS), numbered=True)
    return choice


def _by_name(contr: Any) -> ContrastChoice:
    if contr is None:
        return ContrastChoice("contr.treatment")
    if not isinstance(contr, str):
        raise TypeError("contrasts are given by name, as in C(f, contr.sum)")
    named(contr)
    return ContrastChoice(contr)


def _treatment_call(n: Any = None, base: Any = None) -> ContrastChoice:
    reference = None if base is None else whole("base", base, 1, MOST_LEVELS)
    return replace(_call("contr.treatment", n), base=reference)


def _call(name: str, n: Any = None) -> ContrastChoice:
    levels = tuple(n) if isinstance(n, list) else ()
    count = None if n is None or levels else whole("n", n, 2, MOST_LEVELS)
    return ContrastChoice(name, count, levels, numbered=count is not None)


CALLS: dict[str, Callable[..., ContrastChoice]] = {
    **{name: partial(_call, name) for name in NAMED},
    "contr.treatment": _treatment_call,
}
"""`contr.treatment(3, base = 2)` and its like; without `n` for as many levels as the factor has."""


def _numbered(n: int) -> tuple[str, ...]:
    return tuple(str(i + 1) for i in range(n))
