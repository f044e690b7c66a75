"""A fit in other units, or from another origin, is the same fit in those units."""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm

RNG = np.random.default_rng(12)
N = 80
FRAME = pd.DataFrame({"x": RNG.standard_normal(N), "z": RNG.uniform(-1, 1, N), "g": np.arange(N) % 10})
LEVEL = FRAME.x + 0.5 * RNG.standard_normal(10)[FRAME.g]
FRAME["y"] = LEVEL + 0.7 * RNG.standard_normal(N)
FRAME["wave"] = np.sin(3 * FRAME.z) + 0.3 * RNG.standard_normal(N)
FRAME["count"] = RNG.poisson(np.exp(1 + 0.4 * LEVEL))
FRAME["amount"] = np.exp(0.4 * LEVEL) * RNG.gamma(8, 1 / 8, N)
FRAME["hit"] = (RNG.uniform(size=N) < 1 / (1 + np.exp(-LEVEL))).astype(int)
SETTINGS = {"seed": 2, "chains": 1, "iter": 400}
MODELS = {
    "glm": (nm.stan_glm, "y ~ {x}", {}),
    "lmer": (nm.stan_lmer, "y ~ {x} + (1 | g)", {}),
    "lm": (nm.stan_lm, "y ~ {x} + z", {"prior": None}),
    "gamm4": (nm.stan_gamm4, "y ~ {x} + s(z, k = 5)", {}),
    "poisson": (nm.stan_glmer, "count ~ {x} + (1 | g)", {"family": "poisson"}),
    "negative binomial": (nm.stan_glm_nb, "count ~ {x}", {}),
    "Gamma": (nm.stan_glm, "amount ~ {x}", {"family": "Gamma", "link": "log"}),
    "cloglog": (nm.stan_glmer, "hit ~ {x} + (1 | g)", {"family": "binomial", "link": "cloglog"}),
    "QR": (nm.stan_glm, "y ~ {x} + z", {"QR": True}),
}


def slopes(call, formula, column, data, **arguments):
    return call(formula.format(x=column), data, **SETTINGS | arguments).to_frame()[column]


def alike(draws, others):
    """Means that differ by less than 4 standard errors of short chains, and like spreads."""
    assert abs(draws.mean() - others.mean()) < 0.4 * draws.std()
    assert others.std() == pytest.approx(draws.std(), rel=0.25)


@pytest.mark.parametrize("name", MODELS)
def test_predictors(name):
    call, formula, arguments = MODELS[name]
    frame = FRAME.assign(tiny=3e-16 * FRAME.x, huge=1e13 * FRAME.x, seconds=1.7e9 + 50 * FRAME.x)
    plain = slopes(call, formula, "x", frame, **arguments)
    for column, unit in {"tiny": 3e-16, "huge": 1e13, "seconds": 50}.items():
        alike(plain, slopes(call, formula, column, frame, **arguments) * unit)


OUTCOMES = {
    **{name: MODELS[name] for name in ("glm", "lmer", "lm")},
    "gamm4": (nm.stan_gamm4, "y ~ {x} + s(z, k = 5)", {}),
    "student": (nm.stan_glmer, "y ~ {x} + (1 | g)", {"family": "student"}),
    "Gamma identity": (nm.stan_glm, "amount ~ {x}", {"family": "Gamma", "link": "identity"}),
}


@pytest.mark.parametrize("name", OUTCOMES)
@pytest.mark.parametrize("unit", [1e-15, 1e15])
def test_outcomes(name, unit):
    call, formula, arguments = OUTCOMES[name]
    outcome = formula.split(" ~ ")[0]
    plain = slopes(call, formula, "x", FRAME, **arguments)
    alike(
        plain,
        slopes(call, formula, "x", FRAME.assign(**{outcome: unit * FRAME[outcome]}), **arguments) / unit,
    )


@pytest.mark.parametrize("unit", [1e-14, 1e14])
def test_curves(unit):
    grown = 9 / (1 + np.exp(-2 * FRAME.z)) * np.exp(0.1 * RNG.standard_normal(10))[
        FRAME.g
    ] + 0.3 * RNG.standard_normal(N)
    frame = FRAME.assign(size=grown, other=unit * grown, when=1.7e9 + 30 * FRAME.z)
    formula = "{y} ~ SSlogis({t}, Asym, xmid, scal) ~ Asym | g"
    fits = [
        nm.stan_nlmer(formula.format(y=y, t=t), frame, **SETTINGS).to_frame()
        for y, t in (("size", "z"), ("other", "when"))
    ]
    alike(fits[0]["Asym"], fits[1]["Asym"] / unit)
    alike(fits[0]["xmid"], (fits[1]["xmid"] - 1.7e9) / 30)


def test_smooths_of_seconds_and_metres():
    frame = FRAME.assign(seconds=1.7e9 + 40 * FRAME.z, metres=1e-12 * FRAME.z)
    fits = [nm.stan_gamm4(f"wave ~ s({v}, k = 6)", frame, **SETTINGS) for v in ("z", "seconds", "metres")]
    means = [fit.posterior_linpred().mean(axis=0) for fit in fits]
    for other in means[1:]:
        np.testing.assert_allclose(other, means[0], atol=0.1)


@pytest.mark.parametrize("call, formula", [(nm.stan_glm, "y ~ x"), (nm.stan_lmer, "y ~ x + (1 | g)")])
def test_a_far_offset(call, formula):
    far = 1e6 + 2e5 * FRAME.z
    frame = FRAME.assign(y=FRAME.y + far, far=far)
    alike(slopes(call, formula, "x", FRAME), slopes(call, formula, "x", frame, offset="far"))
    fit = call(formula, frame, offset="far", **SETTINGS)
    assert np.mean(fit.posterior_linpred() - far.to_numpy()) == pytest.approx(FRAME.y.mean(), abs=0.5)


def test_predictions_from_a_far_origin():
    frame = FRAME.assign(seconds=1.7e9 + 50 * FRAME.x)
    fits = [nm.stan_lmer(f"y ~ {v} + (1 | g)", frame, **SETTINGS) for v in ("x", "seconds")]
    lines = [fit.posterior_epred(newdata=frame[:7]).mean(axis=0) for fit in fits]
    np.testing.assert_allclose(lines[0], lines[1], atol=0.15)


@pytest.mark.parametrize("link", ["logit", "probit", "cauchit", "cloglog"])
@pytest.mark.parametrize("outcome", ["step", "cbind(step, 1 - step)"])
def test_separated_outcomes(link, outcome):
    """Outcomes that a predictor tells without error have a posterior under a proper prior."""
    frame = pd.DataFrame({"x": np.linspace(-2, 1, 24)}).assign(step=lambda d: (d.x > -0.3).astype(int))
    fit = nm.stan_glm(
        f"{outcome} ~ x", frame, family="binomial", link=link, prior=nm.normal(0, 2), **SETTINGS
    )
    assert 1 < fit.fixef()["x"] < 8
    assert np.isfinite(fit.log_lik()).all()
