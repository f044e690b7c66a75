"""Variables of any name are told apart from the statistics of a table of effects."""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.errors import SettingError

RNG = np.random.default_rng(1)
N = 40
OWN = [
    "5%",
    "95%",
    "estimate",
    "p_direction",
    "contrast",
    "a$b$",
    "$$",
    "a|b",
    "<b>x</b>",
    "a\nb",
    "{x}",
    "%s",
    "\\frac",
    "True",
]


@pytest.fixture(scope="module", params=OWN)
def named(request):
    """Return a fit with a predictor of that name, and the name."""
    data = pd.DataFrame({"y": RNG.standard_normal(N), request.param: RNG.standard_normal(N)})
    settings = {"seed": 1, "iter": 100, "chains": 1, "refresh": 0}
    return nm.stan_glm(f"y ~ `{request.param}`", data, **settings), request.param


@pytest.mark.filterwarnings("ignore::nbmixed.errors.NbmixedWarning")
def test_every_table_and_plot_shows_them(named):
    fit, name = named
    for made in (
        nm.slopes(fit, name),
        nm.comparisons(fit, name),
        nm.conditional_effects(fit, name, points=3),
    ):
        assert np.isfinite(made.to_frame()["estimate"]).all()
        assert made._repr_mimebundle_().keys() >= {"text/plain", "text/html", "text/latex"}
    nm.conditional_effects(fit, name, points=3).plot().draw()
    fit.plot("intervals").draw()
    assert nm.hypothesis(fit, f"`{name}` > 0").to_frame()["estimate"].iloc[0] == pytest.approx(
        float(np.median(fit.to_frame().iloc[:, 1]))
    )


@pytest.mark.parametrize("effect", [["x"], {"x": 1}, None, 3])
def test_what_is_no_name_is_refused(effect):
    fit = nm.stan_glm(
        "y ~ x", pd.DataFrame({"x": [1.0, 2, 3, 5], "y": [2.0, 1, 4, 4]}), seed=1, iter=100, refresh=0
    )
    with pytest.raises(SettingError, match=r"The model has no variable .*; it has 'x'"):
        nm.conditional_effects(fit, effect)
