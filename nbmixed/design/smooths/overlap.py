"""Functions that several smooths share, as `s(x) + s(z) + s(x, z)` share straight lines of x and of z."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nbmixed.design.fixed import Variable
from nbmixed.design.smooths.single import Single
from nbmixed.design.smooths.structure import Structure
from nbmixed.design.smooths.tensor import Tensor
from nbmixed.design.values import Array

_SHARED = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Reduced:
    """A smooth of which some functions are left out.

    Attributes
    ----------
    whole
        The smooth with all of them.
    keep
        For each block (k_j, m_j) orthonormal combinations of its columns; blocks without any are gone.
    """

    whole: Structure
    keep: tuple[Array, ...]

    @property
    def endings(self) -> tuple[str, ...]:
        """Those of the blocks that are left; none for a lone one."""
        left = tuple(e for e, keep in zip(self.whole.endings, self.keep, strict=True) if keep.shape[1])
        return left if len(left) > 1 else ("",)

    def blocks(self, values: Sequence[Variable]) -> tuple[Array, ...]:
        """(N, m_j) columns of the blocks that are left."""
        return self.reduce(self.whole.blocks(values))

    def reduce(self, blocks: Sequence[Array]) -> tuple[Array, ...]:
        """What is left of the blocks of the whole."""
        return tuple(b @ keep for b, keep in zip(blocks, self.keep, strict=True) if keep.shape[1])


def without_shared(
    structure: Structure, blocks: tuple[Array, ...], lower: Sequence[Array]
) -> tuple[Structure, tuple[Array, ...]]:
    """A smooth without those of its functions that smooths of fewer variables have already.

    Left in, their coefficients could be told from the others' by their priors alone. mgcv leaves them out too.

    Parameters
    ----------
    structure, blocks
        The smooth and its columns in the data of the fit.
    lower
        Columns of the smooths of some of its variables.
    """
    if not lower or not isinstance(structure, Single | Tensor):
        return structure, blocks
    known = _orthonormal(np.column_stack([np.ones(len(blocks[0])), *lower]))
    keep = tuple(_own_directions(block, known) for block in blocks)
    if all(k.shape[0] == k.shape[1] for k in keep):
        return structure, blocks
    reduced = Reduced(structure, keep)
    return reduced, reduced.reduce(blocks)


def _orthonormal(columns: Array) -> Array:
    U, s, _ = np.linalg.svd(columns, full_matrices=False)
    basis: Array = U[:, s > _SHARED * s[0]]
    return basis


def _own_directions(columns: Array, known: Array) -> Array:
    """(k, m) orthonormal combinations of columns of which something is left beside the known ones."""
    left = columns - known @ (known.T @ columns)
    _, sizes, turned = np.linalg.svd(left, full_matrices=False)
    own: Array = turned[sizes > _SHARED * np.linalg.norm(columns)].T
    return np.eye(len(own)) if own.shape[0] == own.shape[1] else own
