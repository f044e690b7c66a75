"""Pareto smoothing is arviz's, and khat is the shape of the tail."""

import warnings

import arviz as az
import numpy as np
import pytest

from nbmixed.fit.psis import smooth, tail_shape


def arvizs(log_ratios):
    """Log weights and khat by the installed arviz; 1.x takes minus the ratios (log likelihoods, for loo)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if az.__version__.startswith("0."):
            return az.psislw(log_ratios.copy())
        from arviz_stats.base import array_stats

        return array_stats.psislw(-log_ratios)


@pytest.mark.parametrize("sd", [0.1, 0.5, 1, 2, 5, 50])
@pytest.mark.parametrize("size", [100, 400, 3600])  # 0.23 rounds the length of other tails up, 1.x down
def test_weights_and_khat_are_arvizs(sd, size):
    log_ratios = 700 + sd * np.random.default_rng(size).standard_normal(size)
    weights, khat = arvizs(log_ratios)
    found, shape = smooth(log_ratios)
    assert shape == pytest.approx(float(khat), rel=1e-6)
    np.testing.assert_allclose(np.exp(found), np.exp(np.asarray(weights)), rtol=1e-5, atol=1e-12)
    assert np.exp(found).sum() == pytest.approx(1)


@pytest.mark.parametrize("shape", [0.2, 0.5, 0.9])
def test_khat_is_the_shape_of_a_pareto_tail(shape):
    ratios = np.random.default_rng(3).pareto(1 / shape, size=(50, 20_000)) + 1
    found = np.array([tail_shape(row) for row in np.log(ratios)])
    tail = 3 * np.sqrt(ratios.shape[1])
    prior = (tail * shape + 5) / (tail + 10)  # ten observations of 1/2
    # one estimate from `tail` excesses has a standard deviation of about (1 + shape) / sqrt(tail)
    assert abs(found.mean() - prior) < 4 * (1 + shape) / np.sqrt(tail * len(found))


def test_ratios_beyond_all_numbers_are_hopeless_but_weights_stay_weights():
    weights, khat = smooth(250 * np.random.default_rng(1).standard_normal(4000))
    assert khat > 1
    assert np.exp(weights).sum() == pytest.approx(1)


def test_ratios_are_not_changed_in_place():
    log_ratios = np.random.default_rng(1).standard_normal(200)
    before = log_ratios.copy()
    smooth(log_ratios)
    assert np.array_equal(log_ratios, before)


def test_equal_ratios_have_equal_weights_and_nothing_to_fear():
    weights, khat = smooth(np.full(100, -3000.0))
    assert khat == 0
    np.testing.assert_allclose(weights, -np.log(100))


def test_many_largest_ratios_are_no_tail():
    weights, khat = smooth(np.where(np.arange(1000) % 2, 0.0, -8.0))
    assert khat == 0
    assert np.exp(weights).max() == pytest.approx(1 / (500 * (1 + np.exp(-8))))


def test_one_ratio_that_dwarfs_the_others_is_infinitely_bad():
    log_ratios = np.random.default_rng(1).standard_normal(1000)
    log_ratios[3] = 2000
    weights, khat = smooth(log_ratios)
    assert khat == np.inf
    assert weights[3] == pytest.approx(0)


@pytest.mark.parametrize("size", [1, 2, 5, 20])
def test_too_few_ratios_cannot_tell(size):
    weights, khat = smooth(np.arange(float(size)))
    assert khat == (0 if size == 1 else np.inf)
    assert np.exp(weights).sum() == pytest.approx(1)


def test_ties_do_not_upset_it():
    log_ratios = np.repeat(np.arange(20.0), 50) / 10
    weights, khat = smooth(log_ratios)
    assert np.isfinite(weights).all()
    assert np.isfinite(khat)
