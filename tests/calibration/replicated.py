"""A row of weight w is w rows: the weighted fit and the fit to replicated rows have the same posterior.

Priors have scales of their own, and that of the intercept is flat, for autoscaling and centring look at the rows as
given. Means, sds and quantiles are compared in standard errors.
"""

from __future__ import annotations

import warnings
from typing import Any

import arviz as az
import numpy as np
import pandas as pd
from numpy.typing import NDArray

import nbmixed as nm
from nbmixed.spec.family import FAMILIES, Family
from nbmixed.stanreg import StanReg
from tests.agreement import QUANTILES, ess_tail, z_scores
from tests.calibration.truth import simulated, truth

ROWS, GROUPS = 60, 10
LIMIT = 4.5  # combined standard errors; some 40 statistics a model
STAN_LM = "stan_lm"
CASES = (*(f().name for f in FAMILIES.values()), STAN_LM)
_LINKS = {"Gamma": "log", "inverse.gaussian": "log"}


def worst(case: str, groups: bool, **sampling: Any) -> tuple[float, str]:
    """The largest difference between the two posteriors in standard errors, and of what."""
    family = _family(case)
    model = truth(family, groups)
    rng = np.random.default_rng(sum(map(ord, case)))
    frame = simulated(model, ROWS, GROUPS, rng).assign(times=rng.integers(1, 4, ROWS))
    long = frame.loc[frame.index.repeat(frame["times"])].reset_index(drop=True)
    arguments = sampling | {"refresh": 0, "mean_PPD": False}
    weighted = _fit(case, model.formula, frame, weights="times", seed=1, **arguments)
    replicated = _fit(case, model.formula, long, seed=2, **arguments)
    scores = {
        f"{statistic} of {name}": abs(z)
        for name, draws in _compared(weighted).items()
        for statistic, z in z_scores(draws, _summarised(_compared(replicated)[name]))
    }
    what = max(scores, key=lambda k: scores[k])
    return float(scores[what]), what


def _compared(fit: StanReg) -> dict[str, NDArray[np.float64]]:
    """Draws of all parameters but most group effects; logarithms of variances, whose own tails are long."""
    posterior = fit.posterior
    names = [n for n in posterior.names if n not in posterior.b_names[2:]]
    logged = set(posterior.Sigma_names)
    draws = {n: posterior.array([n])[..., 0] for n in names}
    return {f"log {n}" if n in logged else n: np.log(d) if n in logged else d for n, d in draws.items()}


def _family(case: str) -> Family:
    if case == STAN_LM:
        return nm.gaussian()
    by_name = {f().name: f for f in FAMILIES.values()}
    return by_name[case](_LINKS[case]) if case in _LINKS else by_name[case]()


def _fit(case: str, formula: str, frame: pd.DataFrame, **arguments: Any) -> StanReg:
    if case == STAN_LM:
        return nm.stan_lm(formula, frame, prior=nm.R2(0.4, "mean"), **arguments)
    family = _family(case)
    aux = {} if family.aux is None else {"prior_aux": nm.exponential(0.2)}
    function = nm.stan_glmer if "|" in formula else nm.stan_glm
    return function(
        formula, frame, family=family, prior=nm.normal(0, 2), prior_intercept=None, **aux, **arguments
    )


def _summarised(draws: NDArray[np.float64]) -> dict[str, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        row = {
            "mcse": float(az.mcse(draws, method="mean")),
            "mcse_median": float(az.mcse(draws, method="median")),
            "ess_tail": ess_tail(draws),
        }
    quantiles = {k: float(np.quantile(draws, p)) for k, p in QUANTILES.items()}
    return row | quantiles | {"mean": float(draws.mean()), "sd": float(draws.std(ddof=1))}
