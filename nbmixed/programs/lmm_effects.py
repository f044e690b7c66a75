"""Exact draws of the group effects that stan/lmm.stan integrates out.

Given coefficients, sigma and theta_L, the effects are Gaussian: with Lambda block diagonal,
``b = sigma Lambda v`` and ``v`` normal with precision ``I + Lambda' Z'Z Lambda``. They are drawn by the
same block elimination that the program uses, for all draws at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.programs.packed import Packed
from nbmixed.programs.terms import lambda_times, lambda_transpose_times

Floats = NDArray[np.float64]
_CHUNK_DOUBLES = 10_000_000


def draw_effects(
    packed: Packed, parameters: Mapping[str, Floats], theta_L: Sequence[Floats], seed: int
) -> tuple[Floats, ...]:
    """Draws of the effects of every term.

    Parameters
    ----------
    packed
        The program's data.
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
    data = packed.data
    chains, draws = parameters["z"].shape[:2]
    flat = {name: values.reshape(chains * draws, *values.shape[2:]) for name, values in parameters.items()}
    factors = [theta_L[t].reshape(chains * draws, *theta_L[t].shape[2:]) for t in packed.term_order]
    n_first = data["J"] * data["G"]
    size = n_first + data["q"] + data["n_sampled"]
    rng = np.random.default_rng([seed, 0xB])
    out = np.empty((chains * draws, size))
    step = max(1, _CHUNK_DOUBLES // max(1, n_first * max(data["J"], data["q"], 1), data["q"] ** 2))
    for start in range(0, chains * draws, step):
        part = slice(start, start + step)
        noise = rng.standard_normal((len(out[part]), n_first + data["q"]))
        chunk = {name: values[part] for name, values in flat.items()}
        out[part] = _chunk(packed, chunk, [f[part] for f in factors], noise)
    return _split(out, packed, chains, draws)


def _chunk(packed: Packed, parameters: Mapping[str, Floats], factors: list[Floats], noise: Floats) -> Floats:
    data, place = packed.data, packed.coordinates
    J, G, q = data["J"], data["G"], data["q"]
    cut = data["n_eliminated"] + data["n_dense"]
    coef = place.center + parameters["z"] @ place.spread.T if place.linear else parameters["coefficient"]
    delta = coef - data["least_squares"]
    assert packed.aux_unit is not None
    sigma = packed.aux_unit * parameters["aux_raw"]
    b3 = sigma[:, None] * lambda_times(parameters["z_b"], factors[cut:], data["l"][cut:])
    if data["prior_only"]:
        return np.concatenate([sigma[:, None] * lambda_times(noise, factors[:cut], data["l"]), b3], axis=1)

    one_delta = np.column_stack([np.ones(len(delta)), delta])
    u = np.einsum("gjk,sk->sjg", data["ZtrX"].reshape(G, J, one_delta.shape[1]), one_delta, optimize=True)
    u2 = data["Z2tr"] - delta @ data["Z2tX"].T
    if data["n_sampled"]:
        ZtZ3 = sparse.csr_matrix(
            (data["ZtZ3_w"], data["ZtZ3_v"] - 1, data["ZtZ3_u"] - 1), shape=(J * G, data["n_sampled"])
        )
        u = u - (ZtZ3 @ b3.T).T.reshape(len(b3), J, G)
        u2 = u2 - b3 @ data["Z2tZ3"].T

    L = _block_diagonal(factors[: data["n_eliminated"]], len(sigma))
    chol = _pattern_cholesky(data["ZtZ"], L)[..., data["pattern"] - 1]
    b2 = np.empty((len(sigma), 0))
    if q:
        b2 = _second(data, factors[data["n_eliminated"] : cut], L, chol, u, u2, sigma, noise[:, J * G :])
        u = u - np.einsum("jgq,sq->sjg", data["ZtZ2"], b2)
    eps = sigma[:, None, None] * noise[:, : J * G].reshape(len(noise), J, G)
    v = _backward(chol, _forward(chol, np.einsum("sca,scg->sag", L, u)) + eps)
    b1 = np.einsum("sac,scg->sag", L, v).reshape(len(sigma), J * G)
    return np.concatenate([b1, b2, b3], axis=1)


def _second(
    data: Mapping[str, Any],
    factors: list[Floats],
    L: Floats,
    chol: Floats,
    u: Floats,
    u2: Floats,
    sigma: Floats,
    noise: Floats,
) -> Floats:
    """Effects of the factors eliminated together, marginal over those eliminated level by level."""
    J, G, q = data["J"], data["G"], data["q"]
    levels = data["l"][data["n_eliminated"] :]
    h = _forward(chol, np.einsum("sca,scg->sag", L, u))
    H = _forward(chol[..., None], np.einsum("sca,cgq->sagq", L, data["ZtZ2"])).reshape(len(sigma), J * G, q)
    S = data["Z2tZ2"] - np.swapaxes(H, 1, 2) @ H
    rhs = u2 - np.einsum("skq,sk->sq", H, h.reshape(len(sigma), J * G))
    S = lambda_transpose_times(lambda_transpose_times(S, factors, levels).swapaxes(1, 2), factors, levels)
    root = np.linalg.cholesky(S + np.eye(q))
    half = np.linalg.solve(root, lambda_transpose_times(rhs[..., None], factors, levels))[..., 0]
    v = np.linalg.solve(root.swapaxes(1, 2), (half + sigma[:, None] * noise)[..., None])[..., 0]
    return lambda_times(v, factors, levels)


def _block_diagonal(factors: Sequence[Floats], draws: int) -> Floats:
    J = sum(f.shape[-1] for f in factors)
    L = np.zeros((draws, J, J))
    start = 0
    for f in factors:
        p = f.shape[-1]
        L[:, start : start + p, start : start + p] = f
        start += p
    return L


def _pattern_cholesky(ZtZ: Floats, L: Floats) -> Floats:
    """Lower factors of I + L'Z'Z L for every draw and pattern: shape (S, J, J, patterns)."""
    J = L.shape[-1]
    rows, columns = np.tril_indices(J)
    full = np.empty((J, J, len(ZtZ)))
    full[rows, columns] = full[columns, rows] = ZtZ.T
    M: Floats = np.einsum("sca,cdn,sdb->sabn", L, full, L, optimize=True)
    chol = np.zeros_like(M)
    for b in range(J):
        for a in range(b, J):
            m = M[:, a, b] - np.einsum("skn,skn->sn", chol[:, a, :b], chol[:, b, :b])
            chol[:, a, b] = np.sqrt(1 + m) if a == b else m / chol[:, b, b]
    return chol


def _forward(chol: Floats, rhs: Floats) -> Floats:
    """Solve chol x = rhs along axis 1, for each draw and group."""
    x = np.empty_like(rhs)
    for a in range(rhs.shape[1]):
        x[:, a] = (rhs[:, a] - sum(chol[:, a, k] * x[:, k] for k in range(a))) / chol[:, a, a]
    return x


def _backward(chol: Floats, rhs: Floats) -> Floats:
    """Solve chol' x = rhs along axis 1."""
    x = np.empty_like(rhs)
    J = rhs.shape[1]
    for a in reversed(range(J)):
        x[:, a] = (rhs[:, a] - sum(chol[:, k, a] * x[:, k] for k in range(a + 1, J))) / chol[:, a, a]
    return x


def _split(out: Floats, packed: Packed, chains: int, draws: int) -> tuple[Floats, ...]:
    """Columns to terms in the order of the design: (chains, draws, levels, p)."""
    effects: list[Floats] = [np.empty(0)] * len(packed.term_order)
    start = 0
    for t, p, levels in zip(packed.term_order, packed.data["p"], packed.data["l"], strict=True):
        block = out[:, start : start + p * levels].reshape(chains, draws, p, levels)
        effects[t] = np.swapaxes(block, 2, 3)
        start += p * levels
    return tuple(effects)
