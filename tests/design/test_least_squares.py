"""Least squares whatever the units of the columns."""

import numpy as np
import pytest

from nbmixed.design.least_squares import least_squares

X = np.column_stack([np.ones(20), np.random.default_rng(1).standard_normal((20, 2))])
Y = np.random.default_rng(2).standard_normal(20)


@pytest.mark.parametrize("units", [[1, 1, 1], [1, 1e-30, 1e20], [1e15, 1e-15, 1]])
def test_coefficients_are_in_the_units_of_their_columns(units):
    expected = np.linalg.lstsq(X, Y, rcond=None)[0]
    np.testing.assert_allclose(least_squares(X * units, Y) * units, expected)


def test_a_column_of_zeros_has_no_coefficient():
    assert least_squares(np.column_stack([X, np.zeros(20)]), Y)[3] == 0
