"""Nodes, their rows, and their places in the fronts of their parents."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.programs.cross_products import sparse_Z
from nbmixed.programs.elimination import NONE, ROOT
from nbmixed.programs.smooths import smooth_blocks
from tests.prepared import prepared

RNG = np.random.default_rng(2)
N = 150
FRAME = pd.DataFrame({"x": RNG.standard_normal(N), "w": RNG.standard_normal(N), "y": RNG.standard_normal(N)})
FRAME = FRAME.assign(
    a=np.arange(N) % 5, b=RNG.integers(0, 4, N), g=RNG.integers(0, 12, N), h=RNG.integers(0, 7, N)
)
CASES = {
    "one factor": ("y ~ x + (x | g)", {}),
    "nested": ("y ~ x + (x | a / b)", {}),
    "nested three times": ("y ~ x + (1 | a / b / h)", {}),
    "crossed": ("y ~ x + (1 | g) + (x | h)", {}),
    "nested and crossed": ("y ~ x + (x + w | a / b) + (1 | h)", {}),
    "two terms of one factor": ("y ~ x + (1 | g) + (0 + x | g) + (1 | a)", {}),
    "smooth": ("y ~ s(w, k = 5)", {"random": "~ (x | a / b)"}),
}


def ready(case):
    formula, arguments = CASES[case]
    return prepared("stan_gamm4" if "s(" in formula else "stan_lmer", formula, FRAME, **arguments)


def front(found, stage, node):
    """Effects in the front of a node."""
    rows = stage.row_effects[node]
    return np.concatenate([stage.effects[node], rows[rows != NONE]])


@pytest.mark.parametrize("case", CASES)
class TestEveryElimination:
    def test_every_effect_is_eliminated_once(self, case):
        found = ready(case).packed.elimination
        every = np.concatenate([*(s.effects.ravel() for s in found.stages), found.root])
        assert sorted(every) == list(range(len(every)))

    def test_all_rows_of_a_node_have_their_place_in_the_front_of_its_parent(self, case):
        found = ready(case).packed.elimination
        for stage in found.stages:
            for node in range(len(stage.effects)):
                there = stage.rows[node] != NONE
                if stage.parent[node] == NONE:
                    assert not there.any()
                    continue
                if stage.parent[node] == ROOT:
                    parent = found.root
                else:
                    parent = front(found, found.stages[stage.parent[node]], stage.place[node])
                np.testing.assert_array_equal(parent[stage.rows[node][there]], stage.row_effects[node][there])

    def test_parents_come_later(self, case):
        for number, stage in enumerate(ready(case).packed.elimination.stages):
            assert ((stage.parent > number) | (stage.parent < 0)).all()

    def test_blocks_hold_all_of_the_cross_products(self, case):
        model = ready(case)
        every = [*model.design.groups, *smooth_blocks(model.design)]
        Z = sparse_Z([every[t] for t in model.packed.term_order], N)
        expected, found = (Z.T @ Z).toarray(), model.packed.elimination
        rebuilt = np.zeros_like(expected)
        rebuilt[np.ix_(found.root, found.root)] = found.root_ZtZ
        for stage in found.stages:
            for node, own in enumerate(stage.effects):
                rebuilt[np.ix_(own, own)] = stage.own[node]
                there = stage.row_effects[node] != NONE
                rows = stage.row_effects[node][there]
                rebuilt[np.ix_(rows, own)] = stage.below[node][there]
                rebuilt[np.ix_(own, rows)] = stage.below[node][there].T
        np.testing.assert_allclose(rebuilt, expected, rtol=1e-12, atol=1e-12)


def test_nested_factors_have_no_root():
    found = ready("nested three times").packed.elimination
    assert len(found.root) == 0
    assert [stage.rows.shape[1] for stage in found.stages] == [2, 1, 0]


def test_nodes_with_about_as_many_rows_share_a_stage():
    stages = ready("crossed").packed.elimination.stages
    for stage in stages:
        rows = (stage.rows != NONE).sum(axis=1)
        assert rows.max() == stage.rows.shape[1] <= 1.25 * rows.min() + 1
