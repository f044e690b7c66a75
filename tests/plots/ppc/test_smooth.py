"""Density curves of outcomes."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.plots.density import bandwidth
from nbmixed.plots.ppc.smooth import density_curve


def test_it_is_the_kernel_density():
    x = np.random.default_rng(1).normal(size=200)
    at, height = density_curve(x)
    h = bandwidth(x)
    exact = np.exp(-0.5 * ((at[:, None] - x) / h) ** 2).mean(axis=1) / (h * np.sqrt(2 * np.pi))
    np.testing.assert_allclose(height, exact, atol=2e-3 * exact.max())


def test_mass_beyond_a_bound_is_reflected():
    x = np.random.default_rng(2).exponential(size=500)
    at, height = density_curve(x, (0.0, None))
    h = bandwidth(x)
    both = np.concatenate([x, -x])
    exact = np.exp(-0.5 * ((at[:, None] - both) / h) ** 2).sum(axis=1) / (500 * h * np.sqrt(2 * np.pi))
    assert at[0] == 0
    np.testing.assert_allclose(height, exact, atol=5e-3 * exact.max())


@pytest.mark.parametrize("bounds", [(None, None), (0.0, None), (0.0, 1.0)])
def test_the_area_is_one(bounds):
    at, height = density_curve(np.random.default_rng(3).beta(0.7, 2, size=300), bounds)
    assert np.trapezoid(height, at) == pytest.approx(1, abs=3e-3)
    assert at[0] >= (-np.inf if bounds[0] is None else bounds[0])
    assert at[-1] <= (np.inf if bounds[1] is None else bounds[1])


def test_outcomes_beyond_a_bound_take_no_notice_of_it():
    assert density_curve(np.array([-1.0, 0.0, 1.0, 2.0]), (0.0, None))[0][0] < -1


@pytest.mark.parametrize("x", [[1.0], [2.0, 2.0, 2.0]])
def test_a_single_value_has_no_curve(x):
    at, height = density_curve(np.array(x))
    assert at.size == height.size == 0


def test_far_outliers_leave_the_rest_visible():
    rng = np.random.default_rng(4)
    x = np.append(rng.normal(size=500), [1e3])
    at, height = density_curve(x)
    assert (np.abs(at) < 3).sum() > 100
    assert height.max() == pytest.approx(0.4, abs=0.06)
