"""The bench's arithmetic; no peer is run."""

import math

import numpy as np
import pytest

from bench.measure import Speed, bulk_ess_and_rhat, distance, middle, speed
from bench.peers.handover import Call
from nbmixed.fit.diagnostics import ess_bulk, rhat


def call(draws, names=("a", "b"), wall=2.0):
    return Call(wall, list(names), draws, divergent=3)


@pytest.fixture
def draws():
    rng = np.random.default_rng(1)
    slow = np.cumsum(rng.normal(size=(4, 500)), axis=1)
    return np.stack([rng.normal(size=(4, 500)), slow], axis=-1)


def test_effective_sizes_are_the_ones_that_nbmixed_prints(draws):
    ess, largest = bulk_ess_and_rhat(draws)
    np.testing.assert_allclose(ess, ess_bulk(draws), rtol=1e-6)
    np.testing.assert_allclose(largest, rhat(draws), rtol=1e-6)


def test_speed_is_that_of_the_slowest_parameter(draws):
    measured = speed(call(draws))
    assert measured.slowest == "b"
    assert measured.ess == pytest.approx(bulk_ess_and_rhat(draws)[0][1])
    assert measured.rate == measured.ess / 2.0
    assert measured.divergent == 3


def test_estimates_have_a_time_and_no_effective_size():
    measured = speed(call(np.zeros((1, 1, 2))))
    assert measured.wall == 2.0
    assert math.isnan(measured.ess)


def test_middle_fit_has_the_median_rate():
    fits = [Speed(wall, 100.0, "a", 1.0, 0) for wall in (3.0, 1.0, 2.0)]
    assert middle(fits).wall == 2.0
    assert middle(fits[:2]).wall == 3.0  # of two, the slower


def test_distance_is_in_the_others_sds_over_shared_parameters():
    other = call(np.array([[[0.0, 10.0], [2.0, 14.0]]]), names=("a", "b"))  # means 1 and 12, sds 1 and 2
    mine = call(np.array([[[13.0, 1.5, 99.0]]]), names=("b", "a", "c"))
    assert distance(mine, other) == pytest.approx(0.5)
    assert math.isnan(distance(call(np.zeros((1, 1, 1)), names=("z",)), other))
