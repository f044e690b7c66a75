"""Smooths of one basis: "tp", "ts", "cr", "cs", "cc" and "ps"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nbmixed.design.fixed import Variable
from nbmixed.design.smooths.basis import Basis, Columns, relative_penalty
from nbmixed.design.smooths.cubic import cubic
from nbmixed.design.smooths.cyclic import cyclic
from nbmixed.design.smooths.inputs import numeric_columns
from nbmixed.design.smooths.natural import natural
from nbmixed.design.smooths.p_spline import p_spline
from nbmixed.design.smooths.structure import numbered
from nbmixed.design.smooths.thin_plate import thin_plate
from nbmixed.design.values import Array
from nbmixed.errors import DataError
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.smooth import SmoothSpec

Knots = Mapping[str, Array]


@dataclass(frozen=True, slots=True, eq=False)
class Single:
    """A basis, turned: first the functions with a penalty, then those without, which get one of their own.

    The second penalty (Marra and Wood 2011) lets the data take a smooth out as a whole. Its columns have the mean
    square of the others, so that both standard deviations have like units.
    """

    spec: SmoothSpec
    basis: Basis
    turns: tuple[Array, ...]

    @property
    def endings(self) -> tuple[str, ...]:
        """1 and 2, or nothing for a basis whose penalty leaves nothing free."""
        return numbered(len(self.turns))

    def blocks(self, values: Sequence[Variable]) -> tuple[Array, ...]:
        """The wiggly columns, then the free ones."""
        X = self.basis.at(numeric_columns(self.spec, values))
        return tuple(X @ turn for turn in self.turns)


def single(
    spec: SmoothSpec, values: Sequence[Variable], knots: Knots, multiplier: Array, *, centred: bool
) -> tuple[Single, tuple[Array, ...]]:
    """The smooth for the data of a fit, and its blocks there.

    Parameters
    ----------
    spec, values
        What is asked for, and its variables.
    knots
        By variable.
    multiplier
        (N,) what the columns will be multiplied by, that of the first level for a factor; mean squares are
        compared after it.
    centred
        Whether the columns are to sum to zero over the data.
    """
    columns = numeric_columns(spec, values)
    k = spec.k[0] if spec.k else None
    basis = make_basis(spec.bs[0], columns, k, spec.m, spec.written, knots_of(spec, knots))
    X = basis.at(columns)
    turned = natural(X, relative_penalty(X, basis.penalty), basis.free, centred=centred)
    if not turned.free.shape[1]:
        return Single(spec, basis, (turned.wiggly,)), (X @ turned.wiggly,)
    blocks = X @ turned.wiggly, X @ turned.free
    sizes = [((multiplier[:, None] * block) ** 2).mean(axis=0) for block in blocks]
    factors = np.sqrt(sizes[0].mean() / sizes[1])
    return Single(spec, basis, (turned.wiggly, turned.free * factors)), (blocks[0], blocks[1] * factors)


def make_basis(
    name: str, columns: Columns, k: int | None, m: tuple[int, ...], label: str, knots: Array | None = None
) -> Basis:
    """The basis of that name; see each for what `k`, `m` and `knots` mean.

    Raises
    ------
    DataError
        For a constant variable, or knots where a basis takes none.
    """
    if any(x.min() == x.max() for x in columns):
        raise DataError(f"{label} is a smooth of a variable that is constant in the data: leave it out.")
    match name:
        case "cr" | "cs":
            return cubic(columns, k, label, shrink=name == "cs", knots=knots)
        case "cc":
            return cyclic(columns, k, label, knots=knots)
    if knots is not None:
        raise DataError(f"{label} takes no knots: they are for the bases 'cr', 'cs' and 'cc'.")
    if name == "ps":
        return p_spline(columns, k, m, label)
    return thin_plate(columns, k, m[0] if m else None, label, shrink=name == "ts")


def knots_of(spec: SmoothSpec, knots: Knots) -> Array | None:
    """The knots given for the variable of a basis; None for a basis of several."""
    return knots.get(deparse(spec.variables[0])) if len(spec.variables) == 1 else None
