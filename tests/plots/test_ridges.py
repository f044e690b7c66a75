"""Densities as ridges."""

from __future__ import annotations

import numpy as np

from nbmixed.plots import mcmc_areas_data, mcmc_areas_ridges, mcmc_areas_ridges_data


def test_curves_are_those_of_areas(make_case):
    draws, names = make_case(3)
    areas = mcmc_areas_data(draws, names, prob_outer=0.9).query("interval == 'outer'")
    ridges = mcmc_areas_ridges_data(draws, names, prob_outer=0.9)
    np.testing.assert_allclose(ridges["density"], areas["density"], rtol=1e-12)
    np.testing.assert_allclose(ridges["x"], areas["x"], rtol=1e-12)


def test_lower_ridges_are_in_front(make_case):
    polygon = next(layer for layer in mcmc_areas_ridges(*make_case(4)).layers if "group" in layer.mapping)
    bottoms = polygon._data.groupby("place")["bottom"].first()
    assert bottoms.is_monotonic_decreasing
