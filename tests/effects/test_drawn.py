"""Statements as plots."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.errors import SettingError

rng = np.random.default_rng(5)
FRAME = pd.DataFrame({"g": np.repeat(list("abcdef"), 10), "x": np.tile(np.arange(10.0), 6)})
FRAME["arm"] = pd.Categorical(np.where(FRAME.index % 2 == 0, "old", "new"), categories=["old", "new"])
FRAME["y"] = 2 + 0.5 * FRAME["x"] + np.repeat([3.0, -1, 0, 2, -2, 1], 10) + rng.normal(size=60)


@pytest.fixture(scope="module")
def fit():
    return nm.stan_lmer("y ~ x + arm + (1 | g)", FRAME, chains=2, iter=400, seed=3, refresh=0)


def test_a_number_makes_a_curve_with_the_data_behind(fit):
    effects = nm.conditional_effects(fit, "x", points=7)
    plot = effects.plot(data=fit)
    np.testing.assert_allclose(plot.data["estimate"], effects.table["estimate"])
    np.testing.assert_allclose(plot.data[["lower", "upper"]], effects.table[["5%", "95%"]])
    behind = plot.layers[0]._data
    np.testing.assert_allclose(behind["estimate"], FRAME["y"])
    assert (plot.labels.x, plot.labels.y) == ("x", "y")


def test_other_variables_make_colours_and_panels(fit):
    effects = nm.conditional_effects(fit, "x", by=["arm", "g"], points=6)
    plot = effects.plot(color="arm")
    assert plot.data["color"].cat.categories.tolist() == ["old", "new"]
    assert plot.data["panel"].cat.categories.tolist() == list("abcdef")


def test_levels_make_points(fit):
    plot = nm.conditional_effects(fit, "arm").plot()
    assert plot.labels.x == "arm"
    assert plot.data["x"].tolist() == [1.0, 2.0]


def test_comparisons_and_slopes_are_rows(fit):
    effects = nm.slopes(fit, "x", by="g")
    plot = effects.plot()
    assert plot.data["parameter"].tolist() == [f"x, {g}" for g in "abcdef"]
    np.testing.assert_allclose(plot.data[["ll", "hh"]], effects.table[["5%", "95%"]])
    assert plot.labels.x == "Slope of expected outcome"


def test_bad_input(fit):
    effects = nm.conditional_effects(fit, "x", points=6)
    with pytest.raises(SettingError, match="no variable 'X'"):
        effects.plot(x="X")
    with pytest.raises(SettingError, match="these statements are rows"):
        nm.slopes(fit, "x", by=True).plot(data=fit)
    with pytest.raises(SettingError, match="give type='response'"):
        nm.conditional_effects(fit, "x", type="link").plot(data=fit)
