"""Observed against replicated outcomes, and errors."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots.ppc import (
    ppc_error_hist_data,
    ppc_error_scatter_avg,
    ppc_error_scatter_avg_data,
    ppc_error_scatter_data,
    ppc_scatter_avg,
    ppc_scatter_avg_data,
    ppc_scatter_data,
)


def test_scatter_has_every_row_of_every_data_set(normal):
    y, yrep = normal
    frame = ppc_scatter_data(y, yrep[:2])
    np.testing.assert_array_equal(frame["observed"], np.tile(y, 2))
    np.testing.assert_array_equal(frame["replicated"], yrep[:2].ravel())


def test_averages_are_over_data_sets(normal, thirds):
    y, yrep = normal
    frame = ppc_scatter_avg_data(y, yrep, thirds)
    np.testing.assert_allclose(frame["average"], yrep.mean(axis=0))
    assert frame["group"].astype(str).tolist() == thirds.tolist()


def test_errors_are_observed_minus_replicated(normal):
    y, yrep = normal
    frame = ppc_error_scatter_data(y, yrep[:2])
    np.testing.assert_allclose(frame["error"], np.concatenate([y - yrep[0], y - yrep[1]]))


def test_errors_are_counted_in_shared_bins(normal, thirds):
    y, yrep = normal
    errors = y - yrep[:3]
    frame = ppc_error_hist_data(y, yrep[:3], thirds, bins=9)
    edges = np.linspace(errors.min(), errors.max(), 10)
    part = frame[(frame["group"] == "c") & (frame["set"] == "replicate 2")]
    np.testing.assert_array_equal(part["count"], np.histogram(errors[1, 60:], edges)[0])


def test_mean_errors_are_along_the_outcome_or_x(normal):
    y, yrep = normal
    errors = y - yrep.mean(axis=0)
    along_y = ppc_error_scatter_avg_data(y, yrep)
    np.testing.assert_allclose(along_y["error"], errors)
    np.testing.assert_array_equal(along_y["x"], y)
    along_x = ppc_error_scatter_avg_data(y, yrep, np.arange(90.0))
    np.testing.assert_array_equal(along_x["x"], np.arange(90))
    assert ppc_error_scatter_avg(y, yrep, np.arange(90), x_label="Days (d)").labels.x == "Days (d)"


def test_of_many_rows_an_even_choice_is_drawn_and_the_caption_says_so():
    rng = np.random.default_rng(1)
    y, yrep = rng.normal(size=5000), rng.normal(size=(10, 5000))
    plot = ppc_scatter_avg(y, yrep)
    assert "2,000 of 5,000 rows are drawn." in plot.labels.caption
    assert len(plot.data) == 5000


def test_x_must_be_a_number_for_each_row(normal):
    with pytest.raises(PlotError, match="x has 2 values, but y has 90"):
        ppc_error_scatter_avg(*normal, x=[1, 2])
