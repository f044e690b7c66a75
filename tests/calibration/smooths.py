"""Smooths of every basis: parameters from their priors, data from them, and where the truth lies among the posterior draws.

Central 50 % and 90 % posterior intervals hold the truth in 50 % and 90 % of the simulations where posteriors are right, and
ranks are uniform. Ranks are taken of the intercept, sigma, every sd of a smooth, that of the groups, and the linear
predictor at three points: a row of the data, a point between rows, and one beyond the data, where each basis goes on as it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

import nbmixed as nm
from nbmixed.design.build import Design, build
from nbmixed.spec.random import additive_formula
from tests.calibration.thinned import one_chain

ROWS, GROUPS = 90, 6
PRIORS = {
    "prior": nm.normal(0, 1),
    "prior_intercept": nm.normal(0, 2),
    "prior_aux": nm.exponential(1),
    "prior_smooth": nm.exponential(1),
    "prior_covariance": nm.decov(),
}
RANDOM = "~ (1 | g)"
GROUP_SD = "Sigma[g:(Intercept),(Intercept)]"
SMOOTHS = {
    "tp": "s(x, k = 6)",
    "ts": 's(x, bs = "ts", k = 6)',
    "cr": 's(x, bs = "cr", k = 6)',
    "cs": 's(x, bs = "cs", k = 6)',
    "cc": 's(x, bs = "cc", k = 6)',
    "ps": 's(x, bs = "ps", k = 6)',
    "re": 's(f, bs = "re")',
    "fs": 's(x, f, bs = "fs", k = 4)',
    "by number": "s(x, by = z, k = 5)",
    "by factor": "f + s(x, by = f, k = 5)",
    "by ordered": "o + s(x, k = 5) + s(x, by = o, k = 5)",
    "tp of two": "s(x, z, k = 10)",
    "t2": "t2(x, z, k = 3)",
    "several": 's(x, k = 5) + s(z, bs = "cr", k = 5)',
}


@dataclass(frozen=True, slots=True)
class Simulated:
    """Data of one simulation, and what they were made from.

    Attributes
    ----------
    frame
        The rows of the fit.
    points
        Where linear predictors are looked at, without effects of groups.
    truth
        By name of the quantity.
    """

    frame: pd.DataFrame
    points: pd.DataFrame
    truth: Mapping[str, float]


def covariates(rng: np.random.Generator) -> pd.DataFrame:
    """Rows without an outcome."""
    letters = np.array(["a", "b", "c"])
    frame = pd.DataFrame({"x": rng.uniform(0, 1, ROWS), "z": rng.normal(0, 1, ROWS)})
    frame["f"] = letters[np.arange(ROWS) % 3]
    frame["o"] = pd.Categorical(letters[rng.permutation(ROWS) % 3], categories=letters, ordered=True)
    return frame.assign(g=rng.permutation(ROWS) % GROUPS, y=0.0)


def points_of(frame: pd.DataFrame) -> pd.DataFrame:
    """A row of the data, the middle of two, and one beyond the data in both numbers."""
    points = frame.iloc[[0, 1, 2]].reset_index(drop=True)
    for name in ("x", "z"):
        points[name] = [frame[name][0], frame[name].iloc[[1, 4]].mean(), frame[name].max() + 0.1]
    return points


def simulated(name: str, rng: np.random.Generator) -> Simulated:
    """Parameters of the prior, and data from them."""
    frame = covariates(rng)
    design = build(additive_formula(f"y ~ {SMOOTHS[name]}", RANDOM), frame)
    sigma, points = float(rng.exponential()), points_of(frame)
    coef, sds = _coefficients(design, sigma, rng)
    group_sd = sigma * float(rng.exponential())
    effects = group_sd * rng.standard_normal(GROUPS)
    errors = sigma * rng.standard_normal(ROWS)
    y = design.X @ coef + effects[design.groups[0].index] + errors
    eta = design.at(points, terms=()).X @ coef
    truth = {"(Intercept)": float(coef[0]), "sigma": sigma, "group sd": group_sd, **sds}
    return Simulated(
        frame.assign(y=y),
        points,
        truth | {f"point {i + 1}": float(v) for i, v in enumerate(eta)},
    )


def _coefficients(
    design: Design, sigma: float, rng: np.random.Generator
) -> tuple[np.ndarray, dict[str, float]]:
    """Coefficients of X of their priors, and the sds of smooths. The prior of the intercept is that of centred predictors."""
    K = len(design.parametric.coef_names) - 1
    slopes = rng.standard_normal(K)
    coef = [2 * rng.standard_normal(1) - design.X[:, 1 : K + 1].mean(axis=0) @ slopes, slopes]
    sds = {}
    for smooth in design.smooths:
        for block, columns in zip(smooth.block_names, smooth.blocks, strict=True):
            sds[f"smooth_sd[{block}]"] = sigma * float(rng.exponential())
            coef.append(sds[f"smooth_sd[{block}]"] * rng.standard_normal(columns.shape[1]))
    return np.concatenate(coef), sds


def ranks(name: str, simulation: int) -> dict[str, int]:
    """Rank of every quantity in one simulation."""
    made = simulated(name, np.random.default_rng([*name.encode(), simulation]))
    fit = nm.stan_gamm4(
        f"y ~ {SMOOTHS[name]}",
        made.frame,
        random=RANDOM,
        **PRIORS,
        **one_chain(simulation, thin=4),
    )
    draws = fit.to_frame()
    found = {n: draws[n].to_numpy() for n in made.truth if n in draws}
    found["group sd"] = np.sqrt(draws[GROUP_SD].to_numpy())
    eta = fit.posterior_linpred(newdata=made.points, re_form="NA")
    found |= {f"point {i + 1}": eta[:, i] for i in range(len(made.points))}
    return {k: int((v < made.truth[k]).sum()) for k, v in found.items()}
