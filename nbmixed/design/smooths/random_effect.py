"""Independent coefficients for the levels of factors, basis "re"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.fixed import Variable
from nbmixed.design.smooths.inputs import as_numbers, known_codes, training_factor
from nbmixed.design.values import Array, Factor
from nbmixed.errors import DataError
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.smooth import SmoothSpec


@dataclass(frozen=True, slots=True, eq=False)
class RandomEffect:
    """One column for each combination of levels, times the numeric variables if there are any.

    Attributes
    ----------
    spec
        With its variables.
    levels
        Of each variable; None for a number.
    """

    spec: SmoothSpec
    levels: tuple[tuple[str, ...] | None, ...]

    @property
    def endings(self) -> tuple[str, ...]:
        """A single block."""
        return ("",)

    @property
    def size(self) -> int:
        """Number of columns."""
        return int(np.prod([len(found) for found in self.levels if found is not None]))

    def blocks(self, values: Sequence[Variable]) -> tuple[Array, ...]:
        """(N, k) columns; the levels of the first factor change fastest."""
        n = len(values[0].codes) if isinstance(values[0], Factor) else len(np.asarray(values[0]))
        place: NDArray[np.int64] = np.zeros(n, dtype=np.int64)
        covariate = np.ones(n)
        step = 1
        for expr, levels, value in zip(self.spec.variables, self.levels, values, strict=True):
            label = deparse(expr)
            if levels is None:
                covariate = covariate * as_numbers(value, label)
            else:
                place = place + step * known_codes(value, levels, label)
                step *= len(levels)
        X = np.zeros((n, self.size))
        X[np.arange(n), place] = covariate
        return (X,)


def random_effect(spec: SmoothSpec, values: Sequence[Variable]) -> RandomEffect:
    """The effects for the data of a fit.

    Raises
    ------
    DataError
        For a factor with a single level.

    Notes
    -----
    The columns are N times the number of levels; for many levels `(1 | f)` is the same and keeps them apart.
    """
    if spec.k and not any(isinstance(v, Factor) for v in values):
        raise DataError(f'k has no meaning in {spec.written}: bs = "re" of a number has one coefficient.')
    levels = tuple(
        training_factor(v, deparse(e)).levels if isinstance(v, Factor) else None
        for e, v in zip(spec.variables, values, strict=True)
    )
    return RandomEffect(spec, levels)
