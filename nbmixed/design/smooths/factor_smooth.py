"""A curve for each level of a factor, all with the same standard deviations, basis "fs"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.fixed import Variable
from nbmixed.design.smooths.basis import Basis
from nbmixed.design.smooths.inputs import as_numbers, known_codes, training_factor
from nbmixed.design.smooths.natural import comparable, natural, orthogonal
from nbmixed.design.smooths.structure import numbered
from nbmixed.design.smooths.thin_plate import thin_plate
from nbmixed.design.values import Array, Factor
from nbmixed.errors import DataError
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.smooth import SmoothSpec


@dataclass(frozen=True, slots=True, eq=False)
class FactorSmooth:
    """The same columns once for each level.

    Attributes
    ----------
    spec
        With the number and the factor, in either order.
    factor
        Place of the factor among the variables.
    levels
        Of training.
    basis
        Thin plate splines of the number.
    turns
        Wiggly functions; then one block for each that has no penalty: intercepts, slopes.
    """

    spec: SmoothSpec
    factor: int
    levels: tuple[str, ...]
    basis: Basis
    turns: tuple[Array, ...]

    @property
    def endings(self) -> tuple[str, ...]:
        """1 for the wiggly functions, 2 for intercepts, 3 for slopes."""
        return numbered(len(self.turns))

    def blocks(self, values: Sequence[Variable]) -> tuple[Array, ...]:
        """(N, k_j * L) columns, those of the first level first."""
        labels = [deparse(v) for v in self.spec.variables]
        codes = known_codes(values[self.factor], self.levels, labels[self.factor])
        X = self.basis.at((as_numbers(values[1 - self.factor], labels[1 - self.factor]),))
        return tuple(_by_level(X @ turn, codes, len(self.levels)) for turn in self.turns)


def factor_smooth(spec: SmoothSpec, values: Sequence[Variable]) -> FactorSmooth:
    """The curves for the data of a fit; they do not sum to zero, being deviations of groups.

    Raises
    ------
    DataError
        When there is not one number and one factor.
    """
    place = [i for i, v in enumerate(values) if isinstance(v, Factor)]
    if len(place) != 1:
        found = "no factor" if not place else "two factors"
        raise DataError(
            f'{spec.written} has {found}, but bs = "fs" needs one number and one factor: write factor(g) for a '
            "factor with numbers as levels."
        )
    factor = training_factor(values[place[0]], deparse(spec.variables[place[0]]))  # type: ignore[arg-type]
    x = as_numbers(values[1 - place[0]], spec.label)
    k = spec.k[0] if spec.k else None
    basis = thin_plate((x,), k, spec.m[0] if spec.m else None, spec.written)
    X = basis.at((x,))
    turned = comparable(X, orthogonal(X, natural(X, basis.penalty, basis.free)))
    turns = (turned.wiggly, *(turn[:, None] for turn in turned.free.T))
    return FactorSmooth(spec, place[0], factor.levels, basis, turns)


def _by_level(columns: Array, codes: NDArray[np.int64], count: int) -> Array:
    n, k = columns.shape
    wide = np.zeros((n, count, k))
    wide[np.arange(n), codes] = columns
    return wide.reshape(n, count * k)
