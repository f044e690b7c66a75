"""Coordinates of the coefficients of smooths that hardly depend on each other, whatever their standard deviations.

Data know few directions of a smooth well and most badly, and blocks of a smooth share directions. Prior precision is the
same in all directions of a block, so it may be turned: in the directions in which the information of the data is diagonal,
coefficients are independent at any standard deviation. Blocks come one after another, the last first: each is known as far
as those behind it and the coefficients of predictors are, group effects and the blocks before it left open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nbmixed.programs.joint_mode import JointMode
from nbmixed.programs.known import KnownEffects
from nbmixed.programs.portable import few_digits
from nbmixed.programs.smooths import SmoothBlock

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Block:
    """A block in turned coordinates: what the rows say of it is ``estimate - shift delta - cross u_behind``."""

    rotation: Floats
    information: Floats
    share: Floats
    estimate: Floats
    shift: Floats
    cross: Floats


def turned(blocks: Sequence[SmoothBlock], rotations: Sequence[Floats]) -> tuple[SmoothBlock, ...]:
    """Blocks with columns in turned directions."""
    pairs = zip(blocks, rotations, strict=True)
    return tuple(replace(block, columns=block.columns @ rotation) for block, rotation in pairs)


def known_smooths(known: KnownEffects, at: JointMode, widths: Sequence[int]) -> KnownEffects:
    """With the last effects, which are those of smooths, in turned coordinates.

    Parameters
    ----------
    widths
        Of the blocks.
    """
    w = len(at.covariance)
    cross, end = np.zeros((w, w)), w
    made: list[_Block] = []
    for width in reversed(widths):
        block = _block(slice(end - width, end), slice(end, w), at, [m.rotation for m in reversed(made)])
        cross[end - width : end, end:] = block.cross
        made.append(block)
        end -= width
    made.reverse()

    def joined(before: Floats, name: str) -> Floats:
        return np.concatenate([before[: len(before) - w], *(getattr(block, name) for block in made)])

    return replace(
        known,
        information=few_digits(joined(known.information, "information")),
        share=joined(known.share, "share"),
        estimate=few_digits(joined(known.estimate, "estimate")),
        shift=few_digits(joined(known.shift, "shift")) if known.shift.size else known.shift,
        cross=few_digits(cross),
        rotations=tuple(block.rotation for block in made),
    )


def _block(own: slice, behind: slice, at: JointMode, rotations: Sequence[Floats]) -> _Block:
    """One block, given those behind it."""
    covariance, w = at.covariance, len(at.covariance)
    mode, slope, variance = at.effects[-w:], at.slope[-w:], at.variance[-w:][own][0]
    given = covariance[behind, behind]
    follows = (
        np.linalg.solve(given, covariance[behind, own]).T
        if len(given)
        else np.zeros((own.stop - own.start, 0))
    )
    left = covariance[own, own] - follows @ covariance[behind, own]
    values, rotation = np.linalg.eigh(np.linalg.inv(left))
    known = np.maximum(few_digits(values * variance) - 1, 1e-6)
    share = known / (1 + known)
    to_data = rotation.T / share[:, None]
    turn = _block_diagonal(rotations)
    return _Block(
        rotation,
        known / variance,
        share,
        to_data @ (mode[own] - follows @ mode[behind]),
        to_data @ (slope[own] - follows @ slope[behind]),
        -to_data @ follows @ turn,
    )


def _block_diagonal(matrices: Sequence[Floats]) -> Floats:
    from scipy.linalg import block_diag

    return np.asarray(block_diag(*matrices)) if matrices else np.zeros((0, 0))
