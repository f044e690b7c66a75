"""Kernel density of draws on their own range."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import gaussian_kde, norm

from nbmixed.plots.density import bandwidth, density

NORMAL = norm.ppf((np.arange(4000) + 0.5) / 4000)


@pytest.mark.parametrize("x", [NORMAL, np.abs(NORMAL), np.exp(3 * NORMAL), np.r_[NORMAL, 1e4]])
def test_all_mass_is_within_the_range(x):
    grid = np.linspace(x.min(), x.max(), 200_001)
    assert np.trapezoid(density(x, grid), grid) == pytest.approx(1, abs=1e-3)


def test_it_is_the_gaussian_kernel_estimate_away_from_the_ends():
    grid = np.linspace(-2, 2, 50)
    exact = gaussian_kde(NORMAL, bw_method=bandwidth(NORMAL) / NORMAL.std(ddof=1))(grid)
    np.testing.assert_allclose(density(NORMAL, grid), exact, rtol=2e-3)


def test_a_bound_does_not_bend_the_curve_down():
    x = np.abs(NORMAL)
    assert density(x, np.array([x.min()]))[0] == pytest.approx(2 * norm.pdf(0), rel=0.02)


def test_nothing_is_outside_the_range():
    np.testing.assert_array_equal(density(NORMAL, np.array([-10.0, 10.0])), 0)


def test_most_draws_equal_still_has_a_bandwidth():
    assert bandwidth(np.r_[np.zeros(99), 1.0]) > 0
