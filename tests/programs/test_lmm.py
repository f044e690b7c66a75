"""Integrating the group effects out, and drawing them afterwards, gives the posterior of the joint model.

The joint model is tests/stan/lmm_joint.stan: the same likelihood and priors written from their
documentation, with the group effects sampled.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import arviz as az
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from nbmixed import decov, exponential, normal, stan_lmer
from nbmixed.design.build import Design
from nbmixed.programs import lmm
from nbmixed.stanreg import StanReg
from tests.agreement import QUANTILES, ess_tail, z_scores

JOINT = Path(__file__).parents[2] / "build" / "test-programs" / "lmm_joint"
LIMIT = 4.0
REGULARIZATION = 1.5
WEIGHTS, OFFSET = {"weights": "weight"}, {"offset": "shift"}
CASES = {
    "one coefficient": ("y ~ x + (1 | g)", {}),
    "two coefficients": ("y ~ x + (x | g)", {}),
    "three coefficients": ("y ~ x + (x + w | g)", {}),
    "crossed": ("y ~ x + (x | g) + (1 | h)", {}),
    "crossed, two coefficients each": ("y ~ x + (x | g) + (w | h)", {}),
    "nested": ("y ~ x + (1 | h / k)", {}),
    "weights": ("y ~ x + (x | g)", WEIGHTS),
    "weights, crossed": ("y ~ x + (1 | g) + (1 | h)", WEIGHTS),
    "two terms of one factor": ("y ~ x + (1 | g) + (0 + x | g)", {}),
}
SLOW = {
    "three nested factors": ("y ~ x + (1 | h / k / m)", {}),
    "three nested factors, two coefficients": ("y ~ x + (x | h / k / m)", WEIGHTS | OFFSET),
    "three nested factors, up to three coefficients": (
        "y ~ x + (x + w | h) + (x | h:k) + (1 | h:k:m)",
        OFFSET,
    ),
    "two crossed factors and a nested one": ("y ~ x + (1 | g) + (1 | h / k)", WEIGHTS),
    "two crossed factors and a nested one, two coefficients": ("y ~ x + (x | g) + (w | h / k)", OFFSET),
    "two crossed factors and a nested one, three coefficients": (
        "y ~ x + (x + w | g) + (1 | h / k)",
        WEIGHTS | OFFSET,
    ),
    "a level a row": ("y ~ x + (1 | row) + (1 | h / k)", {}),
    "three groups": ("y ~ x + (x | k) + (1 | k:m)", {}),
    "sds that are 0": ("noise ~ x + (1 | h / k / m)", {}),
    "a correlation that is 1": ("tied ~ x + (x | h) + (1 | h:k)", {}),
}


def simulated() -> pd.DataFrame:
    rng = np.random.default_rng(8)
    n = 96
    g, h, k = rng.integers(0, 12, n), rng.integers(0, 4, n), rng.integers(0, 3, n)
    x, w = rng.standard_normal((2, n))
    effect = rng.standard_normal((12, 3)) * [1.0, 0.6, 0.3]
    y = 2 + x + effect[g, 0] + effect[g, 1] * x + effect[g, 2] * w + 0.7 * rng.standard_normal(4)[h]
    frame = pd.DataFrame({"y": y + 0.8 * rng.standard_normal(n), "x": x, "w": w})
    frame["weight"] = rng.integers(1, 4, n) / 2
    frame = frame.assign(g=pd.Categorical(g), h=pd.Categorical(h), k=pd.Categorical(k))
    frame["shift"] = rng.standard_normal(n)
    frame["noise"] = rng.standard_normal(n)
    frame["tied"] = 2 + rng.standard_normal(4)[h] * (1 + x) + 0.5 * rng.standard_normal(n)
    return frame.assign(m=pd.Categorical(rng.integers(0, 2, n)), row=np.arange(n))


def integrated(formula: str, arguments: dict[str, str]) -> StanReg:
    return stan_lmer(
        formula,
        simulated(),
        prior=normal(0, 2),
        prior_intercept=normal(0, 5),
        prior_aux=exponential(1),
        prior_covariance=decov(regularization=REGULARIZATION),
        iter=7000,
        seed=11,
        **arguments,
    )


def joint(fit: StanReg) -> dict[str, NDArray[np.float64]]:
    """Draws of the joint model, under the names of the fit."""
    import cmdstanpy

    logging.getLogger("cmdstanpy").disabled = True
    design = fit.design
    X = design.X - [0, design.X[:, 1].mean()]
    data = {
        "N": len(X),
        "K": 2,
        "X": X,
        "y": design.response.y,
        "w": np.ones(len(X)) if design.weights is None else design.weights,
        "offset_": np.zeros(len(X)) if design.offset is None else design.offset,
        "prior_location": [0, 0],
        "prior_scale": [5, 2],
        "aux_rate": 1,
        "regularization": REGULARIZATION,
        "n_terms": len(design.groups),
        **{key: value for i in range(3) for key, value in _term(design, i).items()},
    }
    sampled = cmdstanpy.CmdStanModel(exe_file=str(JOINT)).sample(
        data, chains=4, parallel_chains=2, iter_warmup=1000, iter_sampling=4000, seed=3, adapt_delta=0.95,
        show_progress=False, sig_figs=10,
    )  # fmt: skip
    return dict(_named(sampled, fit, design.X[:, 1].mean()))


def _term(design: Design, i: int) -> dict[str, object]:
    """Data of the term of that number, or of one that has no effect."""
    if i >= len(design.groups):
        ones, none = np.ones(design.nobs, dtype=int), np.zeros((design.nobs, 1))
        return {f"p{i + 1}": 1, f"l{i + 1}": 1, f"g{i + 1}": ones, f"Z{i + 1}": none}
    term = design.groups[i]
    return {
        f"p{i + 1}": len(term.coefs),
        f"l{i + 1}": len(term.levels),
        f"g{i + 1}": term.index + 1,
        f"Z{i + 1}": term.Z,
    }


def _named(sampled: object, fit: StanReg, mean_x: float) -> Iterator[tuple[str, NDArray[np.float64]]]:
    variable = lambda name: _chains(sampled.stan_variable(name))  # type: ignore[attr-defined]  # noqa: E731
    coef = variable("coef")
    yield "(Intercept)", coef[..., 0] - coef[..., 1] * mean_x
    yield "x", coef[..., 1]
    yield "sigma", variable("sigma")
    b_names, Sigma_names = iter(fit.posterior.b_names), iter(fit.posterior.Sigma_names)
    for i, term in enumerate(fit.design.groups, 1):
        b, Sigma = variable(f"b{i}"), variable(f"Sigma{i}")
        yield from (
            (next(b_names), b[..., c, level])
            for level in range(len(term.levels))
            for c in range(len(term.coefs))
        )
        size = len(term.coefs)
        yield from ((next(Sigma_names), Sigma[..., r, c]) for c in range(size) for r in range(c, size))


def _chains(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values.reshape(4, -1, *values.shape[1:])


def summarised(draws: NDArray[np.float64]) -> dict[str, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        row = {
            "mcse": float(az.mcse(draws, method="mean")),
            "mcse_median": float(az.mcse(draws, method="median")),
            "ess_bulk": float(az.ess(draws, method="bulk")),
            "ess_tail": ess_tail(draws),
        }
    quantiles = {k: float(np.quantile(draws, p)) for k, p in QUANTILES.items()}
    return row | quantiles | {"mean": float(draws.mean()), "sd": float(draws.std(ddof=1))}


@pytest.mark.parametrize("case", [*CASES, *(pytest.param(case, marks=pytest.mark.slow) for case in SLOW)])
def test_the_posterior_is_that_of_the_joint_model(case: str) -> None:
    fit = integrated(*(CASES | SLOW)[case])
    apart = {
        f"{name} {statistic}": round(z, 2)
        for name, draws in joint(fit).items()
        for statistic, z in z_scores(fit.posterior.array([name])[..., 0], summarised(draws))
        if not abs(z) < LIMIT
    }
    assert not apart


def test_a_factor_sampled_instead_of_eliminated_gives_the_same_posterior(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    eliminated = integrated(*CASES["crossed, two coefficients each"])
    monkeypatch.setattr(lmm, "_MOST", 0)
    sampled = integrated(*CASES["crossed, two coefficients each"])
    assert eliminated.packed.data["q"] == sampled.packed.data["n_sampled"] == 8
    names = eliminated.posterior.names
    expected = eliminated.posterior.array(names)
    apart = {
        f"{name} {statistic}": round(z, 2)
        for i, name in enumerate(names)
        for statistic, z in z_scores(sampled.posterior.array([name])[..., 0], summarised(expected[..., i]))
        if not abs(z) < LIMIT
    }
    assert not apart
