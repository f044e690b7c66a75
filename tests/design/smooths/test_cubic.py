"""Cubic regression splines, held to scipy's natural splines."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from nbmixed.design.smooths.cubic import cubic
from nbmixed.errors import DataError

RNG = np.random.default_rng(5)
X = RNG.gamma(2, size=60)


@pytest.mark.parametrize("k", [3, 4, 9])
def test_coefficients_are_values_at_the_knots(k):
    basis, values = cubic((X,), k, "s(x)"), RNG.normal(size=k)
    at = np.linspace(basis.knots[0], basis.knots[-1], 40)
    spline = CubicSpline(basis.knots, values, bc_type="natural")
    np.testing.assert_allclose(basis.at((at,)) @ values, spline(at), atol=1e-12)


def test_beyond_the_knots_it_is_straight():
    basis, values = cubic((X,), 6, "s(x)"), RNG.normal(size=6)
    spline = CubicSpline(basis.knots, values, bc_type="natural")
    low, high = basis.knots[[0, -1]]
    found = basis.at((np.array([low - 2, high + 3]),)) @ values
    np.testing.assert_allclose(found, [spline(low) - 2 * spline(low, 1), spline(high) + 3 * spline(high, 1)])


def test_the_penalty_is_the_integral_of_the_squared_second_derivative():
    basis, values = cubic((X,), 7, "s(x)"), RNG.normal(size=7)
    bend = CubicSpline(basis.knots, values, bc_type="natural").derivative(2)
    a, b = bend(basis.knots[:-1]), bend(basis.knots[1:])
    integral = (np.diff(basis.knots) * (a * a + a * b + b * b) / 3).sum()
    assert values @ basis.penalty @ values == pytest.approx(integral)


def test_knots_are_quantiles_of_the_different_values():
    basis = cubic((np.array([0.0, 0, 0, 1, 2, 3, 4]),), 5, "s(x)")
    np.testing.assert_array_equal(basis.knots, [0, 1, 2, 3, 4])


def test_shrinkage_leaves_nothing_free():
    plain, shrunk = (np.linalg.eigvalsh(cubic((X,), 6, "s(x)", shrink=s).penalty) for s in (False, True))
    np.testing.assert_allclose(shrunk, [0.01 * plain[2], 0.1 * plain[2], *plain[2:]], rtol=1e-8)


def test_given_knots():
    knots = np.array([3.0, 0, 1, 2])
    np.testing.assert_array_equal(cubic((X,), None, "s(x)", knots=knots).knots, [0, 1, 2, 3])
    with pytest.raises(DataError, match="needs 5 different knots, but 4 were given"):
        cubic((X,), 5, "s(x)", knots=knots)
    with pytest.raises(DataError, match="all on one side of its data"):
        cubic((X,), 4, "s(x)", knots=knots - 50)
