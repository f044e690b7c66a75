"""stan/lm.stan has the density of the documented model, and its data are what they should be.

The density of (coefficients, intercept, log Delta) is written here from the definition of the prior: R2 ~ Beta, a
uniform direction, a flat log(Delta). The program's is of its own coordinates; a numerical Jacobian is between them.
"""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import gammaln

import nbmixed as nm
from nbmixed.engine.locate import executable
from nbmixed.programs import lm
from nbmixed.programs.packed import Packed
from nbmixed.programs.r2 import shapes
from tests.prepared import prepared

N = 14
RNG = np.random.default_rng(21)
FRAME = pd.DataFrame(RNG.standard_normal((N, 3)), columns=list("abc")).assign(
    y=4 + RNG.standard_normal(N), weight=RNG.uniform(0.5, 3, N), o=RNG.standard_normal(N)
)
FRAME["y"] += FRAME["a"]
FORMULAS = {"one": "y ~ a", "two": "y ~ a + b", "three": "y ~ a + b + c", "no intercept": "y ~ 0 + a + b + c"}
PRIORS = {"mean": nm.R2(0.3, "mean"), "uniform": None}
ARGUMENTS = {
    "plain": {},
    "weights": {"weights": "weight"},
    "offset": {"offset": "o"},
    "normal intercept": {"prior_intercept": nm.normal(3, 0.7)},
    "intercept of a mean": {"prior_intercept": nm.normal(3)},
    "prior": {"prior_PD": True, "prior_intercept": nm.normal(3, 0.7)},
}
CASES = [
    (formula, prior, arguments)
    for formula in FORMULAS
    for prior in PRIORS
    for arguments in ARGUMENTS
    if not (formula == "no intercept" and "prior_intercept" in ARGUMENTS[arguments])
]


def model(formula, prior, arguments):
    return prepared("stan_lm", FORMULAS[formula], FRAME, prior=PRIORS[prior], **ARGUMENTS[arguments])


def transformed(packed: Packed, q: np.ndarray) -> dict[str, np.ndarray]:
    """What the program calls w, sigma and intercept, from its unconstrained parameters."""
    data = packed.data
    K, log_sigma = data["K"], 0.0 if data["prior_only"] else q[-1]
    power = K / (2 * data["R2_a"])
    y = data["spread"] * q[:K] + (0 if data["prior_only"] else data["center"] * np.exp(-log_sigma / power))
    length = np.linalg.norm(y)
    w = y / length * (np.sinh(length) if data["prior_only"] else length) ** power
    sigma = 1 / np.sqrt(1 + w @ w) if data["prior_only"] else data["sigma_unit"] * np.exp(log_sigma)
    out = {"w": w, "sigma": np.array(sigma)}
    if data["has_intercept"]:
        unit = data["intercept_spread"] * (1 if data["prior_only"] else sigma)
        out["intercept"] = np.array([data["intercept_center"] + unit * q[K]])
    return out


def natural(packed: Packed, q: np.ndarray) -> np.ndarray:
    """Centred coefficients, intercept, log(Delta)."""
    values = transformed(packed, q)
    parameters = lm.unpack(packed, {k: v[None, None] for k, v in values.items()})
    coef = parameters.coef[0, 0]
    if packed.data["has_intercept"]:
        coef[0] += coef[1:] @ packed.coordinates.x_means
    delta = values["sigma"] * np.sqrt(1 + values["w"] @ values["w"])
    return np.concatenate([coef, [] if packed.data["prior_only"] else [np.log(delta)]])


