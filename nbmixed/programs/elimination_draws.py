"""Draws of eliminated effects: forward as stan/external/elimination.hpp, then backward each node given its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.programs.elimination import ROOT, Elimination, Stage
from nbmixed.programs.terms import lambda_times, lambda_transpose_times

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Fronts:
    """What nodes pass on: sums over the children of each node, in one array of matrices and one of vectors.

    Attributes
    ----------
    matrices, vectors
        For each stage what takes its (n, m, m) and (n, m) results to their places in these arrays.
    start
        Where each stage begins in the one and the other; the root comes last.
    doubles
        About how many numbers a draw needs.
    """

    matrices: tuple[sparse.csr_matrix, ...]
    vectors: tuple[sparse.csr_matrix, ...]
    start: tuple[tuple[int, int], ...]
    doubles: int

    @staticmethod
    def of(found: Elimination) -> Fronts:
        """The places of an elimination."""
        parents = {int(s) for stage in found.stages for s in np.unique(stage.parent)}
        shapes = [(len(s.effects), sum(_shape(s))) for s in found.stages]
        sizes = [(n * f**2, n * f) if i in parents else (0, 0) for i, (n, f) in enumerate(shapes)]
        q = len(found.root)
        ends = np.cumsum([(0, 0), *sizes, (q**2, q)], axis=0)
        start = tuple((int(a), int(b)) for a, b in ends[:-1])
        parts = [_scatter(stage, found, start, tuple(ends[-1])) for stage in found.stages]
        doubles = 1 + q**2 + sum(n * f**2 for n, f in shapes)
        return Fronts(tuple(p[0] for p in parts), tuple(p[1] for p in parts), start, doubles)


def _shape(stage: Stage) -> tuple[int, int]:
    return stage.effects.shape[1], stage.rows.shape[1]


def _scatter(
    stage: Stage, found: Elimination, start: Sequence[tuple[int, int]], sizes: tuple[int, ...]
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    n, m = stage.rows.shape
    width, first, first_vector = (np.zeros(n, dtype=np.int64) for _ in range(3))
    for parent in np.unique(stage.parent[stage.parent != -1]):
        mine = stage.parent == parent
        size = len(found.root) if parent == ROOT else sum(_shape(found.stages[parent]))
        at = 0 if parent == ROOT else stage.place[mine]
        width[mine] = size
        first[mine] = start[parent][0] + at * size**2 if parent != ROOT else start[-1][0]
        first_vector[mine] = start[parent][1] + at * size if parent != ROOT else start[-1][1]
    there = stage.rows >= 0
    matrix = first[:, None, None] + stage.rows[:, :, None] * width[:, None, None] + stage.rows[:, None, :]
    both = there[:, :, None] & there[:, None, :]
    return (
        _sums(matrix[both], np.flatnonzero(both), (sizes[0], n * m * m)),
        _sums((first_vector[:, None] + stage.rows)[there], np.flatnonzero(there), (sizes[1], n * m)),
    )


def _sums(to: Ints, source: Ints, shape: tuple[int, int]) -> sparse.csr_matrix:
    return sparse.csr_matrix((np.ones(len(to)), (to, source)), shape=shape)


@dataclass(frozen=True, slots=True, eq=False)
class Eliminated:
    """What the way forward leaves, for several draws of theta_L at once.

    Attributes
    ----------
    log_det
        log det M, shape (draws,).
    nodes
        N, X and h of each stage.
    root
        The Cholesky factor of the root, shape (draws, q, q), and its h, shape (q, draws).
    """

    log_det: Floats
    nodes: tuple[tuple[Floats, Floats, Floats], ...]
    root: tuple[Floats, Floats]

    def halves(self) -> Floats:
        """Every h, in the order of elimination, shape (effects, draws); its squares sum to u'Vu."""
        parts = [h.reshape(-1, h.shape[-1]) for _, _, h in self.nodes]
        return np.concatenate([*parts, self.root[1]])


def eliminate(found: Elimination, fronts: Fronts, u: Floats, theta_L: Floats) -> Eliminated:
    """The way forward.

    Parameters
    ----------
    u
        Z'W(y - X coef), shape (effects, draws).
    theta_L
        Cholesky factors relative to sigma as blocks of one matrix, shape (rows, rows, draws).
    """
    draws, q = u.shape[1], len(found.root)
    matrices = np.zeros((fronts.start[-1][0] + q**2, draws))
    vectors = np.zeros((fronts.start[-1][1] + q, draws))
    log_det, nodes = np.zeros(draws), []
    for i, stage in enumerate(found.stages):
        N, X, h, left, left_vector, own_log_det = _forward(
            stage, *_from_children(stage, i, fronts, matrices, vectors), u, theta_L
        )
        matrices += fronts.matrices[i] @ left
        vectors += fronts.vectors[i] @ left_vector
        log_det += own_log_det
        nodes.append((N, X, h))
    start, first = fronts.start[-1]
    root = _root(found, matrices[start:], vectors[first:] + u[found.root], theta_L)
    log_det += 2 * np.sum(np.log(np.diagonal(root[0], axis1=1, axis2=2)), axis=1)
    return Eliminated(log_det, tuple(nodes), root)


