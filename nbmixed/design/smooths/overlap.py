"""Functions that several smooths share, as `s(x) + s(z) + s(x, z)` share straight lines of x and of z."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nbmixed.design.smooths.single import Single
from nbmixed.design.smooths.structure import Structure
from nbmixed.design.smooths.tensor import Tensor
from nbmixed.design.values import Array

_SHARED = 1e-6


def without_shared(
    structure: Structure, blocks: tuple[Array, ...], lower: Sequence[Array]
) -> tuple[Structure, tuple[Array, ...]]:
    """A smooth without those of its unpenalised functions that smooths of fewer variables have already.

    Left in, their coefficients could be told from the others' by their priors alone.

    Parameters
    ----------
    structure, blocks
        The smooth and its columns in the data of the fit; the last block is the functions without a penalty.
    lower
        Columns of the smooths of some of its variables.
    """
    if not lower or not isinstance(structure, Single | Tensor) or not has_free(structure):
        return structure, blocks
    known = np.column_stack([np.ones(len(blocks[-1])), *lower])
    keep = _own_directions(blocks[-1], known)
    if keep.shape[1] == blocks[-1].shape[1]:
        return structure, blocks
    rest = (blocks[-1] @ keep,) if keep.shape[1] else ()
    return _reduced(structure, keep), (*blocks[:-1], *rest)


def has_free(structure: Structure) -> bool:
    """Whether the last block is functions without a penalty of their own."""
    match structure:
        case Single(turns=turns):
            return len(turns) == 2
        case Tensor(constraint=constraint):
            return constraint is not None and constraint.shape[1] > 0
    return False


def _own_directions(columns: Array, known: Array) -> Array:
    """(M, m) orthonormal combinations of columns of which something is left beside the known ones."""
    Q, s, _ = np.linalg.svd(known, full_matrices=False)
    basis = Q[:, s > _SHARED * s[0]]
    left = columns - basis @ (basis.T @ columns)
    _, sizes, turned = np.linalg.svd(left, full_matrices=False)
    own: Array = turned[sizes > _SHARED * np.linalg.norm(columns)].T
    return own


def _reduced(structure: Single | Tensor, keep: Array) -> Structure:
    if isinstance(structure, Tensor):
        assert structure.constraint is not None
        return replace(structure, constraint=structure.constraint @ keep)
    rest = (structure.turns[1] @ keep,) if keep.shape[1] else ()
    return replace(structure, turns=(structure.turns[0], *rest))
