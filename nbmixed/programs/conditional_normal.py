"""Coordinates of effects and coefficients together: the normal approximation given the covariance of the effects.

Near the joint mode the log likelihood of coefficients ``center + spread c`` and effects b is about
``g'(b, c) - (b, c)'A(b, c) / 2``. With ``b = Lambda v``, v standard normal a priori, (v, c) is then normal for every Lambda, with
precision ``M = T'AT + diag(I, 0)`` and mean ``M^-1 T'g``, where ``T = diag(Lambda, I)``. The program samples z in
``(v, c) = L'^-1 (L^-1 T'g + z)`` with ``L L' = M``: beside a normal likelihood z is standard normal whatever Lambda is, so that
standard deviations and effects, effects of nested or crossed factors, and effects and coefficients do not hang together.
A and g decide only the coordinates. L is sparse, and its pattern is found here once (George and Liu 1981, chapter 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.programs.cross_products import Term, sparse_Z
from nbmixed.programs.joint_mode import shape
from nbmixed.programs.mode import Mode
from nbmixed.programs.packed import Coordinates
from nbmixed.programs.portable import few_digits, product
from nbmixed.programs.predictors import Predictors

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_MOST_OPERATIONS = 100_000  # of one factorization
_OPERATIONS_OF_A_ROW = 5


@dataclass(frozen=True, slots=True)
class ConditionalNormal:
    """What the program takes.

    Attributes
    ----------
    plan
        The pattern of L and of A, see stan/external/conditional_normal.hpp.
    A
        Elements of the blocks of the precision of the likelihood, in the order of the plan.
    g
        Linear term of the log likelihood, effects first, shape (q + K1,).
    """

    plan: Ints
    A: Floats
    g: Floats


def conditional_normal(
    columns: Predictors, terms: Sequence[Term], mode: Mode, place: Coordinates
) -> ConditionalNormal | None:
    """Return the approximation at the joint mode, or None where a factorization costs more than it gains.

    Parameters
    ----------
    columns
        Predictors.
    terms
        Group-level terms in the program's order, blocks of smooths last.
    mode
        Joint mode of coefficients and effects.
    place
        Coordinates of the coefficients, which must be linear.
    """
    sizes = [shape(term) for term in terms]
    q, K1 = sum(p * levels for p, levels in sizes), len(mode.coef)
    Z = sparse.csc_matrix(sparse_Z(terms, len(columns.X)))
    score, weight = (few_digits(values, bits=20) for values in mode.information())
    X = product(columns.with_intercept(), place.spread) if K1 else np.empty((len(columns.X), 0))
    whole = sparse.hstack([Z, sparse.csc_matrix(X)]).tocsc()
    nodes = _nodes(sizes, K1)
    weighted = sparse.diags(weight) @ whole
    A = sparse.csc_matrix(whole.T @ weighted)
    structure = _eliminate(A, nodes, _MOST_OPERATIONS + _OPERATIONS_OF_A_ROW * len(columns.X))
    if structure is None:
        return None
    away = mode.eta - mode.outcome.offset - product(columns.with_intercept(), place.center)
    g = np.asarray(whole.T @ few_digits(weight * away + score, bits=20))
    prior = place.spread.T * mode.precision
    A = A + sparse.block_diag([sparse.csc_matrix((q, q)), product(prior, place.spread)])
    g[q:] += product(prior, mode.location - place.center)
    plan, values = _plan(sparse.csc_matrix(A), nodes, structure, sizes, q)
    return ConditionalNormal(plan, values, g)


def conditional_data(found: ConditionalNormal | None) -> dict[str, Any]:
    """Return what the program takes of it."""
    plan, A, g = (
        (found.plan, found.A, found.g) if found else (np.empty(0, dtype=int), np.empty(0), np.empty(0))
    )
    return {
        "conditional": int(found is not None),
        "n_plan": len(plan),
        "plan": plan,
        "n_A": len(A),
        "A": A,
        "n_g": len(g),
        "g": g,
    }


@dataclass(frozen=True, slots=True)
class _Nodes:
    """Unknowns that are eliminated together: the coefficients of a level, a column of a smooth, all coefficients.

    Attributes
    ----------
    of
        The node of each unknown, shape (n,).
    part
        Its place within the node, shape (n,).
    first
        Of each node its place in the order of elimination; with the total, shape (nodes + 1,).
    term
        Of each node, shape (nodes,).
    """

    of: Ints
    part: Ints
    first: Ints
    term: Ints

    @property
    def place(self) -> Ints:
        """Where each unknown stands in the order of elimination."""
        return np.asarray(self.first[self.of] + self.part)


def _nodes(sizes: Sequence[tuple[int, int]], K1: int) -> _Nodes:
    """Terms are eliminated in their order, which is by falling number of levels; coefficients last."""
    of, part, width, term, start = [], [], [], [], 0
    for t, (p, levels) in enumerate(sizes):
        of.append(np.tile(np.arange(start, start + levels), p))
        part.append(np.repeat(np.arange(p), levels))
        width += [p] * levels
        term += [t] * levels
        start += levels
    if K1:
        of.append(np.full(K1, start))
        part.append(np.arange(K1))
        width.append(K1)
        term.append(len(sizes))
    first = np.concatenate([[0], np.cumsum(width)])
    return _Nodes(np.concatenate(of), np.concatenate(part), first.astype(np.int64), np.array(term))


def _eliminate(A: sparse.csc_matrix, nodes: _Nodes, most: int) -> list[Ints] | None:
    """Return the nodes below each node's diagonal block of L, in order; None when a factorization takes too long."""
    pattern = A.tocoo()
    row, column = nodes.of[pattern.row], nodes.of[pattern.col]
    below = np.unique(np.column_stack([column, row])[row > column], axis=0)
    n = len(nodes.term)
    neighbours = np.split(below[:, 1], np.searchsorted(below[:, 0], np.arange(1, n)))
    width, children = np.diff(nodes.first), [list[Ints]() for _ in range(n)]
    structure, operations = [], 0
    for j in range(n):
        own = np.unique(np.concatenate([neighbours[j], *children[j]])) if children[j] else neighbours[j]
        structure.append(own)
        operations += int(width[j]) * (int(width[own].sum()) + int(width[j])) ** 2
        if operations > most:
            return None
        if len(own):
            children[own[0]].append(own[1:])
    return structure


