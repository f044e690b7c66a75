"""Tensor products with separate penalties, `t2()` (Wood, Scheipl and Faraway 2013)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from nbmixed.design.fixed import Variable
from nbmixed.design.smooths.basis import Basis
from nbmixed.design.smooths.inputs import numeric_columns
from nbmixed.design.smooths.natural import comparable, natural, sum_to_zero
from nbmixed.design.smooths.random_effect import RandomEffect, random_effect
from nbmixed.design.smooths.single import Knots, knots_of, make_basis
from nbmixed.design.values import Array
from nbmixed.errors import DataError
from nbmixed.spec.smooth import SmoothSpec

DEFAULT = 5
"""Functions of a margin, where no k is given."""
_WIGGLY = "r"


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """One margin: groups of its columns, by letter: "r" those with a penalty, "n" those without.

    With `full` each of those without stands alone: "1", "2".
    """

    spec: SmoothSpec
    basis: Basis | RandomEffect
    groups: dict[str, Array]

    def columns(self, values: Sequence[Variable]) -> dict[str, Array]:
        """(N, k) columns of each group."""
        if isinstance(self.basis, RandomEffect):
            (X,) = self.basis.blocks(values)
        else:
            X = self.basis.at(numeric_columns(self.spec, values))
        return {letter: X @ turn for letter, turn in self.groups.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """Products of the groups of the margins, one block each; those without any penalty are one block together.

    Attributes
    ----------
    spec
        As asked for.
    margins
        In order.
    penalised
        The letters of each product with a penalty.
    free
        The letters of each without.
    constraint
        Orthonormal columns that turn the products without a penalty; None when there are none.
    """

    spec: SmoothSpec
    margins: tuple[Margin, ...]
    penalised: tuple[tuple[str, ...], ...]
    free: tuple[tuple[str, ...], ...]
    constraint: Array | None = None

    @property
    def endings(self) -> tuple[str, ...]:
        """The letters; nothing for the functions without a penalty, or for a lone block."""
        if self.constraint is not None and self.constraint.shape[1]:
            return (*map("".join, self.penalised), "")
        return tuple(map("".join, self.penalised)) if len(self.penalised) > 1 else ("",)

    def blocks(self, values: Sequence[Variable]) -> tuple[Array, ...]:
        """One block for each product with a penalty, then that of the products without."""
        parts = list(_split(self.margins, values))
        found = tuple(_product(parts, letters) for letters in self.penalised)
        if self.constraint is None or not self.constraint.shape[1]:
            return found
        return (*found, _products(parts, self.free) @ self.constraint)


def tensor(spec: SmoothSpec, values: Sequence[Variable], knots: Knots, *, centred: bool) -> Tensor:
    """The product for the data of a fit; when `centred`, its functions without a penalty sum to zero over them.

    Raises
    ------
    DataError
        For a `k` that is not possible, or a margin that is a factor without bs = "re".
    """
    margins = tuple(_margins(spec, values, knots))
    # The letters of the first margin change fastest, as mgcv orders and names the blocks.
    every = [tuple(reversed(c)) for c in itertools.product(*(tuple(m.groups) for m in reversed(margins)))]
    penalised = tuple(c for c in every if _WIGGLY in c)
    free = tuple(c for c in every if _WIGGLY not in c)
    parts = list(_split(margins, values))
    constraint = None
    if free:
        X = _products(parts, free)
        constraint = sum_to_zero(X) if centred else np.eye(X.shape[1])
    return Tensor(spec, margins, penalised, free, constraint)


def _margins(spec: SmoothSpec, values: Sequence[Variable], knots: Knots) -> Iterator[Margin]:
    place = 0
    for i, (d, bs) in enumerate(zip(spec.d, spec.bs, strict=True)):
        part = replace(spec, variables=spec.variables[place : place + d], bs=(bs,), d=(d,))
        own = values[place : place + d]
        k = spec.k[i] if spec.k else DEFAULT**d
        yield _margin(part, own, k, knots_of(part, knots))
        place += d


def _margin(part: SmoothSpec, values: Sequence[Variable], k: int, knots: Array | None) -> Margin:
    if part.bs == ("re",):
        return _random_margin(part, values)
    columns = numeric_columns(part, values)
    basis = make_basis(part.bs[0], columns, k, (), part.written, knots)
    X = basis.at(columns)
    turned = comparable(X, natural(X, basis.penalty, basis.free))
    groups = {_WIGGLY: turned.wiggly}
    if part.full:
        groups |= {str(i + 1): turn[:, None] for i, turn in enumerate(turned.free.T)}
    elif turned.free.shape[1]:
        groups["n"] = turned.free
    return Margin(part, basis, groups)


def _random_margin(part: SmoothSpec, values: Sequence[Variable]) -> Margin:
    effects = random_effect(replace(part, k=()), values)
    (X,) = effects.blocks(values)
    square = float(np.sqrt((X**2).mean()))
    if not square > 0:
        raise DataError(f"{part.written} has a margin that is 0 in every row: leave it out.")
    return Margin(part, effects, {_WIGGLY: np.eye(X.shape[1]) / square})


def _split(margins: tuple[Margin, ...], values: Sequence[Variable]) -> Iterator[dict[str, Array]]:
    place = 0
    for margin in margins:
        d = len(margin.spec.variables)
        yield margin.columns(values[place : place + d])
        place += d


def _product(parts: Sequence[dict[str, Array]], letters: tuple[str, ...]) -> Array:
    return reduce(_rowwise, (part[letter] for part, letter in zip(parts, letters, strict=True)))


def _products(parts: Sequence[dict[str, Array]], every: Sequence[tuple[str, ...]]) -> Array:
    return np.column_stack([_product(parts, letters) for letters in every])


def _rowwise(left: Array, right: Array) -> Array:
    """Every column of the one times every column of the other, the latter changing fastest."""
    return (left[:, :, None] * right[:, None, :]).reshape(len(left), -1)
