"""Exact draws of the group effects that stan/lmm.stan integrates out.

Given coefficients, sigma and theta_L, the effects are Gaussian: with Lambda block diagonal,
``b = sigma Lambda v`` and ``v`` normal with precision ``I + Lambda' Z'Z Lambda``. They are drawn by the
same elimination that the program uses (stan/external/elimination.hpp has its equations), for all draws at once: forward
as there, and backward each node given those below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.programs.elimination import Elimination
from nbmixed.programs.elimination_draws import Fronts, draw
from nbmixed.programs.packed import Packed
from nbmixed.programs.sampled_effects import sampled_effects
from nbmixed.programs.terms import block_diagonal, lambda_times

Floats = NDArray[np.float64]
_CHUNK_DOUBLES = 10_000_000


def draw_effects(
    packed: Packed, parameters: Mapping[str, Floats], theta_L: Sequence[Floats], seed: int
) -> tuple[Floats, ...]:
    """Draws of the effects of every term.

    Parameters
    ----------
    packed
        The program's data, and how effects are eliminated.
    parameters
        Its draws, each of shape (chains, draws, ...).
    theta_L
        Cholesky factors relative to sigma, in the order of the design.
    seed
        The same seed gives the same effects, however much memory there is.

    Returns
    -------
    One array for each term in the order of the design, then of blocks of smooths, shape (chains, draws, levels, p). Memory
    besides the result is bounded by about 80 MB a working array.
    """
    data, found = packed.data, packed.elimination
    assert found is not None
    chains, draws = parameters["z"].shape[:2]
    flat = {name: values.reshape(chains * draws, *values.shape[2:]) for name, values in parameters.items()}
    factors = [theta_L[t].reshape(chains * draws, *theta_L[t].shape[2:]) for t in packed.term_order]
    own = data["n_integrated_effects"]
    rng = np.random.default_rng([seed, 0xB])
    out = np.empty((chains * draws, own + data["n_sampled"]))
    fronts = Fronts.of(found)
    step = max(1, _CHUNK_DOUBLES // fronts.doubles)
    for start in range(0, chains * draws, step):
        part = slice(start, start + step)
        noise = rng.standard_normal((len(out[part]), own))
        chunk = {name: values[part] for name, values in flat.items()}
        out[part] = _chunk(packed, found, fronts, chunk, [f[part] for f in factors], noise)
    return _split(out, packed, chains, draws)


def _chunk(
    packed: Packed,
    found: Elimination,
    fronts: Fronts,
    parameters: Mapping[str, Floats],
    factors: list[Floats],
    noise: Floats,
) -> Floats:
    data, place = packed.data, packed.coordinates
    cut = data["n_integrated"]
    coef = place.center + parameters["z"] @ place.spread.T if place.linear else parameters["coefficient"]
    delta = coef - data["least_squares"]
    assert packed.aux_unit is not None
    sigma = packed.aux_unit * parameters["aux_raw"]
    sampled = sigma[:, None] * sampled_effects(data, parameters["z_b"], factors[cut:], delta, sigma)
    if data["prior_only"]:
        return np.concatenate(
            [sigma[:, None] * lambda_times(noise, factors[:cut], data["l"]), sampled], axis=1
        )
    u = data["ZtrX"] @ np.column_stack([np.ones(len(delta)), delta]).T
    if data["n_sampled"]:
        shape = (len(u), data["n_sampled"])
        u -= (
            sparse.csr_matrix((data["ZtZ3_w"], data["ZtZ3_v"] - 1, data["ZtZ3_u"] - 1), shape=shape)
            @ sampled.T
        )
    b = draw(found, fronts, u, block_diagonal(factors[:cut], len(sigma)), sigma, noise.T)
    return np.concatenate([b.T, sampled], axis=1)


def _split(out: Floats, packed: Packed, chains: int, draws: int) -> tuple[Floats, ...]:
    """Columns to terms in the order of the design: (chains, draws, levels, p)."""
    effects: list[Floats] = [np.empty(0)] * len(packed.term_order)
    start = 0
    for t, p, levels in zip(packed.term_order, packed.data["p"], packed.data["l"], strict=True):
        block = out[:, start : start + p * levels].reshape(chains, draws, p, levels)
        effects[t] = np.swapaxes(block, 2, 3)
        start += p * levels
    return tuple(effects)
