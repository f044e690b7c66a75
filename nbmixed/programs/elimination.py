"""The elimination of the effects of a Gaussian model: nodes, the rows below each, and their blocks of Z'WZ.

A node is a level of a factor with all its coefficients. Its rows are the effects that it still shares data with when it is
eliminated; the node (or the dense root) of the first of them is its parent, in whose front all others have a place
(Duff and Reid 1983, ACM Transactions on Mathematical Software 9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.programs.elimination_order import Order

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NONE, ROOT = -1, -2  # instead of a parent


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Nodes of one factor with equally many rows, none of which is a row of another; -1 pads rows.

    Attributes
    ----------
    theta
        Row of theta_L before the first of its J coefficients.
    effects
        Places of the effects among all, shape (n, J).
    parent, place
        Stage of the parent and place of the node in it, shape (n,); stage `NONE` or `ROOT` for nodes without one.
    rows
        Places of the rows in the parent's front, increasing, shape (n, m).
    row_effects
        Places of their effects among all, shape (n, m).
    own
        Blocks of Z'WZ, shape (n, J, J).
    below
        And of the rows beside them, shape (n, m, J).
    """

    theta: int
    effects: Ints
    parent: Ints
    place: Ints
    rows: Ints
    row_effects: Ints
    own: Floats
    below: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Elimination:
    """Stages in turn, and the root: effects that stay together to the end.

    Attributes
    ----------
    root
        Places of the root's effects among all, term by term, shape (q,).
    root_ZtZ
        Their block of Z'WZ, shape (q, q).
    root_terms
        For each term of the root its coefficients, its levels, and the row of theta_L before them.
    """

    stages: tuple[Stage, ...]
    root: Ints
    root_ZtZ: Floats
    root_terms: tuple[tuple[int, int, int], ...]


NOTHING = Elimination((), np.empty(0, dtype=np.int64), np.empty((0, 0)), ())


@dataclass(frozen=True, slots=True, eq=False)
class _Nodes:
    """Nodes of a factor before they are put into stages; rows are scalars, numbered in the order of elimination."""

    first: Ints  # the first scalar of each node
    coefs: int
    start: Ints  # of each node's rows, shape (levels + 1,)
    row: Ints


def elimination(
    order: Order,
    effects: Sequence[Ints],
    root: Ints,
    root_terms: Sequence[tuple[int, int, int]],
    theta: Sequence[int],
    ZtZ: sparse.csr_matrix,
) -> Elimination:
    """The elimination of some factors and of a dense root.

    Parameters
    ----------
    effects
        For each factor of `order`, sparse then dense, the places of its effects, shape (levels, coefs).
    root
        Places of the effects of the dense factors and of smooths.
    root_terms
        Coefficients, levels and row of theta_L of each of their terms.
    theta
        Row of theta_L before the coefficients of each sparse factor.
    ZtZ
        Of all effects, shape (n, n).
    """
    n_sparse = len(order.by_level)
    place_of = np.concatenate([*(own.ravel() for own in effects[:n_sparse]), root]).astype(np.int64)
    scalar_of = np.empty(len(place_of), dtype=np.int64)
    scalar_of[place_of] = np.arange(len(place_of))
    first_root = len(place_of) - len(root)
    dense = sum(own.size for own in effects[n_sparse:])
    smooths = np.arange(first_root + dense, len(place_of))
    nodes = [
        _nodes(below, scalar_of[effects[i]], [scalar_of[e] for e in effects[i + 1 :]], smooths)
        for i, below in enumerate(order.below)
    ]
    stages = _stages(nodes, place_of, first_root, effects, theta, ZtZ)
    return Elimination(stages, root, ZtZ[root][:, root].toarray(), tuple(root_terms))


def _nodes(below: sparse.csr_matrix, own: Ints, later: Sequence[Ints], smooths: Ints) -> _Nodes:
    """Rows of each node: all coefficients of its neighbours, and all smooths, in the order of elimination."""
    levels = len(own)
    widths = np.concatenate([np.repeat(e.shape[1], len(e)) for e in later] + [np.empty(0, dtype=np.int64)])
    starts = np.concatenate([[0], np.cumsum(widths)]).astype(np.int64)
    scalars = np.concatenate([*(e.ravel() for e in later), np.empty(0, dtype=np.int64)])
    coo = below.tocoo()
    counts = widths[coo.col].astype(np.int64)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    row = scalars[np.repeat(starts[coo.col], counts) + within]
    node = np.repeat(coo.row.astype(np.int64), counts)
    node = np.concatenate([node, np.repeat(np.arange(levels), len(smooths))])
    row = np.concatenate([row, np.tile(smooths, levels)])
    by_node = np.lexsort((row, node))
    start = np.concatenate([[0], np.cumsum(np.bincount(node, minlength=levels))])
    return _Nodes(own[:, 0], own.shape[1], start, row[by_node])


