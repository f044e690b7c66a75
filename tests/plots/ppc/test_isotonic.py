"""Calibration of predicted chances."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.plots.ppc.isotonic import chances, consistency_band, rising, scores


def _nearest_rising(values, weights):
    """By its formula: at each place the largest over starts of the smallest mean over ends."""
    n = len(values)
    mean = lambda i, j: np.average(values[i : j + 1], weights=weights[i : j + 1])  # noqa: E731
    return [max(min(mean(i, j) for j in range(k, n)) for i in range(k + 1)) for k in range(n)]


def test_it_is_the_nearest_rising_sequence():
    rng = np.random.default_rng(1)
    values, weights = rng.normal(size=12), rng.gamma(2, size=12)
    np.testing.assert_allclose(rising(values, weights), _nearest_rising(values, weights), atol=1e-12)


def test_trials_are_rows():
    together = chances(np.array([3.0, 1.0]), np.array([0.7, 0.2]), np.array([4.0, 5.0]))
    y = np.array([1.0, 1, 1, 0, 1, 0, 0, 0, 0])
    apart = chances(y, np.array([0.7] * 4 + [0.2] * 5), np.ones(9))
    assert together.chance.tolist() == pytest.approx(apart.chance.tolist())
    assert together.successes.tolist() == apart.successes.tolist() == [1, 3]
    assert scores(together).brier == pytest.approx(scores(apart).brier)


def test_rows_without_trials_do_not_count():
    assert chances(np.array([0.0, 1.0]), np.array([0.1, 0.9]), np.array([0.0, 1.0])).trials.tolist() == [1]


def test_many_chances_are_put_together_with_their_neighbours():
    rng = np.random.default_rng(2)
    p = rng.random(10_000)
    y = (rng.random(10_000) < p).astype(float)
    of = chances(y, p, np.ones(10_000))
    assert len(of.chance) == 2000
    assert of.trials.sum() == 10_000
    assert of.successes.sum() == y.sum()
    assert (np.diff(of.chance) > 0).all()


def test_scores_add_up_and_parts_are_not_negative():
    rng = np.random.default_rng(3)
    p = rng.random(300)
    y = (rng.random(300) < p**2).astype(float)
    s = scores(chances(y, p, np.ones(300)))
    assert s.brier == pytest.approx(np.mean((y - p) ** 2))
    assert s.brier == pytest.approx(s.miscalibration - s.discrimination + s.uncertainty)
    assert min(s.miscalibration, s.discrimination) > 0
    assert s.uncertainty == pytest.approx(y.mean() * (1 - y.mean()))


def test_right_predictions_are_inside_the_band_as_often_as_it_says():
    rng = np.random.default_rng(4)
    p = np.sort(rng.random(150))
    band = consistency_band(chances(np.zeros(150), p, np.ones(150)), 0.9, 400, seed=1)
    made = [rising((rng.random(150) < p).astype(float), np.ones(150)) for _ in range(400)]
    inside = np.mean([(curve >= band[0]) & (curve <= band[1]) for curve in made], axis=0)
    # of 400 curves, against quantiles of 400 others; curves are steps, so that ends are often met exactly
    assert inside.min() > 0.9 - 4 * np.sqrt(2 * 0.9 * 0.1 / 400)
