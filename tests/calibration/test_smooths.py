"""Posteriors of smooths hold the truth as often as they say, for every basis."""

import numpy as np
import pytest
from scipy import stats

from tests.calibration import smooths
from tests.calibration.curves import coverage, verdict

REPEATS = 2


@pytest.fixture(scope="module")
def few():
    """Ranks in a few simulations of every basis."""
    return {name: [smooths.ranks(name, r) for r in range(REPEATS)] for name in smooths.SMOOTHS}


def test_every_quantity_is_ranked(few):
    for name, found in few.items():
        truth = smooths.simulated(name, np.random.default_rng(1)).truth
        assert all(set(ranks) == set(truth) and min(ranks.values()) >= 0 for ranks in found)


@pytest.mark.parametrize(
    "quantity", ["(Intercept)", "sigma", "group sd", "smooth_sd", "point 1", "point 2", "point 3"]
)
def test_intervals_hold_the_truth(few, quantity):
    """28 simulations are independent: fewer than `least` of their 90 % intervals hold it once in 10,000."""
    found = [next(v for k, v in r.items() if k.startswith(quantity)) for runs in few.values() for r in runs]
    least = stats.binom.ppf(1e-4, len(found), 0.9)
    assert coverage(np.array(found))[0.9] * len(found) >= least


def test_parameters_are_of_the_prior():
    every = [smooths.simulated("tp", np.random.default_rng([3, r])).truth for r in range(60)]
    sigma = np.array([truth["sigma"] for truth in every])
    sd = np.array([truth["smooth_sd[s(x)1]"] for truth in every])
    for sample, law in ((sigma, stats.expon), (sd / sigma, stats.expon)):
        assert stats.kstest(sample, law.cdf).pvalue > 1e-4
    assert stats.kstest([t["(Intercept)"] for t in every], stats.norm(0, 2).cdf).pvalue > 1e-4


@pytest.mark.slow
@pytest.mark.parametrize("name", smooths.SMOOTHS)
def test_ranks_are_uniform(name):
    found = verdict([smooths.ranks(name, simulation) for simulation in range(100)])
    assert found.passed, found.worst
