"""Simulation-based calibration: parameters from the prior, data from them, the rank of each truth in its posterior.

With a right posterior every rank is uniform. Ranks are taken of all coefficients, auxiliary parameters, the sd of the
groups, one group effect, and the linear predictor of the first row. Draws are thinned to near independence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import nbmixed as nm
from nbmixed.fit.ranks import Uniformity, uniformity
from nbmixed.fit.simulate import simulate
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.stanreg import StanReg
from tests.calibration.thinned import KEPT, one_chain
from tests.prepared import prepared
from tests.priors import direct

ROWS, GROUPS, TRIALS = 48, 8, 9
SHAPE, SCALE = 3.0, 0.2  # of the decov prior of the sd of groups


@dataclass(frozen=True, slots=True)
class Model:
    """A model to calibrate: its call, without data."""

    family: str
    formula: str
    arguments: dict[str, Any]


def _model(
    family: str, link: str, intercept: float, aux: Any = None, outcome: str = "y", **arguments: Any
) -> Model:
    priors = {"prior": nm.normal(0, 0.5), "prior_intercept": nm.normal(intercept, 0.5)}
    if aux is not None:
        priors["prior_aux"] = aux
    covariance = nm.decov(shape=SHAPE, scale=SCALE)
    return Model(
        family,
        f"{outcome} ~ x + w + (1 | g)",
        {"family": family, "link": link, **priors, "prior_covariance": covariance, **arguments},
    )


_AMONG = f"cbind(y, {TRIALS} - y)"
_POSITIVE = nm.normal(5, 2)
MODELS = {
    "gaussian": _model("gaussian", "identity", 1.0, nm.exponential(1)),
    "student": _model("student", "identity", 1.0, nm.exponential(1)),
    "Gamma": _model("Gamma", "log", 1.0, _POSITIVE),
    "inverse.gaussian": _model("inverse.gaussian", "log", 0.0, _POSITIVE),
    "beta": _model("beta", "logit", 0.0, nm.normal(8, 2)),
    "bernoulli": _model("binomial", "probit", 0.0),
    "binomial": _model("binomial", "logit", 0.0, outcome=_AMONG),
    "beta_binomial": _model("beta_binomial", "logit", 0.0, _POSITIVE, outcome=_AMONG),
    "poisson": _model("poisson", "log", 1.0),
    "neg_binomial_2": _model("neg_binomial_2", "log", 1.0, _POSITIVE),
}


def covariates() -> pd.DataFrame:
    """The same in all simulations."""
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"x": rng.standard_normal(ROWS), "w": rng.uniform(0, 2, ROWS)})
    return frame.assign(g=[f"g{i % GROUPS}" for i in range(ROWS)])


def ranks(name: str, simulation: int) -> dict[str, int]:
    """Rank of every quantity in one simulation."""
    model, rng = MODELS[name], np.random.default_rng([sum(map(ord, name)), simulation])
    frame, truth = simulated(model, rng)
    fit = nm.stan_glmer(
        model.formula,
        frame,
        **model.arguments,
        **one_chain(simulation, thin=5),
    )
    found = quantities(fit)
    return {k: int((found[k] < value).sum()) for k, value in truth.items()}


def quantities(fit: StanReg) -> dict[str, NDArray[np.float64]]:
    """Draws of what is ranked, by name."""
    posterior = fit.posterior
    names = [*posterior.coef_names, *posterior.aux_names]
    found = {n: posterior.array([n]).ravel() for n in names}
    eta = posterior.parameters.coef.reshape(-1, len(posterior.coef_names)) @ fit.design.X[0]
    found["sd"] = np.sqrt(posterior.Sigma[0].ravel())
    effects = posterior.effects[0][..., 0]
    eta += effects[..., fit.design.groups[0].index[0]].ravel()
    return found | {"b[1]": effects[..., 0].ravel(), "eta[1]": eta}


def simulated(model: Model, rng: np.random.Generator) -> tuple[pd.DataFrame, dict[str, float]]:
    """Data and the parameters they come from."""
    frame = covariates()
    ready = prepared("stan_glmer", model.formula, frame.assign(y=_any_outcome(model)), **model.arguments)
    truth, eta, aux, further = _from_prior(
        ready.priors, ready.design.X, ready.design.groups[0].index, model, rng
    )
    trials = np.full(ROWS, TRIALS) if model.formula.startswith("cbind") else None
    y = simulate(ready.spec.family, eta[None, :], aux, further, trials, rng)[0]
    names = dict(zip(ready.design.coef_names, truth.pop("coef"), strict=True))
    return frame.assign(y=y), names | truth


def _from_prior(
    priors: ResolvedPriors,
    X: NDArray[np.float64],
    index: NDArray[np.int64],
    model: Model,
    rng: np.random.Generator,
) -> tuple[dict[str, Any], NDArray[np.float64], NDArray[np.float64] | None, dict[str, NDArray[np.float64]]]:
    slopes = direct.draw(priors.coef, X.shape[1] - 1, rng, 1)[0]
    assert priors.intercept is not None
    intercept = direct.draw(priors.intercept, 1, rng, 1)[0, 0] - X[:, 1:].mean(axis=0) @ slopes
    coef = np.array([intercept, *slopes])
    aux = None if priors.aux is None else direct.positive(priors.aux, rng, 1)
    further = {"nu": degrees_of_freedom(rng)} if model.family == "student" else {}
    relative = aux[0] if aux is not None and model.family == "gaussian" else 1.0  # sds of groups, to sigma
    sd = SCALE * rng.gamma(SHAPE) * relative
    b = sd * rng.standard_normal(GROUPS)
    eta = X @ coef + b[index]
    truth: dict[str, Any] = {"coef": coef, "sd": sd, "b[1]": b[0], "eta[1]": eta[0]}
    if aux is not None:
        truth[str(priors.aux_name)] = aux[0]
    return truth | {k: v[0] for k, v in further.items()}, eta, aux, further


def degrees_of_freedom(rng: np.random.Generator) -> NDArray[np.float64]:
    """nu of the Student family: gamma(2, rate 0.1) cut off at 1."""
    while True:
        nu = rng.gamma(2, 10, 1)
        if nu[0] > 1:
            return nu


def _any_outcome(model: Model) -> NDArray[np.float64]:
    """Outcomes that the family could have given; only priors without autoscaling are used, so they change nothing."""
    if model.family in ("binomial", "beta_binomial", "poisson", "neg_binomial_2"):
        return (np.arange(ROWS) % 2).astype(float)
    return np.random.default_rng(0).uniform(0.2, 0.8, ROWS)


def verdicts(collected: list[dict[str, int]]) -> dict[str, Uniformity]:
    """Tests of every quantity's ranks over simulations."""
    return {name: uniformity(np.array([c[name] for c in collected]), KEPT) for name in collected[0]}
