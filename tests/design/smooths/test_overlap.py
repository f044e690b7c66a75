"""Functions that smooths share stay with the smooth of fewer variables."""

import numpy as np

from tests.design.smooths.references import DATA, smooths


def names(term):
    return [
        (name, block.shape[1])
        for s in smooths(term)
        for name, block in zip(s.block_names, s.blocks, strict=True)
    ]


def test_straight_lines_of_each_variable():
    assert names("s(x, k = 5) + s(z, k = 5) + s(x, z, k = 12)")[-1] == ("s(x,z)", 9)
    assert names("s(x, k = 5) + s(x, z, k = 12)")[-2:] == [("s(x,z)1", 9), ("s(x,z)2", 1)]


def test_curves_of_each_variable():
    shared = names('t2(x, z, k = 4, bs = "tp") + s(x, k = 5) + s(z, k = 5)')
    assert shared[:4] == [("t2(x,z)rr", 4), ("t2(x,z)nr", 2), ("t2(x,z)rn", 2), ("t2(x,z)", 1)]


def test_each_level_by_itself():
    found = names("s(x, z, by = fac, k = 10) + s(x, by = fac, k = 4)")
    assert found[:2] == [("s(x,z):faca1", 7), ("s(x,z):faca2", 1)]


def test_the_order_of_terms_does_not_matter():
    one, other = names("s(x, z, k = 12) + s(x, k = 5)"), names("s(x, k = 5) + s(x, z, k = 12)")
    assert one == [*other[2:], *other[:2]]


def test_nothing_is_lost():
    found = smooths('s(x, k = 5) + s(z, k = 5) + t2(x, z, k = 4, bs = "tp")')
    (whole,) = smooths('t2(x, z, k = 4, bs = "tp")')
    reduced = np.column_stack([np.ones(len(DATA)), *(s.X for s in found)])
    assert np.linalg.matrix_rank(reduced) == reduced.shape[1]
    assert np.linalg.matrix_rank(np.column_stack([reduced, whole.X])) == reduced.shape[1]


def test_different_multipliers_share_nothing():
    assert names("s(x, k = 5) + s(x, z, by = fac, k = 12)")[2:4] == [("s(x,z):faca1", 9), ("s(x,z):faca2", 2)]
