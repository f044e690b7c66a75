"""Draws of smooths where they are shown: which kind, which panels, which points, and that they are the smooths."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from nbmixed.design.build import build
from nbmixed.errors import SettingError
from nbmixed.fit.request import Fitted
from nbmixed.fit.smooth_curves import MOST, smooth_curves
from nbmixed.spec.family import gaussian
from nbmixed.spec.formula import parse

RNG = np.random.default_rng(8)
N = 240
FRAME = pd.DataFrame({"x": RNG.uniform(0, 1, N), "u": RNG.normal(0, 1, N), "v": RNG.uniform(0, 9, N)})
FRAME["f"] = np.array(["b", "a", "c"])[np.arange(N) % 3]
FRAME["many"] = [f"level {i % 40}" for i in range(N)]
FRAME["y"] = np.sin(6 * FRAME.x)


def fitted(formula, size=20):
    """A fit with made up draws."""
    design = build(parse(formula), FRAME)
    coef = RNG.standard_normal((2, size // 2, len(design.coef_names)))
    posterior = SimpleNamespace(size=size, parameters=SimpleNamespace(coef=coef))
    return Fitted(posterior, design, gaussian(), 1)


def linear_predictor(fit, frame):
    """The smooths of new rows, made by the design."""
    X = fit.design.at(frame.assign(y=0.0)).X[:, -fit.design.n_smooth :]
    coef = fit.posterior.parameters.coef.reshape(fit.posterior.size, -1)
    return coef[:, -fit.design.n_smooth :] @ X.T


def test_curves_are_the_smooths_of_the_model():
    fit = fitted("y ~ s(x, k = 5) + f", size=20)
    found = smooth_curves(fit, points=11)
    assert found.kind == "curves" and found.draws.shape == (20, 11)
    grid = FRAME.iloc[[0] * 11].assign(x=found.lines["x"].to_numpy())
    np.testing.assert_allclose(found.draws, linear_predictor(fit, grid))
    assert (found.lines["x"].min(), found.lines["x"].max()) == (FRAME.x.min(), FRAME.x.max())


@pytest.mark.parametrize("smooth", ["s(x, u, k = 12)", "t2(x, u, k = 4)"])
def test_surfaces_are_the_smooths_of_the_model(smooth):
    fit = fitted(f"y ~ {smooth}")
    found = smooth_curves(fit, points=7)
    assert found.kind == "surfaces" and len(found.lines) == 49
    grid = FRAME.iloc[[0] * 49].assign(x=found.lines["x"].to_numpy(), u=found.lines["z"].to_numpy())
    np.testing.assert_allclose(found.draws, linear_predictor(fit, grid))
    assert found.variables == {found.lines["panel"][0]: ("x", "u")}


def test_levels_are_the_effects_of_the_model():
    fit = fitted('y ~ s(f, bs = "re")')
    found = smooth_curves(fit)
    assert found.kind == "levels" and found.lines["level"].tolist() == ["a", "b", "c"]
    np.testing.assert_allclose(found.draws, linear_predictor(fit, FRAME.iloc[[1, 0, 2]]))


def test_curves_of_factors_have_a_panel_a_level_between_the_ends_of_its_data():
    found = smooth_curves(fitted('y ~ s(x, f, bs = "fs", k = 4)'), points=5)
    assert found.lines["panel"].unique().tolist() == ["s(x,f): a", "s(x,f): b", "s(x,f): c"]
    own = found.lines[found.lines["panel"] == "s(x,f): b"]
    assert own["x"].max() == FRAME.x[FRAME.f == "b"].max()
    assert set(found.points["x"][found.points["panel"] == "s(x,f): b"]) == set(FRAME.x[FRAME.f == "b"])


def test_of_many_panels_some_are_shown():
    found = smooth_curves(fitted('y ~ s(x, many, bs = "fs", k = 3)'), points=3)
    assert (found.lines["panel"].nunique(), found.total) == (MOST, 40)


def test_of_many_draws_some_are_used():
    assert smooth_curves(fitted("y ~ s(x, k = 4)", size=1400), points=4).draws.shape[0] == 1000


def test_points_of_surfaces_are_near_where_data_are():
    found = smooth_curves(fitted("y ~ s(x, u, k = 12)"), points=40, too_far=0.1)
    width = FRAME[["x", "u"]].max() - FRAME[["x", "u"]].min()
    apart = found.lines[["x", "z"]].to_numpy()[:, None] - FRAME[["x", "u"]].to_numpy()
    distance = np.sqrt(((apart / width.to_numpy()) ** 2).sum(axis=-1)).min(axis=1)
    np.testing.assert_array_equal(found.lines["near"], distance <= 0.1)
    assert 0 < found.lines["near"].mean() < 1


def test_by_default_all_curves_else_all_surfaces():
    both = fitted("y ~ s(x, u, k = 12) + s(v, k = 4) + s(f, bs = 're')")
    found = smooth_curves(both, points=4)
    assert (found.kind, found.left_out) == ("curves", ("s(x,u)", "s(f)"))
    assert smooth_curves(both, "s(x,u)", points=4).left_out == ()


def test_a_multiplier_is_told_where_all_have_it():
    assert smooth_curves(fitted("y ~ s(x, by = u, k = 4)"), points=3).multiplier == "u"
    assert smooth_curves(fitted("y ~ s(x, by = u, k = 4) + s(v, k = 4)"), points=3).multiplier == ""


@pytest.mark.parametrize(
    ("formula", "arguments", "message"),
    [
        (
            "y ~ s(x, u, k = 12) + s(v, k = 4)",
            {"smooths": ["s(v)", "s(x,u)"]},
            "s\\(x,u\\).*cannot share a plot",
        ),
        ("y ~ t2(x, u, v, k = 3)", {}, "is a function of 3 numbers"),
        ("y ~ s(x, k = 4)", {"points": 1}, "points must be a whole number"),
        ("y ~ s(x, k = 4)", {"too_far": 0}, "too_far must be a positive number"),
    ],
)
def test_refusals(formula, arguments, message):
    with pytest.raises(SettingError, match=message):
        smooth_curves(fitted(formula), **arguments)
