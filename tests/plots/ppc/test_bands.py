"""Simultaneous bands of uniform distribution functions."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from nbmixed.plots.ppc.bands import band_probability, uniform_band


def test_the_probability_of_a_band_is_that_of_all_ways_to_fall_into_its_cells():
    n, low, high = 5, np.array([0, 1, 3]), np.array([2, 4, 5])
    ways = [np.cumsum(np.bincount(cells, minlength=4))[:3] for cells in product(range(4), repeat=n)]
    inside = np.mean([((low <= counts) & (counts <= high)).all() for counts in ways])
    assert band_probability(n, low, high) == pytest.approx(inside, abs=1e-12)


@pytest.mark.parametrize("n", [3, 40, 300])
@pytest.mark.parametrize("prob", [0.9, 0.99])
def test_uniform_values_are_inside_with_that_probability(n, prob):
    at, lower, upper = uniform_band(n, prob)
    draws = np.sort(np.random.default_rng(n).random((4000, n)))
    ecdf = np.array([np.searchsorted(x, at, side="right") for x in draws]) / n
    inside = ((ecdf >= lower - 1e-9) & (ecdf <= upper + 1e-9)).all(axis=1).mean()
    error = np.sqrt(prob * (1 - prob) / 4000)
    assert inside > prob - 4 * error  # with few values the band holds more, for counts are whole
    assert n < 40 or inside < prob + 0.2 * (1 - prob) + 4 * error


def test_a_narrower_band_holds_less():
    _, low_90, high_90 = uniform_band(50, 0.9)
    _, low_99, high_99 = uniform_band(50, 0.99)
    assert (low_99 <= low_90).all()
    assert (high_99 >= high_90).all()
    assert (high_99 - low_99 > high_90 - low_90).any()


def test_it_begins_at_0_ends_at_1_and_narrows_with_more_values():
    at, lower, upper = uniform_band(1_000_000, 0.99)
    assert (at[0], lower[0], upper[0]) == (0, 0, 0)
    assert (at[-1], lower[-1], upper[-1]) == (1, 1, 1)
    assert (upper - lower).max() == pytest.approx(
        (uniform_band(10_000)[2] - uniform_band(10_000)[1]).max() / 10, rel=0.02
    )
