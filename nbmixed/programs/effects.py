"""Group effects and coefficients of smooths from the coordinates that are sampled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from nbmixed.programs.packed import Packed

Floats = NDArray[np.float64]


def effects(
    packed: Packed, parameters: Mapping[str, Floats], theta_L: Sequence[Floats]
) -> tuple[Floats, ...]:
    """Effects of every term and block, each of shape (chains, draws, levels, p)."""
    chains, draws = parameters["z"].shape[:2]
    factors, data = [f.reshape(chains * draws, *f.shape[2:]) for f in theta_L], packed.data
    if data.get("conditional"):
        return _split(parameters["effect"].reshape(chains * draws, -1), packed, chains, draws)
    z = parameters["z_b"].reshape(chains * draws, -1)
    estimate, information = data["estimate"], data["information"]
    if not data["informed"]:
        estimate, information = np.zeros(z.shape[1]), np.zeros(z.shape[1])
    if data.get("decoupled"):
        place = packed.coordinates
        delta = parameters["z"] @ place.spread.T if place.linear else parameters["coefficient"] - place.center
        estimate = estimate - delta.reshape(chains * draws, -1) @ data["shift"].T
    cross = data.get("cross", np.empty((0, 0)))
    b = effects_from(z, factors, data["l"], information, np.broadcast_to(estimate, z.shape), cross)
    return _split(b, packed, chains, draws)


def _split(b: Floats, packed: Packed, chains: int, draws: int) -> tuple[Floats, ...]:
    """Return columns as the terms and blocks of the design."""
    out, start = [], 0
    for p, levels in zip(packed.data["p"], packed.data["l"], strict=True):
        block = b[:, start : start + p * levels].reshape(chains, draws, p, levels)
        out.append(np.swapaxes(block, 2, 3))
        start += p * levels
    groups = len(out) - len(packed.rotations)
    turned = zip(out[groups:], packed.rotations, strict=True)
    return (*out[:groups], *(np.einsum("kj,csjp->cskp", Q, u) for u, Q in turned))


def effects_from(
    z: Floats,
    factors: Sequence[Floats],
    levels: Sequence[int],
    information: Floats,
    estimate: Floats,
    cross: Floats,
) -> Floats:
    """Effects b for draws z of shape (S, columns), as `group_effects` of stan/include/group_effects.stan.

    Given the coefficients before it an effect is N(m, s); beside rows whose likelihood is N(estimate, 1 / sqrt(A)) for it,
    it is ``(1 - w) m + w estimate + s sqrt(1 - w) z`` with standard normal z and ``w = A s^2 / (1 + A s^2)``.

    Parameters
    ----------
    factors
        Cholesky factor of each term, shape (S, p, p).
    levels
        Number of levels of each term.
    information
        A of each column.
    estimate
        Of each draw and column, shape (S, columns).
    cross
        What the rows say of the last columns, smooths, is less by its product with the blocks behind, shape (w, w).
    """
    b, start = np.empty_like(z), 0
    first = z.shape[1] - len(cross)
    blocks = []
    for L, size in zip(factors, levels, strict=True):
        if start >= first:
            blocks.append((L[:, 0, 0, None], slice(start, start + size)))
            start += size
            continue
        innovations: list[Floats] = []
        for a in range(L.shape[-1]):
            part, s = slice(start, start + size), L[:, a, a, None]
            m = sum((L[:, a, c, None] * e for c, e in enumerate(innovations)), start=np.zeros((len(z), size)))
            innovations.append(_innovation(z[:, part], s, information[part], estimate[:, part] - m))
            b[:, part] = m + s * innovations[-1]
            start += size
    for s, part in reversed(blocks):
        behind = b[:, part.stop :] @ cross[part.start - first : part.stop - first, part.stop - first :].T
        b[:, part] = s * _innovation(z[:, part], s, information[part], estimate[:, part] - behind)
    return b


def _innovation(z: Floats, s: Floats, A: Floats, away: Floats) -> Floats:
    """In sds of the prior, where the rows of a level say that its effect is `away` from the mean of the prior."""
    more = 1 + s**2 * A
    return np.asarray(s * A * away / more + z / np.sqrt(more))
