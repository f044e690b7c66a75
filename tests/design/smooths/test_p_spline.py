"""P-splines, held to what Eilers and Marx say of them."""

import numpy as np
import pytest

from nbmixed.design.smooths.p_spline import p_spline

RNG = np.random.default_rng(7)
X = RNG.uniform(size=60)


@pytest.mark.parametrize("m", [(), (2, 1), (1, 2), (3, 3), (2,)])
def test_the_functions_add_to_one(m):
    basis = p_spline((X,), 9, m, "s(x)")
    np.testing.assert_allclose(basis.at((np.linspace(-1, 2, 30),)).sum(axis=1), 1)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_polynomials_below_the_order_of_differences_have_no_penalty(order):
    penalty = p_spline((X,), 9, (2, order), "s(x)").penalty
    for power in range(order):
        assert np.abs(penalty @ np.arange(9.0) ** power).max() < 1e-9
    assert np.linalg.matrix_rank(penalty) == 9 - order


def test_straight_lines_are_straight_everywhere():
    basis = p_spline((X,), 10, (), "s(x)")
    inside, at = np.linspace(0.1, 0.9, 30), np.linspace(-3, 4, 15)
    coefs = np.linalg.lstsq(basis.at((inside,)), 2 * inside - 1, rcond=None)[0]
    np.testing.assert_allclose(basis.at((at,)) @ coefs, 2 * at - 1, atol=1e-8)


def test_beyond_the_data_it_is_straight():
    basis, coefs = p_spline((X,), 10, (), "s(x)"), RNG.normal(size=10)
    for at in (np.array([2.0, 2.5, 3.0]), np.array([-1.0, -2, -3])):
        assert abs(np.diff(basis.at((at,)) @ coefs, 2)[0]) < 1e-9
