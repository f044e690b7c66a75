"""Means of nonlinear models: the curve at each row, for draws of its parameters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.design.curves import CurveDesign
from nbmixed.design.curves_value import curve_value

Floats = NDArray[np.float64]
Effects = tuple[Floats, NDArray[np.int64], NDArray[np.int64]]


def curve_means(
    curve: CurveDesign, X: Floats, coef: Floats, effects: Sequence[Effects], rows: slice = slice(None)
) -> Floats:
    """The curve without its offset.

    Parameters
    ----------
    X
        Columns of the parameters at these rows, shape (N, K).
    coef
        Coefficients as reported, shape (draws, K).
    effects
        For each group-specific term its effects, shape (draws, levels, p), the place of each row's level, shape (N,),
        and the parameters that its coefficients add to, shape (p,).
    rows
        Which of the curve's rows these are.

    Returns
    -------
    Shape (draws, N).
    """
    phi = [_population(curve, X, coef, k) for k in range(len(curve.parameters))]
    for b, index, on in effects:
        for c, k in enumerate(on):
            phi[k] = phi[k] + b[:, :, c][:, index]
    shape = (len(coef), len(X))
    return np.broadcast_to(curve_value(curve.code, curve.columns[:, rows], phi), shape)


def means(design: Design, coef: Floats, effects: Sequence[Floats]) -> Floats:
    """The curve with its offset at all rows of a design, shape (draws, N).

    Parameters
    ----------
    coef
        Coefficients as reported, shape (draws, K).
    effects
        Of each term of the design, shape (draws, levels, p).
    """
    assert design.curve is not None
    terms = zip(effects, design.groups, design.curve.effects, strict=True)
    mu = curve_means(design.curve, design.X, coef, [(b, term.index, on) for b, term, on in terms])
    return mu if design.offset is None else mu + design.offset


def _population(curve: CurveDesign, X: Floats, coef: Floats, k: int) -> Floats:
    """A parameter without group effects, on the scale where they are added; (draws, 1) or (draws, N)."""
    own = curve.owner == k
    given = np.log(coef[:, own]) if k in curve.log_scale else coef[:, own]
    return given if given.shape[1] == 1 and bool((X[:, own] == 1).all()) else np.asarray(given @ X[:, own].T)