def log_density(ready, x: np.ndarray) -> float:
    """Of centred coefficients, intercept and log(Delta), up to a constant."""
    design, prior_only, first = ready.design, ready.spec.prior_PD, int(ready.design.has_intercept)
    w = np.ones(N) if design.weights is None else design.weights
    X = design.X[:, first:]
    X = X - np.average(X, axis=0, weights=w) if first else X
    K = X.shape[1]
    coef, delta = x[first : first + K], 1.0 if prior_only else np.exp(x[-1])
    gram = X.T @ (w[:, None] * X)
    R2 = coef @ gram @ coef / ((w.sum() - 1) * delta**2)
    # A point at radius r = sqrt(R2) of a ball: density of r over the surface of the sphere, then to coefficients.
    r = np.sqrt(R2)
    surface = np.log(2) + K / 2 * np.log(np.pi) - gammaln(K / 2) + (K - 1) * np.log(r)
    lp = stats.beta.logpdf(R2, *shapes(ready.spec.prior, K)) + np.log(2 * r) - surface - K * np.log(delta)
    given = ready.spec.prior_intercept
    if first and given is not None:
        scale = delta / np.sqrt(w.sum()) if given.scale is None else given.scale
        lp += stats.norm.logpdf(x[0], given.location, scale)
    if prior_only:
        return lp
    y = design.response.y - (0 if design.offset is None else design.offset)
    eta = X @ coef + (x[0] if first else 0)
    return lp + w @ stats.norm.logpdf(y, eta, delta * np.sqrt(1 - R2))


def program_density(packed: Packed, q: np.ndarray) -> float:
    import cmdstanpy

    logging.getLogger("cmdstanpy").disabled = True
    K, first = packed.data["K"], packed.data["has_intercept"]
    values = {"z": q[:K], "z_intercept": q[K : K + first], "log_sigma": q[K + first :]}
    program = cmdstanpy.CmdStanModel(exe_file=str(executable("lm")))
    return float(program.log_prob(values, dict(packed.data), sig_figs=16)["lp__"][0])


def jacobian(packed: Packed, q: np.ndarray) -> float:
    step = 1e-5
    columns = [(natural(packed, q + e) - natural(packed, q - e)) / (2 * step) for e in step * np.eye(len(q))]
    return float(np.linalg.slogdet(np.array(columns))[1])


@pytest.mark.parametrize("case", CASES, ids=", ".join)
def test_log_density(case):
    ready = model(*case)
    packed = ready.packed
    size = packed.data["K"] + packed.data["has_intercept"] + 1 - packed.data["prior_only"]
    rng = np.random.default_rng(3)
    points = [rng.uniform(0.3, 1.2, size) * rng.choice([-1, 1], size) for _ in range(3)]
    found = [program_density(packed, q) for q in points]
    expected = [log_density(ready, natural(packed, q)) + jacobian(packed, q) for q in points]
    np.testing.assert_allclose(np.diff(found), np.diff(expected), rtol=1e-6, atol=1e-6)


def test_coordinates_are_near_the_least_squares_fit():
    """Of many rows, where the prior hardly matters."""
    rng = np.random.default_rng(2)
    data = pd.DataFrame(rng.standard_normal((5000, 3)), columns=list("abc"))
    data["y"] = 7 + data["a"] - 0.5 * data["c"] + rng.standard_normal(5000)
    packed = prepared("stan_lm", "y ~ a + b + c", data, prior=None).packed
    at_zero = lm.unpack(packed, {k: v[None, None] for k, v in transformed(packed, np.zeros(5)).items()})
    X = np.column_stack([np.ones(5000), data[["a", "b", "c"]]])
    fit, ssr, *_ = np.linalg.lstsq(X, data["y"].to_numpy(), rcond=None)
    np.testing.assert_allclose(at_zero.coef[0, 0], fit, atol=0.003)
    assert at_zero.aux[0, 0] == pytest.approx(np.sqrt(ssr[0] / 5000), rel=1e-3)


def test_prior_of_the_intercept_is_at_the_mean_of_the_predictors():
    ready = prepared(
        "stan_lm", "y ~ a", FRAME.assign(a=FRAME["a"] + 100), prior=None, prior_intercept=nm.normal(3, 1)
    )
    moved = prepared("stan_lm", "y ~ a", FRAME, prior=None, prior_intercept=nm.normal(3, 1))
    for name, value in ready.packed.data.items():
        np.testing.assert_allclose(value, moved.packed.data[name], rtol=1e-9, err_msg=name)


def test_a_nearly_exact_fit_keeps_a_sane_unit():
    data = FRAME.assign(y=1 + 2 * FRAME["a"] + 1e-7 * FRAME["b"] ** 2)
    packed = prepared("stan_lm", "y ~ a + b", data, prior=None).packed
    assert packed.data["ssr"] > 0
    assert 0 < packed.data["sigma_unit"] < 1e-3
