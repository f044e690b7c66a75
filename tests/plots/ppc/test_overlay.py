"""Distributions of replicated data sets laid over that of the outcomes."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.plots.ppc import ppc_dens_overlay, ppc_dens_overlay_data, ppc_ecdf_overlay, ppc_ecdf_overlay_data
from nbmixed.plots.ppc.smooth import density_curve


def test_each_data_set_has_its_own_curve(normal):
    y, yrep = normal
    frame = ppc_dens_overlay_data(y, yrep[:3])
    for k, values in enumerate([y, *yrep[:3]]):
        curve = frame[frame["replicate"] == k]
        at, height = density_curve(values)
        np.testing.assert_array_equal(curve["x"], at)
        np.testing.assert_array_equal(curve["density"], height)
        assert set(curve["data"]) == {"observed" if k == 0 else "replicated"}


def test_groups_are_drawn_apart(normal, thirds):
    y, yrep = normal
    frame = ppc_dens_overlay_data(y, yrep[:2], thirds)
    assert list(frame["group"].cat.categories) == ["a", "b", "c"]
    part = frame[(frame["group"] == "b") & (frame["replicate"] == 0)]
    np.testing.assert_array_equal(part["density"], density_curve(y[:30])[1])


def test_curves_stay_within_bounds(counts):
    frame = ppc_dens_overlay_data(counts[0], counts[1][:5], bounds=(0.0, None))
    assert frame["x"].min() == 0


def test_a_constant_data_set_has_no_curve_and_the_caption_says_so():
    plot = ppc_dens_overlay([1.0, 2.0, 4.0], [[1.0, 1.0, 1.0], [1.0, 2.0, 3.0]])
    assert set(plot.data["replicate"]) == {0, 2}
    assert plot.labels.caption == "2 replicated data sets. 1 without a curve: all values are the same."


def test_a_distribution_function_has_a_step_at_each_value():
    frame = ppc_ecdf_overlay_data([3.0, 1.0, 1.0, 2.0], [[0.0, 0.0, 0.0, 1.0]])
    y = frame[frame["replicate"] == 0]
    assert y["x"].tolist() == [1, 1, 2, 2, 3, 3]
    assert y["ecdf"].tolist() == [0, 0.5, 0.5, 0.75, 0.75, 1]


def test_large_data_are_drawn_at_quantiles_and_the_caption_says_so():
    rng = np.random.default_rng(1)
    y, yrep = rng.normal(size=5000), rng.normal(size=(2, 5000))
    frame = ppc_ecdf_overlay_data(y, yrep)
    steps = frame[frame["replicate"] == 0].iloc[1::2]
    assert len(steps) == 400
    np.testing.assert_allclose(steps["ecdf"], [(y <= x).mean() for x in steps["x"]])
    assert "Steps at 400 quantiles of each data set." in ppc_ecdf_overlay(y, yrep).labels.caption


def test_alternative_text_says_where_mean_and_sd_stand():
    rng = np.random.default_rng(2)
    yrep = rng.normal(10, 2, (50, 40))
    same = ppc_dens_overlay(yrep[0], yrep, outcome="Reaction").alt
    assert same.startswith("Densities of observed Reaction and of 50 replicated data sets: mean ")
    assert "low" not in same
    wide = ppc_dens_overlay(10 + 3 * (yrep[0] - 10), yrep).alt
    assert "high)." in wide


@pytest.mark.parametrize("plot", [ppc_dens_overlay, ppc_ecdf_overlay])
def test_the_axis_names_the_outcome(normal, plot):
    assert plot(normal[0], normal[1][:2], outcome="Reaction (ms)").labels.x == "Reaction (ms)"
