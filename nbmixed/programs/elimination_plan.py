"""An elimination as the integers and numbers that stan/external/elimination.hpp works through, four nodes at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.programs.elimination import ROOT, Elimination, Stage

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LANES = 4


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a stage's first chunk lies in each buffer, and how far its chunks are apart; front is -1 without children."""

    J: int
    m: int
    chunks: int
    parent: bool
    front: int = 0
    vector: int = 0
    ZtZ: int = 0
    work: int = 0

    @property
    def pivots(self) -> int:
        return LANES * (_triangle(self.J) + self.m * self.J)

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """Of a chunk in each buffer."""
        front = self.pivots + LANES * _triangle(self.m) if self.parent else 0
        vector = LANES * (self.J + self.m) if self.parent else 0
        work = LANES * (_triangle(self.J) + self.J**2 + self.m * self.J + 2 * self.J)
        return front, vector, self.pivots, work


def plan_data(found: Elimination, n_theta: int) -> dict[str, Any]:
    """What the program takes of it.

    Parameters
    ----------
    n_theta
        Rows of theta_L.
    """
    layouts = _layouts(found.stages)
    records = [_records(stage, layout, layouts) for stage, layout in zip(found.stages, layouts, strict=True)]
    lengths = np.concatenate([*(np.full(len(r), r.shape[1]) for r in records), np.empty(0, dtype=np.int64)])
    sizes = [sum(layout.chunks * layout.sizes[k] for layout in layouts) for k in (0, 1, 3)]
    head = [len(lengths), *sizes, n_theta, len(found.root), len(found.root_terms)]
    head += [value for term in found.root_terms for value in term]
    first = len(head) + len(found.root) + len(lengths)
    starts = first + np.cumsum(lengths) - lengths
    plan = np.concatenate([head, found.root, starts, *(r.ravel() for r in records)]).astype(np.int64)
    values = [_values(stage, layout) for stage, layout in zip(found.stages, layouts, strict=True)]
    return {
        "n_plan": len(plan),
        "plan": plan,
        "n_ZtZ": sum(v.size for v in values),
        "ZtZ": np.concatenate([*values, np.empty(0)]),
        "q": len(found.root),
        "root_ZtZ": found.root_ZtZ,
    }


def _triangle(n: int) -> int:
    return n * (n + 1) // 2


def _layouts(stages: Sequence[Stage]) -> list[_Layout]:
    parents = {int(s) for stage in stages for s in np.unique(stage.parent)}
    bare = [
        _Layout(stage.effects.shape[1], stage.rows.shape[1], -(-len(stage.effects) // LANES), i in parents)
        for i, stage in enumerate(stages)
    ]
    starts = [list(accumulate((b.chunks * b.sizes[k] for b in bare), initial=0)) for k in range(4)]
    return [
        _Layout(b.J, b.m, b.chunks, b.parent, *(starts[k][i] for k in range(4))) for i, b in enumerate(bare)
    ]


def _records(stage: Stage, own: _Layout, layouts: Sequence[_Layout]) -> Ints:
    """One row a chunk, as the header describes it."""
    chunk = np.arange(own.chunks)
    front, vector, ZtZ, work = own.sizes
    head = np.column_stack(
        [
            np.full(own.chunks, own.J),
            np.full(own.chunks, own.m),
            np.full(own.chunks, stage.theta),
            own.front + chunk * front if own.parent else np.full(own.chunks, -1),
            own.vector + chunk * vector,
            own.ZtZ + chunk * ZtZ,
            own.work + chunk * work,
        ]
    )
    lanes = [stage.effects, *(column[:, None] for column in _parents(stage, layouts)), stage.rows]
    return np.hstack([head, *(_in_lanes(part, own.chunks) for part in lanes)])


def _parents(stage: Stage, layouts: Sequence[_Layout]) -> tuple[Ints, Ints, Ints, Ints]:
    """low, high, width and place of each node's parent."""
    low = np.where(stage.parent == ROOT, ROOT, -1)
    high, width, place = np.zeros_like(low), np.zeros_like(low), np.zeros_like(low)
    for number in np.unique(stage.parent[stage.parent >= 0]):
        mine, layout = stage.parent == number, layouts[number]
        chunk, lane = np.divmod(stage.place[mine], LANES)
        low[mine] = layout.front + chunk * layout.sizes[0] + lane
        high[mine] = low[mine] + layout.pivots
        width[mine] = layout.J
        place[mine] = layout.vector + chunk * layout.sizes[1] + lane
    return low, high, width, place


def _in_lanes(values: Ints | Floats, chunks: int, padding: float = -1) -> Any:
    """Values (n, k) of nodes as (chunks, k * LANES), lanes fastest."""
    padded = np.full((chunks * LANES, values.shape[1]), padding, dtype=values.dtype)
    padded[: len(values)] = values
    return padded.reshape(chunks, LANES, -1).swapaxes(1, 2).reshape(chunks, -1)


def _values(stage: Stage, layout: _Layout) -> Floats:
    """Blocks of Z'WZ, the lower triangle of the own one row by row, then the one below."""
    rows, columns = np.tril_indices(layout.J)
    n = len(stage.own)
    flat = np.hstack([stage.own[:, rows, columns], stage.below.reshape(n, -1)])
    return np.asarray(_in_lanes(flat, layout.chunks, padding=0.0)).ravel()
