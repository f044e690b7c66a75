"""Linear predictors of the rows of a design, for all draws, a block of draws at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.fit.draws import Posterior

Floats = NDArray[np.float64]
_BLOCK_DOUBLES = 10_000_000


def linear_predictors(posterior: Posterior, design: Design) -> Iterator[tuple[slice, Floats]]:
    """Blocks of draws (chains merged) of ``X coef + offset + Z b`` for the rows a model was fitted to.

    Yields
    ------
    The slice of draws and their linear predictors, shape (draws in the block, N). A block holds at
    most ten million numbers (80 MB), or one draw.
    """
    S, N = posterior.size, design.X.shape[0]
    coef = posterior.parameters.coef.reshape(S, -1)
    effects = [b.reshape(S, *b.shape[2:]) for b in posterior.effects]
    step = max(1, _BLOCK_DOUBLES // max(N, 1))
    for start in range(0, S, step):
        part = slice(start, min(start + step, S))
        eta = coef[part] @ design.X.T
        if design.offset is not None:
            eta += design.offset
        for term, b in zip(design.groups, effects, strict=True):
            for c in range(len(term.coefs)):
                eta += term.Z[:, c] * b[part, :, c][:, term.index]
        yield part, eta
