"""Plots of probability integral transforms."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.plots.ppc import (
    ppc_loo_pit_overlay,
    ppc_loo_pit_overlay_data,
    ppc_loo_pit_qq,
    ppc_loo_pit_qq_data,
    ppc_pit_ecdf,
    ppc_pit_ecdf_data,
)
from nbmixed.plots.ppc.bands import uniform_band
from nbmixed.plots.ppc.smooth import density_curve

PIT = np.random.default_rng(1).random(90)


def test_the_function_is_that_of_the_transforms_and_the_band_that_of_uniform_ones():
    frame = ppc_pit_ecdf_data(PIT, prob=0.9)
    np.testing.assert_allclose(frame["ecdf"], [(z >= PIT).mean() for z in frame["pit"]])
    _, lower, upper = uniform_band(90, 0.9)
    np.testing.assert_allclose(frame["lower"], lower)
    np.testing.assert_allclose(frame["upper"], upper)


def test_groups_have_bands_for_their_own_size(thirds):
    frame = ppc_pit_ecdf_data(PIT, np.where(thirds == "a", "a", "b"))
    part = frame[frame["group"] == "a"]
    np.testing.assert_allclose(part["upper"], uniform_band(30, 0.99)[2])


def test_differences_are_drawn_unless_the_function_is_wanted():
    difference, whole = ppc_pit_ecdf(PIT).data, ppc_pit_ecdf(PIT, plot_diff=False).data
    np.testing.assert_allclose(difference["line"], difference["ecdf"] - difference["pit"])
    np.testing.assert_allclose(whole["line"], whole["ecdf"])
    np.testing.assert_allclose(whole["high"], whole["upper"])


@pytest.mark.parametrize(
    ("pit", "words"),
    [
        (PIT, "stays inside the band"),
        (PIT**3, "leaves the band of uniform values above"),
        (PIT ** (1 / 3), "leaves the band of uniform values below"),
        (0.5 + 0.5 * (2 * PIT - 1) ** 3, "leaves the band of uniform values above and below"),
    ],
)
def test_words_say_whether_they_are_uniform(pit, words):
    assert words in ppc_pit_ecdf(pit).alt


def test_densities_are_reflected_at_0_and_1_beside_those_of_uniform_values():
    frame = ppc_loo_pit_overlay_data(PIT, samples=3, seed=7)
    observed = frame[frame["replicate"] == 0]
    at, height = density_curve(PIT, (0.0, 1.0))
    np.testing.assert_array_equal(observed["density"], height)
    assert (frame["x"].min(), frame["x"].max()) == (0, 1)
    assert frame["replicate"].nunique() == 4
    assert ppc_loo_pit_overlay_data(PIT, 3, seed=7).equals(frame)
    assert len(at)


def test_quantiles_are_sorted_transforms():
    frame = ppc_loo_pit_qq_data([0.9, 0.1, 0.5, 0.3])
    assert frame["pit"].tolist() == [0.1, 0.3, 0.5, 0.9]
    assert frame["uniform"].tolist() == [0.125, 0.375, 0.625, 0.875]


def test_alternative_text_says_how_many_are_in_the_tails():
    pit = np.repeat([0.01, 0.5], [30, 70])
    for plot in (ppc_loo_pit_qq(pit), ppc_loo_pit_overlay(pit, samples=2)):
        assert "30 % are below 0.05 and 0 % above 0.95, where uniform values are 5 % each" in plot.alt
