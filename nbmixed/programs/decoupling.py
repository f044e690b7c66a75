"""What data say of sampled group effects, at any value of the coefficients.

With a predictor that is constant within groups (the intercept is one) data tell the sum of its contribution and the
group's effect much better than either. Near the joint mode the posterior is normal, with precision

    [ X'WX + P    X'WZ         ]
    [ Z'WX        Z'WZ + T^-1  ]

for coefficients beta with prior precision P and effects b with prior covariance T. Given beta the mean of b is its mode less
``B (beta - mode)`` with ``B = (Z'WZ + T^-1)^-1 Z'WX``, and beta alone has the precision ``X'WX + P - X'WZ B``. For one
term of well-known groups this is hierarchical centring (Gelfand, Sahu and Carlin 1995), for crossed and nested ones it is joint.

The program lets the sd s over the levels vary. With the information A of a level the mean of its effect is the share
``w = A s^2 / (1 + A s^2)`` of what its rows alone say. So that is handed over: the mean divided by w at the rough variance.
Whatever these numbers are, the posterior is the same; only the sampler's steps are longer (Papaspiliopoulos, Roberts and
Skold 2007).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.programs.cross_products import Term, sparse_Z
from nbmixed.programs.joint_mode import joint_mode, of_levels, shape
from nbmixed.programs.known import KnownEffects
from nbmixed.programs.mode import Mode
from nbmixed.programs.portable import few_digits
from nbmixed.programs.predictors import Predictors
from nbmixed.programs.smooth_coordinates import known_smooths
from nbmixed.programs.smooths import SmoothBlock

Floats = NDArray[np.float64]
_MOST_EFFECTS = 20_000
_LARGEST = 2_000_000  # numbers handed to the program
_WIDEST = 200  # smooths


def known_effects(columns: Predictors, terms: Sequence[Term], mode: Mode) -> KnownEffects:
    """Of some terms, those of smooths last.

    Parameters
    ----------
    mode
        Of the model without effects.
    """
    q, K1 = sum(coefs * levels for coefs, levels in map(shape, terms)), len(mode.coef)
    widths = [term.width for term in terms if isinstance(term, SmoothBlock)]
    few = 0 < q <= _MOST_EFFECTS and q * K1 <= _LARGEST
    at = joint_mode(columns, terms, mode, sum(widths) if sum(widths) <= _WIDEST else 0) if few else None
    if at is None:
        return roughly_known(columns, terms, mode)
    known = np.maximum(few_digits(at.information * at.variance), 1e-6)
    share = known / (1 + known)
    unit = _units(columns.with_intercept())
    shift = few_digits(at.slope / share[:, None] / unit) * unit if K1 else np.empty((0, 0))
    w = sum(widths)
    found = KnownEffects(
        at.mode,
        few_digits(at.information),
        few_digits(at.effects / share),
        share,
        shift,
        np.zeros((w, w)),
        joint=at,
    )
    return found if columns.sparse or not len(at.covariance) else known_smooths(found, at, widths)


def roughly_known(columns: Predictors, terms: Sequence[Term], mode: Mode) -> KnownEffects:
    """The information alone, at the mode without effects."""
    Z = sparse.csc_matrix(sparse_Z(terms, len(columns.X)))
    information = few_digits(of_levels(Z, mode.information()[1]))
    nothing, w = np.zeros(len(information)), sum(t.width for t in terms if isinstance(t, SmoothBlock))
    return KnownEffects(mode, information, nothing, nothing, np.empty((0, 0)), np.zeros((w, w)))


def _units(X: Floats) -> Floats:
    """Return a power of two near the size of each column: dividing by it changes no digits."""
    size = np.sqrt(np.mean(X**2, axis=0))
    return np.asarray(np.exp2(np.round(np.log2(np.where(size > 0, size, 1.0)))))
