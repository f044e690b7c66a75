"""Parameters of data simulated from every family and link are recovered.

z = (posterior mean - truth) / posterior sd, of the logarithm for parameters that are positive. Over replications it
is nearly standard normal. The rule: no |z| above 4.5, and no parameter whose mean z over R replications is beyond
4 / sqrt(R). (With 64 models of some 5 parameters and 5 replications, chance alone breaks it about once in 30 tables.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import nbmixed as nm
from nbmixed.spec.family import Family
from tests.calibration.truth import Truth, simulated, truth

ROWS, GROUPS = 320, 40
LIMIT, MEAN_LIMIT = 4.5, 4.0
PRIORS: dict[str, Any] = {"prior": nm.normal(0, 5), "prior_intercept": nm.normal(0, 5)}


def z_scores(family: Family, groups: bool, replication: int, **sampling: Any) -> dict[str, float]:
    """The z of every parameter for one set of simulated data."""
    model = truth(family, groups)
    index = sum(map(ord, f"{family}{groups}"))
    frame = simulated(model, ROWS, GROUPS, np.random.default_rng([index, replication]))
    function = nm.stan_glmer if groups else nm.stan_glm
    aux = {} if model.aux is None else {"prior_aux": nm.exponential(1 / (2 * model.aux))}
    fit = function(
        model.formula,
        frame,
        family=family,
        seed=replication + 1,
        refresh=0,
        mean_PPD=False,
        **PRIORS,
        **aux,
        **sampling,
    )
    return {
        name: _z(fit.posterior.array([name]), value, name, model)
        for name, value in model.parameters().items()
    }


def _z(draws: np.ndarray, value: float, name: str, model: Truth) -> float:
    if name not in ("(Intercept)", "x", "f"):
        draws, value = np.log(draws), float(np.log(value))
    return float((draws.mean() - value) / draws.std())


def verdict(scores: Sequence[dict[str, float]]) -> tuple[bool, float, float]:
    """Whether the rule holds, the largest |z|, and the largest |mean z| in its standard errors."""
    z = np.array([list(s.values()) for s in scores])
    largest, mean = float(np.abs(z).max()), float(np.abs(z.mean(axis=0)).max() * np.sqrt(len(z)))
    return largest < LIMIT and mean < MEAN_LIMIT, largest, mean
