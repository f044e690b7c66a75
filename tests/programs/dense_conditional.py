"""Effects and coefficients given the covariance of effects, from the plan of a program by dense linear algebra."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.linalg import block_diag

from nbmixed.programs.packed import Packed
from nbmixed.programs.terms import unpack_theta_L


def conditional_draws(packed: Packed, draws: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return effects and coefficients as the program gives them, of draws of shape (1, 1, ...)."""
    aux = None if packed.aux_unit is None else packed.aux_unit * draws["aux_raw"].reshape(1, 1)
    theta_L = block_diag(*(f[0, 0] for f in unpack_theta_L(draws, packed.data, packed.term_order, aux)))
    z = np.concatenate([draws["z_b"][0, 0], draws["z"][0, 0]])
    found, q = dense_conditional(packed.data, z, theta_L), draws["z_b"].shape[-1]
    coefficient = packed.coordinates.center + packed.coordinates.spread @ found[q:]
    return {"effect": found[None, None, :q], "coefficient": coefficient[None, None]}


def dense_conditional(data: Mapping[str, Any], z: np.ndarray, theta_L: np.ndarray) -> np.ndarray:
    """Return (b, c) of one draw, effects first."""
    plan = np.asarray(data["plan"])
    n, q, nnz, n_terms, n_pairs, _, n_batches, _ = plan[:8]
    place, rest = plan[8 : 8 + n], plan[8 + n :]
    column, row = rest[: n + 1], rest[n + 1 : n + 1 + nnz]
    rest = rest[n + 1 + nnz :]
    below = rest[: 5 * n_batches].reshape(n_batches, 5)[:, 3]
    rest = rest[5 * n_batches + np.sum(below * (below + 1) // 2) :]
    terms, rest = rest[: 4 * n_terms].reshape(n_terms, 4), rest[4 * n_terms :]
    owner, A, start = np.repeat(np.arange(n), np.diff(column)), np.zeros((n, n)), 0
    for _ in range(n_pairs):
        size = rest[1] * rest[3] * rest[4]
        at, values = rest[5 : 5 + size], np.asarray(data["A"])[start : start + size]
        A[row[at[at >= 0]], owner[at[at >= 0]]] = values[at >= 0]
        rest, start = rest[5 + size :], start + size
    A = np.tril(A) + np.tril(A, -1).T
    T = np.eye(n)
    for s, p, levels, first in terms:
        block = place[first : first + p * levels]
        T[np.ix_(block, block)] = np.kron(theta_L[s : s + p, s : s + p], np.eye(levels))
    M = T.T @ A @ T
    M[place[:q], place[:q]] += 1
    g = np.zeros(n)
    g[place] = data["g"]
    L = np.linalg.cholesky(M)
    x = np.linalg.solve(L.T, np.linalg.solve(L, T.T @ g) + z)
    return np.asarray((T @ x)[place])
