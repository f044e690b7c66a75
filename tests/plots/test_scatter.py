"""Draws of two parameters, as points and in hexagons."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_hex, mcmc_hex_data, mcmc_scatter, mcmc_scatter_data
from nbmixed.plots.hexagons import hexagons


def test_points_are_draws(make_case):
    draws, names = make_case(2)
    frame = mcmc_scatter_data(draws, names)
    np.testing.assert_array_equal(frame[["x", "y"]], draws.reshape(-1, 2)[frame["draw"] - 1])
    assert len(frame) == 1000


def test_many_draws_are_thinned_and_the_plot_says_so():
    draws = np.random.default_rng(1).normal(size=(4, 5000, 2))
    diverged = np.zeros((4, 5000), dtype=bool)
    diverged[1, 1:4] = True
    frame = mcmc_scatter_data(draws, ["a", "b"], diverged)
    assert frame["draw"].tolist() == sorted({*range(1, 20_001, 4), 5002, 5003, 5004})
    caption = mcmc_scatter(draws, ["a", "b"], diverged).labels.caption
    assert caption == "Every 4th draw is shown. In front: 3 divergent draws."


def test_alt_text_states_the_correlation():
    x = np.arange(10.0)
    draws = np.stack([x, -2 * x], axis=-1)[None]
    assert mcmc_scatter(draws, ["a", "b"]).alt == "10 draws of a and b: correlation -1, 0 divergent."


@pytest.mark.parametrize("function", [mcmc_scatter, mcmc_hex])
@pytest.mark.parametrize("n", [1, 3])
def test_another_number_of_parameters_is_refused(make_case, function, n):
    with pytest.raises(PlotError, match=r"is of two parameters.*choose two with pars="):
        function(*make_case(n))


def test_every_draw_is_in_one_hexagon(make_case):
    draws, names = make_case(2)
    assert mcmc_hex_data(draws, names)["count"].sum() == 1000


def test_points_are_in_the_hexagon_with_the_nearest_centre():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=2000), rng.normal(size=2000) * 50
    found = hexagons(x, y, 9)
    unit = np.array([found.width, found.height / np.sqrt(3)])
    centres = np.stack([found.x, found.y], axis=-1) / unit
    points = np.stack([x, y], axis=-1) / unit
    nearest = ((points[:, None] - centres) ** 2).sum(axis=-1).argmin(axis=1)
    np.testing.assert_array_equal(np.bincount(nearest, minlength=len(centres)), found.count)


def test_hexagons_are_regular_and_touch():
    found = hexagons(np.array([0.0, 1.0]), np.array([0.0, 1.0]), 2)
    corners = found.corners()[0] / [found.width, found.height / np.sqrt(3)]
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
    np.testing.assert_allclose(sides, 1 / np.sqrt(3), rtol=1e-12)


@pytest.mark.parametrize("bins", [0, 201, 1.5])
def test_bad_numbers_of_hexagons_are_refused(make_case, bins):
    with pytest.raises(PlotError, match=r"bins = .* from 1 to 200"):
        mcmc_hex(*make_case(2), bins=bins)
