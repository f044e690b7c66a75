"""The order in which the effects of grouping factors are eliminated from a Gaussian model, without numbers.

Two levels are neighbours when they share a row. Eliminating a level makes its neighbours neighbours of each other, which
is called fill. Factors whose levels are not neighbours of each other, given those eliminated before, come first, the one
with the most levels before the others: nested factors all do, without fill. What remains stays together, dense: smaller
crossed factors and smooths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.design.groups import GroupTerm

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """A grouping factor and the positions of its terms among all terms."""

    terms: tuple[int, ...]
    level: Ints
    levels: int
    coefs: int

    @property
    def width(self) -> int:
        """How many effects it has."""
        return self.levels * self.coefs


def factors_of(terms: Sequence[GroupTerm]) -> list[Factor]:
    """Terms with the same grouping factor together."""
    groups = dict.fromkeys(term.group for term in terms)
    return [_factor(terms, [i for i, term in enumerate(terms) if term.group == group]) for group in groups]


def _factor(terms: Sequence[GroupTerm], own: Sequence[int]) -> Factor:
    first = terms[own[0]]
    return Factor(tuple(own), first.index, len(first.levels), sum(len(terms[i].coefs) for i in own))


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Factors eliminated level by level, in turn, and those that stay together to the end.

    Attributes
    ----------
    below
        For each of the former its neighbours among the levels of all later factors, whose columns run through the later
        factors in their order.
    """

    by_level: tuple[Factor, ...]
    together: tuple[Factor, ...]
    below: tuple[sparse.csr_matrix, ...]

    def cost(self, smooths: int) -> float:
        """About how many multiplications a gradient takes.

        Parameters
        ----------
        smooths
            Number of coefficients of smooths, which are eliminated with the dense factors.
        """
        root, total = sum(f.width for f in self.together) + smooths, 0.0
        factors = [*self.by_level, *self.together]
        for i, (factor, below) in enumerate(zip(self.by_level, self.below, strict=True)):
            widths = np.concatenate(
                [np.repeat(float(f.coefs), f.levels) for f in factors[i + 1 :]] + [np.empty(0)]
            )
            rows = below @ widths + smooths
            total += 2 * factor.coefs * float(np.sum((rows + factor.coefs) ** 2))
        return total + float(root) ** 3


def elimination_order(factors: Sequence[Factor]) -> Order:
    """The order of elimination."""
    remaining = sorted(factors, key=lambda f: -f.levels)
    blocks = _neighbours(remaining)
    chosen: list[Factor] = []
    found: list[dict[Factor, sparse.csr_matrix]] = []
    while remaining:
        free = [f for f in remaining if blocks[f, f].nnz == f.levels]
        if not free:
            break
        first = free[0]
        remaining.remove(first)
        chosen.append(first)
        found.append({f: blocks[first, f] for f in remaining})
        _fill(blocks, first, remaining)
    last = sorted(remaining, key=lambda f: f.width)
    below = tuple(
        _joined([neighbours[f] for f in [*chosen[i + 1 :], *last]], chosen[i].levels)
        for i, neighbours in enumerate(found)
    )
    return Order(tuple(chosen), tuple(last), below)


def _neighbours(factors: Sequence[Factor]) -> dict[tuple[Factor, Factor], sparse.csr_matrix]:
    """Which levels share a row, for each pair of factors."""
    return {(f, g): _share_rows(f, g) for f in factors for g in factors}


def _share_rows(f: Factor, g: Factor) -> sparse.csr_matrix:
    pairs = np.unique(f.level * g.levels + g.level)
    row, column = np.divmod(pairs, g.levels)
    return sparse.csr_matrix((np.ones(len(pairs)), (row, column)), shape=(f.levels, g.levels))


def _fill(
    blocks: dict[tuple[Factor, Factor], sparse.csr_matrix], first: Factor, remaining: Sequence[Factor]
) -> None:
    """Make the neighbours of each level of the first factor neighbours of each other."""
    for f in remaining:
        for g in remaining:
            filled = blocks[f, g] + blocks[first, f].T @ blocks[first, g]
            filled.data[:] = 1.0
            blocks[f, g] = sparse.csr_matrix(filled)


def _joined(parts: Sequence[sparse.csr_matrix], rows: int) -> sparse.csr_matrix:
    return sparse.csr_matrix(sparse.hstack(parts)) if parts else sparse.csr_matrix((rows, 0))
