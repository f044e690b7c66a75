"""Binned residuals."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.plots.ppc import ppc_error_binned, ppc_error_binned_data
from nbmixed.plots.ppc.error_binned import binned_count


def test_bins_hold_equal_numbers_and_mean_errors_with_their_standard_errors():
    rng = np.random.default_rng(1)
    p = np.sort(rng.random(100))
    y = (rng.random(100) < p).astype(float)
    frame = ppc_error_binned_data(y, p[None, :], bins=4)
    for k in range(4):
        rows = slice(25 * k, 25 * k + 25)
        errors = (y - p)[rows]
        expected = [p[rows].mean(), errors.mean(), 2 * errors.std(ddof=1) / 5, 25]
        assert frame.loc[k, ["x", "error", "two_se", "rows"]].tolist() == pytest.approx(expected)


def test_rows_of_the_same_x_are_in_the_same_bin():
    x = np.repeat([0.0, 1.0, 2.0], [50, 5, 45])
    frame = ppc_error_binned_data(np.zeros(100), np.full((1, 100), 0.5), x, bins=10)
    assert frame["rows"].sum() == 100
    assert len(frame) <= 3
    assert frame["error"].tolist() == [-0.5] * len(frame)


def test_every_draw_has_its_bins():
    p = np.random.default_rng(2).random((3, 60))
    frame = ppc_error_binned_data(np.ones(60), p)
    assert frame.groupby("set", observed=True)["rows"].sum().tolist() == [60, 60, 60]


@pytest.mark.parametrize(("n", "bins"), [(1, 1), (10, 5), (11, 10), (99, 10), (100, 10), (1000, 31)])
def test_how_many_bins(n, bins):
    assert binned_count(n) == bins


def test_right_expectations_are_mostly_within_two_standard_errors():
    rng = np.random.default_rng(3)
    p = rng.random(4000)
    y = (rng.random(4000) < p).astype(float)
    frame = ppc_error_binned_data(y, p[None, :])
    inside = (frame["error"].abs() <= frame["two_se"]).mean()
    assert inside > 0.95 - 4 * np.sqrt(0.95 * 0.05 / len(frame))
    assert (
        f"{(frame['error'].abs() <= frame['two_se']).sum()} of {len(frame)}"
        in ppc_error_binned(y, p[None, :]).alt
    )
