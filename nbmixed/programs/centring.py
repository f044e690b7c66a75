"""How much each sampled group effect is centred, and effects from their coordinates.

Where the data know an effect far better than its distribution over groups does, its own scale is the
good coordinate; elsewhere the non-centred one is (Papaspiliopoulos, Roberts and Skold 2007). Whatever
is chosen, the posterior is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.design.groups import GroupTerm
from nbmixed.programs.mode import Mode

Floats = NDArray[np.float64]
_STRONG = 1.0  # information over prior precision that every level of a term must have


@dataclass(frozen=True, slots=True)
class Centring:
    """How effects are sampled, in the program's order.

    Attributes
    ----------
    share
        Share of centring; 0 throughout a weakly informed term.
    variance
        Rough variance of the coefficient over the levels of its term; 0 where the data show none.
    """

    share: Floats
    variance: Floats


def centring(design: Design, mode: Mode) -> Centring:
    """Share of centring of every effect.

    The share is ``A / (A + 1 / tau^2)`` with the information A that the rows of a level have on its
    effect, and a moment estimate of the variance tau^2 between levels, both at the fit without groups.
    """
    score, information = mode.information()
    parts = [_of_term(term, score, information) for term in design.groups]
    nothing = np.empty(0)
    return Centring(
        np.concatenate([*(share for share, _ in parts), nothing]),
        np.concatenate([*(variance for _, variance in parts), nothing]),
    )


def _of_term(term: GroupTerm, score: Floats, information: Floats) -> tuple[Floats, Floats]:
    size = len(term.levels)
    shares, variances, strong = [], [], True
    for z in term.Z.T:
        A = np.bincount(term.index, information * z**2, size)
        known = np.maximum(A, 1e-10)
        estimate = np.bincount(term.index, score * z, size) / known
        variance = max(float(np.var(estimate) - np.mean(1 / known)), 0.0)
        strong = strong and float(A.min()) * variance >= _STRONG
        shares.append(A / (A + 1 / variance) if variance > 0 else np.zeros(size))
        variances.append(np.full(size, variance))
    share = np.concatenate(shares)
    return share if strong else np.zeros_like(share), np.concatenate(variances)


def effects_from(z: Floats, factors: Sequence[Floats], levels: Sequence[int], share: Floats) -> Floats:
    """Effects b for draws z of shape (S, columns), as `group_effects_lp` of stan/include/group_effects.stan.

    Parameters
    ----------
    factors
        Cholesky factor of each term, shape (S, p, p).
    levels
        Number of levels of each term.
    share
        Share of centring of each column.
    """
    b, start = np.empty_like(z), 0
    for L, size in zip(factors, levels, strict=True):
        innovations: list[Floats] = []
        for a in range(L.shape[-1]):
            part = slice(start, start + size)
            s, w = L[:, a, a, None], share[part]
            m = sum((L[:, a, c, None] * e for c, e in enumerate(innovations)), start=np.zeros((len(z), size)))
            b[:, part] = (1 - w) * m + s ** (1 - w) * z[:, part]
            innovations.append((b[:, part] - m) / s)
            start += size
    return b
