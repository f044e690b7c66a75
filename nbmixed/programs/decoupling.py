"""Coordinates of sampled group effects that are nearly independent of the coefficients.

With a predictor that is constant within groups (the intercept is one) data tell the sum of its contribution and the
group's effect much better than either. Near the mode the posterior is normal, with precision

    [ X'WX + P    X'WZ         ]
    [ Z'WX        Z'WZ + T^-1  ]

for coefficients beta with prior precision P and effects b with prior covariance T. ``b + B beta`` with
``B = (Z'WZ + T^-1)^-1 Z'WX`` is independent of beta, whose own precision is then ``X'WX + P - X'WZ B``. For well-known
groups this is hierarchical centring (Gelfand, Sahu and Carlin 1995), for crossed and nested ones it is joint. Whatever B
is, the posterior is the same; only the sampler's steps are longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.design.groups import GroupTerm
from nbmixed.programs.centring import Centring
from nbmixed.programs.cross_products import sparse_Z
from nbmixed.programs.mode import Mode
from nbmixed.programs.predictors import Predictors

Floats = NDArray[np.float64]
_MOST_EFFECTS = 20_000
_LARGEST = 2_000_000  # numbers handed to the program


@dataclass(frozen=True, slots=True)
class Decoupled:
    """What decouples effects from coefficients.

    Attributes
    ----------
    shift
        Shape (q, K1): a coordinate of an effect is that of its own plus ``shift @ (coef - center)``. Empty where nothing is
        gained.
    mode
        With the curvature that coefficients have beside the effects.
    """

    shift: Floats
    mode: Mode


def decoupled(columns: Predictors, terms: Sequence[GroupTerm], mode: Mode, centring: Centring) -> Decoupled:
    """Shift of every effect, in the program's order.

    Parameters
    ----------
    centring
        Share of centring, and rough variance, of every effect; one without variance is left alone.
    """
    X = columns.with_intercept()
    known = np.flatnonzero(centring.variance > 0)
    q, K1 = len(centring.variance), X.shape[1]
    if not len(known) or not K1 or q > _MOST_EFFECTS or q * K1 > _LARGEST:
        return Decoupled(np.empty((0, K1)), mode)
    information = mode.information()[1]
    Z = sparse_Z(terms, len(X)).tocsc()[:, known]
    cross = np.asarray(Z.T @ (information[:, None] * X))
    T_inverse = sparse.diags(1 / centring.variance[known])
    B = _solve(Z.T @ sparse.diags(information) @ Z + T_inverse, cross)
    curvature = mode.curvature - cross.T @ B
    if not _is_precision(curvature):
        return Decoupled(np.empty((0, K1)), mode)
    unit = np.sqrt(centring.variance[known]) ** (centring.share[known] - 1)
    shift = np.zeros((q, K1))
    shift[known] = unit[:, None] * B
    return Decoupled(shift, replace(mode, curvature=(curvature + curvature.T) / 2))


def _solve(precision: sparse.spmatrix, right: Floats) -> Floats:
    from scipy.sparse.linalg import splu  # not at import: it is slow to come

    return np.asarray(splu(sparse.csc_matrix(precision), options={"SymmetricMode": True}).solve(right))


def _is_precision(matrix: Floats) -> bool:
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return False
    return bool(np.isfinite(matrix).all())
