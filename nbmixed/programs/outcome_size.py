"""How large the outcome of a design is, for default priors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.programs.information import Outcome
from nbmixed.programs.scale import OutcomeSize
from nbmixed.spec.model import ModelSpec

_FAR = 4.0  # standard deviations beyond which a normal prior has less than a ten-thousandth of its mass
_WITH_UNIT = (
    "identity",
    "inverse",
    "1/mu^2",
    "sqrt",
)  # links whose linear predictor has a unit of measurement


def outcome_size(design: Design, spec: ModelSpec) -> OutcomeSize:
    """Return what default priors know of the outcome; with ``compat="rstanarm"`` no more than they know there.

    Default scales of links other than the identity of a real outcome do not depend on it, as in rstanarm, unless the
    intercept that gives about the mean outcome is out of reach of its default prior.

    An outcome that never varies, as one that only stands for the rows of a prior predictive simulation, has an sd of 1.
    """
    if design.response is None:
        return OutcomeSize()
    y, family = design.response.y, spec.family
    if spec.compat == "rstanarm":
        return OutcomeSize(float(y.mean()), _sd(y))
    outcome = Outcome.of(design, family)
    if family.real_line and family.link == "identity":
        y = y - outcome.offset
        return OutcomeSize(float(y.mean()), _sd(y))
    size = OutcomeSize(float(y.mean()), _sd(y))
    offset = outcome.typical_offset()
    needed = abs(outcome.typical() - offset)
    if needed <= _FAR * 2.5 * (size.sd if family.real_line else 1.0):
        return size
    if family.link in _WITH_UNIT or family.real_line:
        return replace(size, eta=needed)
    return replace(size, offset=offset) if abs(outcome.typical()) < needed else size


def _sd(y: NDArray[np.float64]) -> float:
    return (float(y.std(ddof=1)) if len(y) > 1 else 1.0) or 1.0