def draw(
    found: Elimination, fronts: Fronts, u: Floats, theta_L: Floats, sigma: Floats, noise: Floats
) -> Floats:
    """Draws of all effects, shape (effects, draws); u and theta_L as in `eliminate`.

    Parameters
    ----------
    noise
        Standard normal, shape (effects, draws).
    """
    after = eliminate(found, fronts, u, theta_L)
    b = np.zeros(u.shape)
    if len(found.root):
        factors, levels = _root_factors(found, theta_L)
        rhs = (after.root[1] + sigma * noise[found.root]).T[..., None]
        v = np.asarray(np.linalg.solve(after.root[0].swapaxes(1, 2), rhs)[..., 0], dtype=np.float64)
        b[found.root] = lambda_times(v, factors, levels).T
    for stage, (N, X, h) in zip(reversed(found.stages), reversed(after.nodes), strict=True):
        below = np.where((stage.row_effects >= 0)[..., None], b[stage.row_effects], 0.0)
        e = h - np.einsum("najs,nas->njs", X, below) + sigma * noise[stage.effects]
        b[stage.effects] = np.einsum("nijs,njs->nis", N, e)
    return b


def _from_children(
    stage: Stage, number: int, fronts: Fronts, matrices: Floats, vectors: Floats
) -> tuple[Floats, Floats]:
    """What children passed to the nodes of a stage: shapes (n, J + m, J + m, draws) and (n, J + m, draws), or of size 1."""
    (start, first), (end, last) = fronts.start[number], fronts.start[number + 1]
    if start == end:
        return np.zeros((1,) * 4), np.zeros((1,) * 3)
    size = sum(_shape(stage))
    draws = matrices.shape[1]
    return matrices[start:end].reshape(-1, size, size, draws), vectors[first:last].reshape(-1, size, draws)


def _forward(
    stage: Stage, front: Floats, vector: Floats, u: Floats, theta_L: Floats
) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """N, X and h of each node, what it passes on, and the sum of log det C C'."""
    J = stage.effects.shape[1]
    L = theta_L[stage.theta : stage.theta + J, stage.theta : stage.theta + J]
    S, B = stage.own[..., None] + _cut(front, slice(J), slice(J)), stage.below[..., None]
    B = B + _cut(front, slice(J, None), slice(J))
    N, log_det = _half_inverse(S, L)
    X = np.einsum("naks,nkjs->najs", B, N)
    own = u[stage.effects] + (vector[:, :J] if vector.size > 1 else vector)
    h = np.einsum("nkjs,nks->njs", N, own)
    draws = u.shape[1]
    left = _cut(front, slice(J, None), slice(J, None)) - np.einsum("najs,nbjs->nabs", X, X)
    left_vector = (vector[:, J:] if vector.size > 1 else vector) - np.einsum("najs,njs->nas", X, h)
    return N, X, h, left.reshape(-1, draws), left_vector.reshape(-1, draws), log_det


def _cut(front: Floats, rows: slice, columns: slice) -> Floats:
    return front if front.size == 1 else front[:, rows, columns]


def _half_inverse(S: Floats, L: Floats) -> tuple[Floats, Floats]:
    """N = L C'^-1, where C C' = I + L'SL, and the sum of log det C C' over nodes."""
    J, shape = len(L), (*S.shape[:3], L.shape[-1])
    SL = np.einsum("ncds,dbs->ncbs", np.broadcast_to(S, shape), L)
    M = np.einsum("cas,ncbs->nabs", L, SL)
    C, N = np.zeros(shape), np.zeros(shape)
    for b in range(J):
        for a in range(b, J):
            m = M[:, a, b] - np.einsum("nks,nks->ns", C[:, a, :b], C[:, b, :b])
            C[:, a, b] = np.sqrt(1 + m) if a == b else m / C[:, b, b]
    for b in range(J):
        N[:, :, b] = (L[:, b] - np.einsum("naks,nks->nas", N[:, :, :b], C[:, b, :b])) / C[:, b, b][:, None]
    return N, 2 * sum(np.sum(np.log(C[:, a, a]), axis=0) for a in range(J))


def _root(found: Elimination, front: Floats, u: Floats, theta_L: Floats) -> tuple[Floats, Floats]:
    """The Cholesky factor and h of the root, all other effects eliminated."""
    q = len(found.root)
    factors, levels = _root_factors(found, theta_L)
    S = found.root_ZtZ + np.moveaxis(front.reshape(q, q, u.shape[1]), -1, 0)
    S = lambda_transpose_times(lambda_transpose_times(S, factors, levels).swapaxes(1, 2), factors, levels)
    root = np.asarray(np.linalg.cholesky(S + np.eye(q)), dtype=np.float64)
    half = np.linalg.solve(root, lambda_transpose_times(u.T[..., None], factors, levels))[..., 0]
    return root, np.asarray(half.T, dtype=np.float64)


def _root_factors(found: Elimination, theta_L: Floats) -> tuple[list[Floats], list[int]]:
    factors = [np.moveaxis(theta_L[t : t + p, t : t + p], -1, 0) for p, _, t in found.root_terms]
    return factors, [levels for _, levels, _ in found.root_terms]