def _stages(
    nodes: Sequence[_Nodes],
    place_of: Ints,
    first_root: int,
    effects: Sequence[Ints],
    theta: Sequence[int],
    ZtZ: sparse.csr_matrix,
) -> tuple[Stage, ...]:
    """Nodes by number of rows, and their places in the fronts of their parents."""
    members = [(f, own) for f, found in enumerate(nodes) for own in _alike(np.diff(found.start))]
    stage_of, at = _numbered(nodes, members, first_root)
    out = []
    for f, own in members:
        found = nodes[f]
        row = _padded(found.row, found.start, own)
        parent, place = np.full(len(own), NONE), np.full(len(own), NONE)
        if row.shape[1]:
            root = row[:, 0] >= first_root
            has = (row[:, 0] >= 0) & ~root
            parent[has], place[has] = stage_of[row[has, 0]], at[row[has, 0]]
            parent[root] = ROOT
        row_effects = np.where(row >= 0, place_of[row], NONE)
        mine = effects[f][own]
        out.append(
            Stage(
                theta[f],
                mine,
                parent,
                place,
                _places(row, nodes, first_root),
                row_effects,
                _sampled(ZtZ, mine, mine),
                _sampled(ZtZ, row_effects, mine),
            )
        )
    return tuple(out)


def _alike(counts: Ints) -> list[Ints]:
    """Nodes with about as many rows, at most a quarter more than their own."""
    step = 2 ** np.maximum(np.floor(np.log2(np.maximum(counts, 1))).astype(np.int64) - 2, 0)
    rounded = -(-counts // step) * step
    return [np.flatnonzero(rounded == size) for size in np.unique(rounded)]


def _numbered(
    nodes: Sequence[_Nodes], members: Sequence[tuple[int, Ints]], first_root: int
) -> tuple[Ints, Ints]:
    """The stage of each scalar, and the place of its node there."""
    stage_of, at = np.full(first_root, NONE), np.full(first_root, NONE)
    for number, (f, own) in enumerate(members):
        for c in range(nodes[f].coefs):
            stage_of[nodes[f].first[own] + c] = number
            at[nodes[f].first[own] + c] = np.arange(len(own))
    return stage_of, at


def _padded(values: Ints, start: Ints, own: Ints) -> Ints:
    """Rows of some nodes, shape (n, m)."""
    count = start[own + 1] - start[own]
    m = int(count.max(initial=0))
    column = np.arange(m)
    inside = column < count[:, None]
    at = np.where(inside, start[own, None] + column, 0)
    return np.where(inside, values[at] if len(values) else NONE, NONE)


def _places(row: Ints, nodes: Sequence[_Nodes], first_root: int) -> Ints:
    """Places of rows in the front of the first one's node, or in the root."""
    out = np.where(row >= first_root, row - first_root, NONE)
    if not row.shape[1]:
        return out
    for found in nodes:
        last = found.first[-1] + found.coefs
        mine = np.flatnonzero((row[:, 0] >= found.first[0]) & (row[:, 0] < last))
        if not len(mine):
            continue
        node = (row[mine, 0] - found.first[0]) // found.coefs
        own = row[mine] - found.first[node, None]
        size = int(max(found.row.max(initial=0), row.max())) + 1
        keys = np.repeat(np.arange(len(found.first)), np.diff(found.start)) * size + found.row
        behind = (
            np.searchsorted(keys, node[:, None] * size + row[mine]) - found.start[node, None] + found.coefs
        )
        out[mine] = np.where(row[mine] < 0, NONE, np.where(own < found.coefs, own, behind))
    return out


def _sampled(ZtZ: sparse.csr_matrix, rows: Ints, columns: Ints) -> Floats:
    """Elements of Z'WZ for all pairs of rows and columns of each node, 0 for padding: shape (n, rows, columns)."""
    if not rows.size:
        return np.zeros((*rows.shape, columns.shape[1]))
    i, j = np.broadcast_arrays(rows[:, :, None], columns[:, None, :])
    found = np.asarray(ZtZ[np.maximum(i, 0).ravel(), j.ravel()]).reshape(i.shape)
    return np.where(i >= 0, found, 0.0)
