"""Cyclic splines, held to scipy's periodic splines."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from nbmixed.design.smooths.cyclic import cyclic

RNG = np.random.default_rng(6)
X = RNG.uniform(0.3, 11.8, size=60)


def periodic(basis, values):
    return CubicSpline(basis.knots, [*values, values[0]], bc_type="periodic")


@pytest.mark.parametrize("k", [4, 5, 9])
def test_coefficients_are_values_at_the_knots(k):
    basis, values = cyclic((X,), k, "s(x)"), RNG.normal(size=k - 1)
    at = np.linspace(-20, 30, 101)
    np.testing.assert_allclose(basis.at((at,)) @ values, periodic(basis, values)(at), atol=1e-11)


def test_the_penalty_is_the_integral_of_the_squared_second_derivative():
    basis, values = cyclic((X,), 7, "s(x)"), RNG.normal(size=6)
    bend = periodic(basis, values).derivative(2)
    a, b = bend(basis.knots[:-1]), bend(basis.knots[1:])
    integral = (np.diff(basis.knots) * (a * a + a * b + b * b) / 3).sum()
    assert values @ basis.penalty @ values == pytest.approx(integral)


def test_ends_of_the_cycle_may_be_given():
    basis = cyclic((X,), 6, "s(month)", knots=np.array([0.0, 12.0]))
    assert (basis.knots[0], basis.knots[-1], len(basis.knots)) == (0, 12, 6)
    np.testing.assert_allclose(basis.at((np.array([0.0]),)), basis.at((np.array([12.0]),)), atol=1e-12)
    every = np.quantile(np.unique([0, *X, 12]), np.linspace(0, 1, 6))
    np.testing.assert_allclose(basis.knots, every)
