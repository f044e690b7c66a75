"""Surfaces of two numbers: colours and contours where there are data."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.plots.smooths import Words
from nbmixed.plots.surfaces import smooth_surfaces

WORDS = Words("east", "effect on y", "north")


def case(panels, M=25, size=1.0):
    """Cones with their tops at 1, which fall to zero on the unit circle; data within 1.5 of the middle."""
    rng, axis = np.random.default_rng(5), np.linspace(-2, 2, M)
    x, z = (grid.ravel() for grid in np.meshgrid(axis, axis))
    r = np.hypot(x, z)
    one = pd.DataFrame({"x": x, "z": z, "near": r < 1.5})
    cells = pd.concat([one.assign(panel=name) for name in panels], ignore_index=True)
    draws = size * np.tile(1 - r, len(panels)) + 0.1 * rng.standard_normal((200, 1))
    points = pd.concat(
        [pd.DataFrame(rng.uniform(-1, 1, (30, 2)), columns=["x", "z"]).assign(panel=n) for n in panels]
    )
    return draws, cells, points


def lines(plot, linetype):
    found = [layer for layer in plot.layers if type(layer.geom).__name__ == "geom_path"]
    return next(layer._data for layer in found if layer.geom.aes_params.get("linetype", "solid") == linetype)


@pytest.mark.parametrize(
    "panels", [["s(x,z)"], ["s(x,z):fa", "s(x,z):fb"], [f"t2(x,z): {i}" for i in range(5)]]
)
def test_is_readable(panels, drawn, assert_readable):
    assert_readable(drawn(smooth_surfaces(*case(panels), WORDS)))


@pytest.mark.parametrize("scheme", ["purple", "mix-teal-red", None])
def test_schemes(scheme, drawn):
    drawn(smooth_surfaces(*case(["s(x,z)"]), WORDS, scheme=scheme))


def test_contours_are_where_the_median_has_their_value():
    contours = lines(smooth_surfaces(*case(["s(x,z)"], M=101), WORDS), "solid")
    radius = np.hypot(contours["x"], contours["z"])
    assert contours["level"].nunique() >= 4
    np.testing.assert_allclose(
        1 - radius, contours["level"], atol=0.06
    )  # the middle of 200 shifts, and the grid


def test_there_are_none_far_from_data():
    contours = lines(smooth_surfaces(*case(["s(x,z)"]), WORDS), "solid")
    assert np.hypot(contours["x"], contours["z"]).max() < 1.5


def test_dashed_is_where_intervals_begin_to_hold_zero():
    draws, cells, points = case(["s(x,z)"], M=101)
    edges = lines(smooth_surfaces(draws, cells, points, WORDS, prob=0.8), "dashed")
    radius = np.hypot(edges["x"], edges["z"])
    shift = np.quantile(
        draws[:, 0] - draws[:, 0].mean(), [0.1, 0.9]
    )  # ends of the interval around each value
    inner, outer = radius[radius < 1], radius[radius > 1]
    np.testing.assert_allclose([inner.mean(), outer.mean()], 1 + shift, atol=0.03)


def test_a_flat_surface_has_no_contours(drawn):
    draws, cells, points = case(["s(x,z)"])
    drawn(smooth_surfaces(np.zeros_like(draws), cells, points, WORDS))


def test_alternative_text_has_the_numbers():
    alt = smooth_surfaces(*case(["s(x,z)"]), WORDS).alt
    assert alt.startswith("Surfaces of east and north, effect on y. s(x,z): median from -0.")
    assert (
        " to 1 at (0, 0); the 90 % interval is clear of zero on " in alt
        or "to 0.99" in alt
        or "to 1.0" in alt
    )