def _plan(
    A: sparse.csc_matrix, nodes: _Nodes, structure: Sequence[Ints], sizes: Sequence[tuple[int, int]], q: int
) -> tuple[Ints, Floats]:
    column, row = _columns(nodes, structure)
    batches, targets = _batches(nodes, structure, column, row)
    terms, s, start = [], 0, 0
    for p, levels in sizes:
        terms += [s, p, levels, start]
        s, start = s + p, start + p * levels
    pairs, values = _pairs(A, nodes, column, row, sizes)
    largest = max([p for p, _ in sizes], default=1)
    most = max((int(batch[3]) for batch in batches), default=0)
    head = [len(nodes.of), q, len(row), len(sizes), len(pairs), largest, len(batches), most]
    plan = [
        np.array(head),
        nodes.place,
        column,
        row,
        *batches,
        *targets,
        np.array(terms, dtype=np.int64),
    ]
    return np.concatenate([*plan, *pairs]).astype(np.int64), np.concatenate([*values, np.empty(0)])


def _columns(nodes: _Nodes, structure: Sequence[Ints]) -> tuple[Ints, Ints]:
    """L by columns: where each starts, and the rows of its elements."""
    rows = []
    for j, own in enumerate(structure):
        inside = range(nodes.first[j], nodes.first[j + 1])
        below = np.concatenate(
            [np.arange(nodes.first[i], nodes.first[i + 1]) for i in own] or [np.empty(0, int)]
        )
        rows += [np.concatenate([np.arange(k, inside.stop), below]) for k in inside]
    return np.concatenate([[0], np.cumsum([len(r) for r in rows])]), np.concatenate(rows)


def _batches(
    nodes: _Nodes, structure: Sequence[Ints], column: Ints, row: Ints
) -> tuple[list[Ints], list[Ints]]:
    """Nodes in a row with the same rows below them: heads, and places in L of what they subtract from later columns."""
    n, width = len(column) - 1, np.diff(nodes.first)
    keys = np.repeat(np.arange(n), np.diff(column)) * n + row
    heads, targets, target, j = [], [], 0, 0
    while j < len(structure):
        end = j + 1
        while (
            end < len(structure) and width[end] == width[j] and np.array_equal(structure[end], structure[j])
        ):
            end += 1
        last = nodes.first[j + 1] - 1
        below = row[column[last] + 1 : column[last + 1]]
        later, earlier = np.tril_indices(len(below))
        order = np.lexsort((later, earlier))
        places = np.searchsorted(keys, below[earlier[order]] * n + below[later[order]])
        heads.append(np.array([nodes.first[j], end - j, width[j], len(below), target]))
        targets.append(places)
        target, j = target + len(places), end
    return heads, targets


def _pairs(
    A: sparse.csc_matrix, nodes: _Nodes, column: Ints, row: Ints, sizes: Sequence[tuple[int, int]]
) -> tuple[list[Ints], list[Floats]]:
    """Blocks of A by pairs of terms: a head and places in L; and values, those of one block row by row.

    Rows of coefficients are blocks of their own.
    """
    widths = [p for p, _ in sizes] + ([int(nodes.first[-1] - nodes.first[-2])] if len(nodes.of) else [])
    starts = [*np.cumsum([0, *(p for p, _ in sizes)])[:-1].tolist(), -1]
    owner = np.repeat(np.arange(len(column) - 1), np.diff(column))
    keys = owner * (len(column) - 1) + row  # increasing: columns in order, rows in order
    entries = A.tocoo()
    later, earlier = nodes.of[entries.row], nodes.of[entries.col]
    kept = later >= earlier
    later, earlier = later[kept], earlier[kept]
    a, b, v = nodes.part[entries.row[kept]], nodes.part[entries.col[kept]], entries.data[kept]
    pair = nodes.term[later] * (len(sizes) + 1) + nodes.term[earlier]
    heads, values = [], []
    for each in np.unique(pair):
        t, u = divmod(int(each), len(sizes) + 1)
        at = pair == each
        blocks, which = np.unique(later[at] * len(nodes.term) + earlier[at], return_inverse=True)
        block = np.zeros((len(blocks), widths[t], widths[u]))
        block[which, a[at], b[at]] = v[at]
        i = nodes.first[blocks // len(nodes.term)][:, None, None] + np.arange(widths[t])[None, :, None]
        j = nodes.first[blocks % len(nodes.term)][:, None, None] + np.arange(widths[u])[None, None, :]
        lower = i >= j
        places = np.where(lower, np.searchsorted(keys, np.where(lower, j * (len(column) - 1) + i, 0)), -1)
        own = [(starts[k], 1 if starts[k] < 0 else widths[k]) for k in (t, u)]
        count = block.size // (own[0][1] * own[1][1])
        heads.append(np.concatenate([[*own[0], *own[1], count], places.ravel()]))
        values.append(block.ravel())
    return heads, values
