"""What checks are drawn from, against the methods of a fit that give the same."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.methods.checking.arrays import Wanted, arrays


@pytest.fixture
def made(fitted):
    """The arrays of a source, from all draws."""
    return lambda name, source, **options: arrays(source, Wanted(fitted(name), None, None, options))


def test_outcomes_with_trials_are_proportions_and_counts_are_not(fitted, made):
    fit, trials = fitted("trials"), fitted("trials").data["size"].to_numpy()
    counts, shares = made("trials", "counts"), made("trials", "outcomes")
    np.testing.assert_array_equal(counts["y"], fit.data["incidence"])
    np.testing.assert_array_equal(counts["yrep"], fit.posterior_predict())
    np.testing.assert_allclose(shares["y"], fit.data["incidence"] / trials)
    np.testing.assert_allclose(shares["yrep"], fit.posterior_predict() / trials)


def test_expectations_are_those_of_posterior_epred(fitted, made):
    np.testing.assert_array_equal(made("0/1", "expected")["expected"], fitted("0/1").posterior_epred())


def test_chances_are_posterior_means_of_the_expectation(fitted, made):
    found = made("trials", "chances")
    np.testing.assert_allclose(found["p"], fitted("trials").posterior_epred().mean(axis=0))
    np.testing.assert_array_equal(found["trials"], fitted("trials").data["size"])
    assert made("0/1", "chances")["trials"] is None


def test_chances_of_rows_left_out_are_those_of_loo_linpred(fitted, made):
    expected = fitted("0/1").loo_linpred(transform=True)["mean"]
    np.testing.assert_allclose(made("0/1", "loo_chances")["p"], expected)


def test_intervals_of_rows_left_out_are_those_of_loo_predict(fitted, made):
    expected = fitted("groups").loo_predict("quantile", [0.05, 0.25, 0.5, 0.75, 0.95]).iloc[:, :5]
    np.testing.assert_allclose(made("groups", "loo_spans")["spans"], expected)
    wide = fitted("groups").loo_predict("quantile", [0.025, 0.975]).iloc[:, :2]
    np.testing.assert_allclose(made("groups", "loo_spans", prob_outer=0.95)["spans"][:, [0, 4]], wide)


def test_one_interval_for_both_is_possible(made):
    spans = made("groups", "loo_spans", prob=0.9, prob_outer=0.9)["spans"]
    np.testing.assert_array_equal(spans[:, 0], spans[:, 1])


def test_transforms_of_rows_left_out_agree_with_leaving_them_out(made):
    """Of a Gaussian model without groups, where the prediction without a row has a known distribution.

    Under flat priors it is Student's t around the least squares fit of the other rows; the defaults here say little beside
    60 rows, and a PIT from 400 draws has a standard error of at most 0.5 / sqrt(400), more with unequal weights.
    """
    from scipy import stats

    fit_data = made("approximate", "counts")
    y = fit_data["y"]
    pit = made("approximate", "loo_pit")["pit"]
    from nbmixed.datasets import load

    X = np.column_stack([np.ones(60), load("kidiq")["mom_iq"].iloc[:60]])
    exact = []
    for i in range(60):
        rest = np.arange(60) != i
        A, b = X[rest], y[rest]
        cov = np.linalg.inv(A.T @ A)
        beta = cov @ A.T @ b
        s2 = ((b - A @ beta) ** 2).sum() / 57
        sd = np.sqrt(s2 * (1 + X[i] @ cov @ X[i]))
        exact.append(stats.t.cdf((y[i] - X[i] @ beta) / sd, 57))
    draws = len(fit_data["yrep"])
    assert np.abs(pit - exact).max() < 4.5 * 0.5 / np.sqrt(draws / 2)
