"""Means of the rows of a nonlinear design, for draws of a posterior, a block at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.design.curves_value import curve_value
from nbmixed.fit.draws import Posterior

Floats = NDArray[np.float64]
_BLOCK_DOUBLES = 2_000_000


def curve_means(posterior: Posterior, design: Design) -> Iterator[tuple[slice, Floats]]:
    """Blocks of draws (chains merged) of the curve, group effects included, for the rows a model was fitted to.

    Yields
    ------
    The slice of draws and their means, shape (draws in the block, N); offsets are added.
    """
    S, N = posterior.size, design.nobs
    coef = posterior.parameters.coef.reshape(S, -1)
    effects = tuple(b.reshape(S, *b.shape[2:]) for b in posterior.effects)
    step = max(1, _BLOCK_DOUBLES // max(N, 1))
    for start in range(0, S, step):
        part = slice(start, min(start + step, S))
        yield part, means(design, coef[part], tuple(b[part] for b in effects))


def means(design: Design, coef: Floats, effects: tuple[Floats, ...]) -> Floats:
    """The curve at the rows of a design.

    Parameters
    ----------
    coef
        Coefficients as reported, shape (draws, K).
    effects
        Of each term of the design, shape (draws, levels, p).

    Returns
    -------
    Shape (draws, N).
    """
    curve = design.curve
    assert curve is not None
    phi = [_population(design, coef, k) for k in range(len(curve.parameters))]
    for term, places, b in zip(design.groups, curve.effects, effects, strict=True):
        for c, k in enumerate(places):
            phi[k] = phi[k] + b[:, :, c][:, term.index]
    mu = curve_value(curve.code, curve.columns, phi)
    return mu if design.offset is None else mu + design.offset


def _population(design: Design, coef: Floats, k: int) -> Floats:
    """A parameter without group effects, on the scale where they are added; (draws, 1) or (draws, N)."""
    assert design.curve is not None
    own = np.flatnonzero(design.curve.owner == k)
    given = np.log(coef[:, own]) if k in design.curve.log_scale else coef[:, own]
    X = design.X[:, own]
    return given if len(own) == 1 and bool((X == 1).all()) else np.asarray(given @ X.T)
