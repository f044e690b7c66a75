"""What data say of the effects that a program samples, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.programs.joint_mode import JointMode
from nbmixed.programs.mode import Mode

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class KnownEffects:
    """What data say of effects, in the program's order, and of coefficients beside them.

    Attributes
    ----------
    mode
        Of the coefficients, with the curvature that they have beside the effects.
    information
        That the rows of a level have on its effect, shape (q,).
    estimate
        What they say of it at the mode of the coefficients, shape (q,).
    share
        Of what they say in the mean of the effect, at a rough estimate of the variance over the levels, shape (q,).
    shift
        And how much less for higher coefficients, shape (q, K1); shape (0, 0) where that is left open.
    cross
        And for those of blocks of smooths behind, shape (w, w) with w coefficients of smooths.
    rotations
        Of the blocks of smooths, if they are turned (`nbmixed.programs.smooth_coordinates`).
    joint
        The joint mode of coefficients and effects that this is from; None where it was not found.
    """

    mode: Mode
    information: Floats
    estimate: Floats
    share: Floats
    shift: Floats
    cross: Floats
    rotations: tuple[Floats, ...] = ()
    joint: JointMode | None = None


def effect_data(known: KnownEffects | None, width: int) -> dict[str, Any]:
    """What the program takes of it.

    Parameters
    ----------
    width
        Number of coefficients of smooths.
    """
    if known is None or not known.information.size:
        nothing, none = np.empty(0), np.empty((0, 0))
        return {
            "informed": 0,
            "information": nothing,
            "estimate": nothing,
            "decoupled": 0,
            "shift": none,
            "cross": none,
        }
    return {
        "informed": 1,
        "information": known.information,
        "estimate": known.estimate,
        "decoupled": int(known.shift.size > 0),
        "shift": known.shift,
        "cross": known.cross.reshape(width, width),
    }
