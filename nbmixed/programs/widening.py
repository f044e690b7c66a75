"""How much less is known of the coefficients when the effects of few levels vary more.

Beside a term of few levels an intercept is known about as well as the mean of that many effects is: ``s / sqrt(l)`` for an
sd s which so few levels leave open. That is a funnel (Neal 2003, section 8). Coordinates in which it is straight take the
precision of the coefficients for the current s: with what the rows of each level say of them, in coordinates that are
standard normal at the usual s, it is the identity plus ``F diag(w - w(s)) F'``, w the share of what its rows say in the mean
of an effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.programs.cross_products import Term
from nbmixed.programs.joint_mode import shape
from nbmixed.programs.known import KnownEffects
from nbmixed.programs.portable import few_digits

Floats = NDArray[np.float64]
_FEW = 20  # levels; of more the sd is known well enough
_MOST_COEFFICIENTS = 30  # whose matrix is factored with every gradient
_POSITIVE = 0.999  # so much of the precision can at most be lost


@dataclass(frozen=True, slots=True)
class Widening:
    """What the program takes.

    Attributes
    ----------
    few
        Whether each term has few levels.
    usual_share
        w of the effects of these terms, shape (n,).
    rows_say
        F, shape (K1, n).
    """

    few: NDArray[np.bool_]
    usual_share: Floats
    rows_say: Floats


def widening(terms: Sequence[Term], known: KnownEffects, spread: Floats) -> Widening:
    """Of the terms with few levels.

    Parameters
    ----------
    spread
        From coordinates to coefficients, shape (K1, K1).
    """
    sizes = [shape(term) for term in terms]
    few = np.array([levels <= _FEW for _, levels in sizes], dtype=bool)
    own = np.repeat(few, [coefs * levels for coefs, levels in sizes])
    K1 = len(spread)
    if not known.shift.size or not own.any() or K1 > _MOST_COEFFICIENTS:
        return Widening(np.zeros_like(few), np.empty(0), np.empty((0, 0)))
    F = spread.T @ (known.shift[own] * np.sqrt(known.information[own])[:, None]).T
    share = known.share[own]
    lost = float(np.linalg.norm(F * np.sqrt(1 - share), 2)) ** 2
    return Widening(few, share, few_digits(F * min(1.0, np.sqrt(_POSITIVE / max(lost, 1e-300)))))


def widening_data(wider: Widening | None, n_terms: int) -> dict[str, Any]:
    """What the program takes of it."""
    if wider is None:
        wider = Widening(np.zeros(n_terms, dtype=bool), np.empty(0), np.empty((0, 0)))
    return {
        "few": wider.few.astype(int),
        "n_few": len(wider.usual_share),
        "usual_share": wider.usual_share,
        "widening": wider.rows_say,
    }
