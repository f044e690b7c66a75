"""Diagnostics of Markov chains, held to arviz and to theory."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from nbmixed.fit.diagnostics import ebfmi, ess_bulk, ess_mean, ess_tail, is_constant, rhat, rhat_split


@pytest.fixture(scope="module")
def az():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("arviz")


def _autoregressive(chains, draws, seed=1):
    """Chains from anticorrelated to very slow, one rounded (ties) and one skewed."""
    rng = np.random.default_rng(seed)
    phi = np.linspace(-0.9, 0.99, 12)
    x = rng.normal(size=(chains, draws, phi.size))
    for t in range(1, draws):
        x[:, t] += phi * x[:, t - 1]
    x[..., 3], x[..., 4] = np.round(x[..., 3]), np.exp(x[..., 4])
    return x


@pytest.mark.parametrize(("chains", "draws"), [(4, 1000), (3, 501), (2, 38), (4, 12)])
@pytest.mark.parametrize(
    ("ours", "function", "method"),
    [
        (ess_mean, "ess", "mean"),
        (ess_bulk, "ess", "bulk"),
        (ess_tail, "ess", "tail"),
        (rhat_split, "rhat", "split"),
        (rhat, "rhat", "rank"),
    ],
)
def test_as_arviz(az, chains, draws, ours, function, method):
    x = _autoregressive(chains, draws)
    options = {"prob": (0.05, 0.95)} if method == "tail" else {}
    theirs = [float(getattr(az, function)(x[..., i], method=method, **options)) for i in range(x.shape[2])]
    np.testing.assert_allclose(ours(x), theirs, rtol=1e-10)


def test_ebfmi_is_the_expected_squared_jump_over_the_variance():
    """Independent energies jump by twice their variance; a random walk hardly at all."""
    energy = np.random.default_rng(3).normal(size=(2, 20_000))
    assert np.abs(ebfmi(energy) - 2).max() < 0.05
    assert ebfmi(np.cumsum(energy, axis=1)).max() < 0.01


def test_independent_draws_are_worth_their_number():
    x = np.random.default_rng(3).normal(size=(4, 2000, 50))
    assert abs(np.mean(ess_mean(x)) / 8000 - 1) < 0.05
    assert np.all(rhat(x) < 1.01)


def test_one_chain_is_split_in_two():
    x = np.random.default_rng(3).normal(size=(1, 500, 3))
    assert np.all(np.isfinite(rhat_split(x)))
    assert np.all(np.isfinite(ess_bulk(x)))


def test_a_constant_or_infinite_parameter_has_no_diagnostics():
    x = np.random.default_rng(3).normal(size=(2, 100, 3))
    x[..., 1] = 7.0
    x[0, 0, 2] = np.inf
    for measure in (ess_mean, ess_bulk, ess_tail, rhat, rhat_split):
        assert np.isfinite(measure(x)).tolist() == [True, False, False]
    assert is_constant(x).tolist() == [False, True, False]


@pytest.mark.parametrize("draws", [0, 1, 3])
def test_too_few_draws_give_nan(draws):
    assert np.isnan(ess_mean(np.zeros((2, draws, 1)))).all()


def test_no_parameters():
    assert ess_bulk(np.zeros((4, 100, 0))).shape == (0,)


def test_chains_apart_have_a_large_rhat():
    x = np.random.default_rng(3).normal(size=(4, 500, 1)) + np.arange(4)[:, None, None]
    assert rhat(x)[0] > 1.5


def test_chains_that_differ_in_spread_only_are_found_by_the_folded_part():
    x = np.random.default_rng(3).normal(size=(4, 1000, 1)) * np.array([1, 1, 1, 5])[:, None, None]
    assert rhat_split(x)[0] < 1.01 < rhat(x)[0]


def test_blocks_of_parameters_do_not_matter():
    x = np.random.default_rng(3).normal(size=(2, 50, 600))
    np.testing.assert_array_equal(ess_bulk(x)[[0, 300, 599]], ess_bulk(x[..., [0, 300, 599]]))
