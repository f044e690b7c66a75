"""The tests of uniformity keep their level, and find posteriors that are shifted, too narrow or too wide."""

import numpy as np
import pytest
from scipy import stats

from tests.calibration.ranks import limit, uniformity

HIGHEST, SIMULATIONS = 99, 200


def ranks(rng, shift=0.0, scale=1.0):
    """Of a standard normal truth among draws of a normal posterior."""
    truth = rng.standard_normal(SIMULATIONS)
    draws = shift + scale * rng.standard_normal((HIGHEST, SIMULATIONS))
    return (draws < truth).sum(axis=0)


def test_right_posteriors_pass_as_often_as_stated():
    rng = np.random.default_rng(1)
    level, repeats = 0.05, 500
    for test in ("chi_square", "ecdf"):
        failed = sum(getattr(uniformity(ranks(rng), HIGHEST), test) < level for _ in range(repeats))
        assert abs(failed - level * repeats) < 4 * np.sqrt(repeats * level * (1 - level))


@pytest.mark.parametrize("wrong", [{"shift": 0.5}, {"scale": 0.6}, {"scale": 1.7}])
def test_wrong_posteriors_are_found(wrong):
    rng = np.random.default_rng(2)
    assert np.mean([uniformity(ranks(rng, **wrong), HIGHEST).least < limit(5) for _ in range(50)]) > 0.9


def test_the_chi_square_is_that_of_the_counts():
    even = np.repeat(np.arange(100), 2)
    assert uniformity(even, 99).chi_square == 1
    lumped = np.concatenate([even[:-20], np.zeros(20, int)])
    expected = stats.chisquare([30, *[10] * 17, 0, 0]).pvalue
    assert uniformity(lumped, 99).chi_square == pytest.approx(expected)
