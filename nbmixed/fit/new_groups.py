"""Effects of groups that a fit has not seen: draws from the population of each posterior draw."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nbmixed.errors import SettingError, nearest

Floats = NDArray[np.float64]
NEW_LEVELS = ("independent", "shared")
_STREAM = 0x6E0


def new_effects(
    theta_L: Floats,
    term: int,
    levels: Sequence[str],
    picked: NDArray[np.intp],
    seed: int,
    *,
    how: str = "independent",
) -> Floats:
    """Effects of new levels: b ~ N(0, Sigma) with the Sigma of each draw.

    A level's effects depend on its name, the term, the seed and the draw, and on nothing else: they are the same in
    every prediction from a fit, whatever other rows or draws are asked for.

    Parameters
    ----------
    theta_L
        Cholesky factors of Sigma, shape (S, p, p).
    term
        Place of the term in the model.
    levels
        Names of the new levels.
    picked
        The draws wanted.
    how
        "independent": one vector for each level. "shared": one for all levels of the term, as in rstanarm, which
        gets each level alone right, and differences and averages of levels wrong.

    Returns
    -------
    Shape (draws picked, levels, p).

    Raises
    ------
    SettingError
        For another `how`.
    """
    check_new_levels(how)
    S, p, _ = theta_L.shape
    if how == "shared":
        z = _normals(seed, term, "", (S, p))[picked]
        return np.repeat(_times(theta_L[picked], z)[:, None], len(levels), axis=1)
    effects = np.empty((len(picked), len(levels), p))
    for place, level in enumerate(levels):
        effects[:, place] = _times(theta_L[picked], _normals(seed, term, level, (S, p))[picked])
    return effects


def check_new_levels(how: str) -> None:
    """Refuse what is not a way to draw the effects of new levels."""
    if how not in NEW_LEVELS:
        raise SettingError(
            f"new_levels must be 'independent' or 'shared', not {how!r}.{nearest(str(how), NEW_LEVELS)}"
        )


def _normals(seed: int, term: int, level: str, shape: tuple[int, int]) -> Floats:
    """Standard normal variables that belong to one level."""
    words = np.frombuffer(hashlib.blake2b(level.encode(), digest_size=16).digest(), dtype="<u4")
    rng = np.random.default_rng([seed, _STREAM, term, *words.tolist()])
    return rng.standard_normal(shape)


def _times(factors: Floats, z: Floats) -> Floats:
    product: Floats = (factors @ z[..., None])[..., 0]
    return product
