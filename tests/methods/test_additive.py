"""`plot_nonlinear` of smooths as its user calls it."""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.errors import SettingError

RNG = np.random.default_rng(3)
N = 150
FRAME = pd.DataFrame({"x": RNG.uniform(0, 1, N), "z": RNG.uniform(-1, 1, N), "f": list("abc") * (N // 3)})
FRAME["y"] = RNG.poisson(np.exp(np.sin(6 * FRAME.x) + FRAME.z**2))


@pytest.fixture(scope="module")
def fit():
    formula = "y ~ f + s(x, by = f, k = 4) + s(x, z, k = 10) + s(f, bs = 're')"
    return nm.stan_gamm4(formula, FRAME, family="poisson", algorithm="laplace", seed=1)


def test_curves(fit):
    plot = fit.plot_nonlinear()
    assert plot.data["panel"].cat.categories.tolist() == ["s(x):fa", "s(x):fb", "s(x):fc"]
    assert (plot.labels.x, plot.labels.y) == ("x", "effect on log of the expected outcome")
    assert "Not shown: 's(x,z)', 's(f)'; ask for them by name" in plot.labels.caption


def test_one_of_them(fit):
    plot = fit.plot_nonlinear("s(x):fb", prob=0.5, points=20, scheme="teal", scales="free")
    assert len(plot.data) == 20
    assert plot.labels.y == "s(x):fb: effect on log of the expected outcome"


def test_a_surface(fit):
    plot = fit.plot_nonlinear("s(x, z)", points=20, too_far=0.2)
    assert (plot.labels.x, plot.labels.y, len(plot.data)) == ("x", "z", 400)


def test_levels(fit):
    plot = fit.plot_nonlinear("s(f)", prob=0.8)
    assert plot.labels.subtitle.startswith("50 % and 80 % central intervals")


def test_the_band_is_that_of_draws(fit):
    frame = fit.plot_nonlinear("s(x):fa", prob=0.8, points=5).data
    (smooth,) = [s for s in fit.design.smooths if s.label == "s(x):fa"]
    draws = fit.to_frame(list(smooth.coef_names)).to_numpy()
    curves = draws @ np.column_stack(smooth.columns([frame["x"].to_numpy()])).T
    np.testing.assert_allclose(frame[["l", "m", "h"]], np.quantile(curves, [0.1, 0.5, 0.9], axis=0).T)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"smooths": "s(y)"}, "no smooth 's\\(y\\)'"),
        ({"smooths": ["s(x)", "s(x,z)"]}, "cannot share a plot"),
        ({"smooths": "s(x)", "too_far": 0.2}, "of curves has no option 'too_far'"),
        ({"smooths": "s(x,z)", "scales": "free"}, "of surfaces has no option 'scales'"),
        ({"schema": "blue"}, "no option 'schema'. Did you mean 'scheme'"),
        ({"prob": 90}, "prob"),
    ],
)
def test_refusals(fit, arguments, message):
    with pytest.raises(SettingError, match=message):
        fit.plot_nonlinear(**arguments)


def test_other_models_have_no_smooths(sleep_fit):
    with pytest.raises(SettingError, match="shows the smooths of stan_gamm4"):
        sleep_fit.plot_nonlinear()
