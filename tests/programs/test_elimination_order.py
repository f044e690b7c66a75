"""Which factors are eliminated level by level, and which stay together."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.programs.elimination_order import Factor, elimination_order

RNG = np.random.default_rng(5)
ROWS = 300
LEAF = np.arange(ROWS) % 60
NESTED = {"classes": LEAF, "schools": LEAF // 4, "towns": LEAF // 20}
CROSSED = {"items": RNG.integers(0, 9, ROWS), "raters": RNG.integers(0, 25, ROWS)}


def factor(name, coefs=1):
    level = {**NESTED, **CROSSED}[name]
    return Factor((0,), np.asarray(level, dtype=np.int64), int(level.max()) + 1, coefs)


def ordered(*names, coefs=1):
    factors = {name: factor(name, coefs) for name in names}
    order = elimination_order(list(factors.values()))
    named = {id(f): name for name, f in factors.items()}
    return order, [named[id(f)] for f in order.by_level], [named[id(f)] for f in order.together]


class TestNested:
    @pytest.mark.parametrize("names", [("towns", "schools", "classes"), ("classes", "towns", "schools")])
    def test_factors_go_level_by_level_the_smallest_groups_first(self, names):
        assert ordered(*names)[1:] == (["classes", "schools", "towns"], [])

    def test_a_level_has_one_neighbour_in_each_factor_around_it(self):
        order = ordered("classes", "schools", "towns")[0]
        assert [np.unique(np.diff(below.indptr)).tolist() for below in order.below] == [[2], [1], [0]]

    def test_the_cost_grows_with_the_number_of_levels(self):
        one, two = (
            elimination_order(
                [factor_of(np.repeat(np.arange(n), 2)), factor_of(np.repeat(np.arange(n // 5), 10))]
            )
            for n in (100, 200)
        )
        assert two.cost(0) == 2 * one.cost(0)


def factor_of(level):
    return Factor((0,), level, int(level.max()) + 1, 1)


class TestCrossed:
    def test_the_factor_with_fewer_levels_stays_together(self):
        assert ordered("items", "raters")[1:] == (["raters"], ["items"])

    def test_only_levels_that_share_rows_are_neighbours(self):
        below = ordered("items", "raters")[0].below[0]
        shared = pd.crosstab(CROSSED["raters"], CROSSED["items"]).to_numpy() > 0
        np.testing.assert_array_equal(below.toarray() > 0, shared)

    def test_nested_factors_beside_them_still_go_level_by_level(self):
        assert ordered("classes", "schools", "items")[1:] == (["classes", "schools"], ["items"])

    def test_fill_makes_levels_around_eliminated_ones_neighbours(self):
        """Two schools that share an item through their classes are not neighbours, but each is one of the item."""
        below = ordered("classes", "schools", "items")[0].below[1]
        seen = pd.crosstab(NESTED["schools"], CROSSED["items"]).to_numpy() > 0
        np.testing.assert_array_equal(below.toarray() > 0, seen)

    def test_smooths_cost_as_a_dense_factor(self):
        order = ordered("classes")[0]
        assert order.cost(50) > 50**3 > order.cost(0)


def test_disconnected_parts_of_crossed_factors_need_no_dense_root():
    """Raters who rate one item each are nested after all."""
    level = np.arange(60) % 30
    order = elimination_order([factor_of(level), factor_of(level // 3)])
    assert order.together == ()
