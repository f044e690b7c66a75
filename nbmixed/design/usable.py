"""Which columns of the fixed part a model can use, and what the user should know of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nbmixed.design.fixed import ModelMatrix, constant_columns, dependent_columns, empty_columns
from nbmixed.errors import listed


@dataclass(frozen=True, slots=True)
class Usable:
    """The columns of a model.

    Attributes
    ----------
    keep
        Their places in the matrix.
    dropped
        Names of the others.
    notes
        Sentences the user should see.
    """

    keep: tuple[int, ...]
    dropped: tuple[str, ...]
    notes: tuple[str, ...]


def usable_columns(matrix: ModelMatrix, *, intercept: bool, drop_dependent: bool) -> Usable:
    """Return the columns that say something.

    Parameters
    ----------
    matrix
        Of the fixed part, the intercept first when there is one.
    drop_dependent
        Leave out linear combinations of earlier columns. Without it they are kept, and noted unless there are more
        columns than rows, where every column depends on others.

    Examples
    --------
    >>> import numpy as np
    >>> matrix = ModelMatrix(np.array([[1.0, 1, 2, 4], [1, 1, 3, 6], [1, 1, 5, 10]]), ("(Intercept)", "one", "x", "I(2 * x)"))
    >>> usable_columns(matrix, intercept=True, drop_dependent=True).keep
    (0, 2)
    """
    empty = empty_columns(matrix)
    constant = constant_columns(matrix) if intercept else []
    rest = [k for k in range(len(matrix.names)) if k not in {*empty, *constant}]
    wide = len(rest) > len(matrix.values)
    dependent = [] if wide and not drop_dependent else _dependent(matrix, rest)
    dropped = sorted([*empty, *constant, *(dependent if drop_dependent else ())])
    notes = tuple(_notes(matrix, empty, constant, dependent, drop_dependent))
    keep = tuple(k for k in rest if k not in set(dropped))
    return Usable(keep, tuple(matrix.names[k] for k in dropped), notes)


def _dependent(matrix: ModelMatrix, places: Sequence[int]) -> list[int]:
    return [places[k] for k in dependent_columns(matrix.only(places).values)]


def _notes(
    matrix: ModelMatrix,
    empty: Sequence[int],
    constant: Sequence[int],
    dependent: Sequence[int],
    drop_dependent: bool,
) -> Iterator[str]:
    interactions = [k for k in empty if ":" in matrix.names[k]]
    zeros = [k for k in empty if k not in interactions]
    if interactions:
        yield f"Dropped empty interaction levels: {_named(matrix, interactions)}."
    if zeros:
        yield f"Dropped columns that are 0 in every row: {_named(matrix, zeros)}."
    if constant:
        yield f"Dropped columns that are the same in every row, as the intercept is: {_named(matrix, constant)}."
    if dependent and drop_dependent:
        yield f"Dropped columns that depend on others: {_named(matrix, dependent)}."
    elif dependent:
        yield (
            f"Columns that depend on others: {_named(matrix, dependent)}; the data tell only sums of their coefficients, "
            "and the priors alone divide the sums."
        )


def _named(matrix: ModelMatrix, places: Sequence[int]) -> str:
    return listed(matrix.names[k] for k in places)
