"""Ranks of true parameters are uniform."""

import numpy as np
import pytest
from scipy import stats

from nbmixed.fit.ranks import limit
from tests.calibration import sbc
from tests.calibration.thinned import KEPT


@pytest.mark.parametrize("name", sbc.MODELS)
def test_one_simulation_ranks_every_quantity(name):
    ranks = sbc.ranks(name, 0)
    assert {"(Intercept)", "x", "w", "sd", "b[1]", "eta[1]"} <= set(ranks)
    assert all(0 <= rank <= KEPT for rank in ranks.values())


@pytest.mark.parametrize("name", sbc.MODELS)
def test_parameters_are_of_the_prior(name):
    """Held to their own quantiles: intercept at the mean of the predictors, slopes, sd of groups."""
    model = sbc.MODELS[name]
    truths = [sbc.simulated(model, np.random.default_rng([7, i]))[1] for i in range(60)]
    found = {k: np.array([t[k] for t in truths]) for k in truths[0]}
    frame = sbc.covariates()
    intercept = found["(Intercept)"] + found["x"] * frame["x"].mean() + found["w"] * frame["w"].mean()
    location = model.arguments["prior_intercept"].location
    unit = found["sigma"] if name == "gaussian" else 1.0
    laws = [
        (intercept, stats.norm(location, 0.5)),
        (found["x"], stats.norm(0, 0.5)),
        (found["sd"] / unit, stats.gamma(sbc.SHAPE, scale=sbc.SCALE)),
    ]
    assert min(stats.kstest(draws, law.cdf).pvalue for draws, law in laws) > 1e-4


@pytest.mark.slow
@pytest.mark.parametrize("name", sbc.MODELS)
def test_ranks_are_uniform(name):
    tests = sbc.verdicts([sbc.ranks(name, simulation) for simulation in range(200)])
    assert min(t.least for t in tests.values()) > limit(len(tests))
