"""Thin plate regression splines, held to the splines they stand for."""

import numpy as np
import pytest
from scipy.interpolate import make_smoothing_spline

from nbmixed.design.smooths.thin_plate import MOST_KNOTS, thin_plate
from nbmixed.errors import DataError

RNG = np.random.default_rng(4)
X = np.sort(RNG.uniform(size=25))
Y = np.sin(6 * X) + RNG.normal(scale=0.2, size=25)


def test_with_all_points_it_is_the_smoothing_spline():
    basis = thin_plate((X,), len(X), None, "s(x)")
    B, at = basis.at((X,)), np.linspace(X[0], X[-1], 50)
    # Thin plate splines of one variable penalise the squared second derivative.
    coefs = np.linalg.solve(B.T @ B + 1e-4 * basis.penalty, B.T @ Y)
    np.testing.assert_allclose(basis.at((at,)) @ coefs, make_smoothing_spline(X, Y, lam=1e-4)(at), atol=1e-6)


def test_the_penalty_is_the_integral_of_the_squared_second_derivative():
    basis = thin_plate((X,), 6, None, "s(x)")
    coefs = RNG.normal(size=6)

    # Between knots it is cubic, so that differences give the second derivative exactly: p and q, at thirds.
    h = np.diff(X)
    f = np.array([basis.at((X[:-1] + h * third / 3,)) @ coefs for third in range(4)])
    p, q = np.diff(f, 2, axis=0) / (h / 3) ** 2
    a, b = 2 * p - q, 2 * q - p
    integral = (h * (a * a + a * b + b * b) / 3).sum()
    assert integral == pytest.approx(coefs @ basis.penalty @ coefs, rel=1e-4)


@pytest.mark.parametrize(("d", "m", "free"), [(1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 2, 3), (2, 3, 6)])
def test_polynomials_have_no_penalty(d, m, free):
    columns = tuple(RNG.uniform(size=(d, 40)))
    basis = thin_plate(columns, 12, m, "s(x)")
    values = np.linalg.eigvalsh(basis.penalty)
    assert (values < 1e-10 * values[-1]).sum() == free
    assert np.linalg.matrix_rank(basis.at(columns)) == 12


def test_shrinkage_is_a_tenth_of_the_least_penalty():
    plain, shrunk = (thin_plate((X,), 6, None, "s(x)", shrink=shrink).penalty for shrink in (False, True))
    least = np.linalg.eigvalsh(plain)[2]
    np.testing.assert_allclose(np.linalg.eigvalsh(shrunk)[:2], 0.1 * least)
    np.testing.assert_allclose(shrunk[:4, :4], plain[:4, :4])


def test_a_turned_plane_has_the_same_splines():
    points, angle = RNG.normal(size=(2, 30)), 0.7
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    a, b = thin_plate(tuple(points), 10, None, "s"), thin_plate(tuple(turn @ points), 10, None, "s")
    y = RNG.normal(size=30)
    fits = []
    for basis, at in ((a, tuple(points)), (b, tuple(turn @ points))):
        B = basis.at(at)
        fits.append(B @ np.linalg.solve(B.T @ B + 0.1 * basis.penalty, B.T @ y))
    np.testing.assert_allclose(*fits, atol=1e-8)


def test_repeated_points_cost_nothing_and_change_nothing():
    a, b = thin_plate((X,), 6, None, "s(x)"), thin_plate((np.repeat(X, 3),), 6, None, "s(x)")
    np.testing.assert_allclose(a.at((X,)), b.at((X,)), atol=1e-9)


@pytest.mark.parametrize("d", [1, 2])
def test_of_many_points_some_are_knots(d):
    columns = tuple(RNG.uniform(size=(d, 3 * MOST_KNOTS)))
    basis = thin_plate(columns, None, None, "s(x)")
    assert len(basis.knots) == MOST_KNOTS
    again = thin_plate(columns, None, None, "s(x)")
    np.testing.assert_array_equal(basis.at(columns), again.at(columns))


def test_a_sample_of_knots_hardly_changes_the_functions():
    many = np.sort(RNG.uniform(size=2 * MOST_KNOTS))
    few = many[:: 2 * MOST_KNOTS // 500]
    B, A = thin_plate((many,), 8, None, "s").at((many,)), thin_plate((few,), 8, None, "s").at((many,))
    left = B - A @ np.linalg.lstsq(A, B, rcond=None)[0]
    assert (left**2).mean() < 1e-4


def test_too_few_points():
    with pytest.raises(
        DataError, match="needs at least 3 different values, but its data have 2: leave it out"
    ):
        thin_plate((np.array([0.0, 1, 1]),), None, None, "s(x)")
