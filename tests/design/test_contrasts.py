"""Contrast matrices are R's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbmixed.design.contrasts import NAMED, contrast_for, full
from nbmixed.design.values import Factor
from nbmixed.errors import SettingError

LEVELS = ("a", "b", "c", "d")
EXPECTED = {
    "contr.treatment": ([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], ("b", "c", "d")),
    "contr.SAS": ([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]], ("a", "b", "c")),
    "contr.sum": ([[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, -1, -1]], ("1", "2", "3")),
    "contr.helmert": ([[-1, -1, -1], [1, -1, -1], [0, 2, -1], [0, 0, 3]], ("1", "2", "3")),
    "contr.poly": (
        [
            [-0.6708203932499369, 0.5, -0.2236067977499790],
            [-0.2236067977499790, -0.5, 0.6708203932499369],
            [0.2236067977499790, -0.5, -0.6708203932499369],
            [0.6708203932499369, 0.5, 0.2236067977499790],
        ],
        (".L", ".Q", ".C"),
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_four_levels(name):
    contrast = NAMED[name](LEVELS)
    np.testing.assert_allclose(contrast.matrix, EXPECTED[name][0], atol=1e-14)
    assert contrast.endings == EXPECTED[name][1]


@given(st.sampled_from(sorted(NAMED)), st.integers(2, 12))
def test_with_the_constant_they_span_all_levels(name, n):
    matrix = NAMED[name](tuple(map(str, range(n)))).matrix
    assert np.linalg.matrix_rank(np.column_stack([np.ones(n), matrix])) == n


def test_polynomials_beyond_the_third_are_numbered():
    assert NAMED["contr.poly"](tuple("abcdef")).endings == (".L", ".Q", ".C", "^4", "^5")


def test_defaults_go_by_the_kind_of_factor():
    codes = np.arange(4)
    assert contrast_for(Factor(codes, LEVELS)).endings == LEVELS[1:]
    assert contrast_for(Factor(codes, LEVELS, "ordered")).endings == (".L", ".Q", ".C")
    assert contrast_for(Factor(codes, LEVELS, "ordered"), "sum").endings == ("1", "2", "3")
    assert full(LEVELS).endings == LEVELS


def test_a_matrix_may_be_given():
    assert contrast_for(Factor(np.arange(2), ("a", "b")), [[-0.5], [0.5]]).matrix.tolist() == [[-0.5], [0.5]]
    with pytest.raises(SettingError, match="expected 2 rows"):
        contrast_for(Factor(np.arange(2), ("a", "b")), [[1.0]])
