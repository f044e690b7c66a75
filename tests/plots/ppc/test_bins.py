"""Bins that observed and replicated values share."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots.ppc.bins import counts, shared_edges


def test_whole_numbers_have_a_bin_each_while_they_are_few():
    assert shared_edges(np.arange(5.0)).tolist() == [-0.5, 0.5, 1.5, 2.5, 3.5, 4.5]


def test_many_whole_numbers_share_bins_of_one_width():
    edges = shared_edges(np.arange(1000.0))
    assert len(edges) <= 51
    widths = np.diff(edges)
    assert (widths == widths[0]).all()
    assert widths[0] == np.rint(widths[0])
    assert edges[0] == -0.5
    assert edges[-1] >= 999


def test_other_values_have_bins_from_the_least_to_the_largest():
    edges = shared_edges(np.array([0.1, 0.2, 0.9]), bins=4)
    np.testing.assert_allclose(edges, [0.1, 0.3, 0.5, 0.7, 0.9])


def test_far_outliers_do_not_make_millions_of_bins():
    values = np.append(np.random.default_rng(1).normal(size=999), 1e12)
    assert len(shared_edges(values)) == 51


def test_a_constant_has_one_bin_around_it():
    assert shared_edges(np.full(5, 0.3)).tolist() == pytest.approx([0.15, 0.45])
    assert shared_edges(np.zeros(5)).tolist() == [-0.5, 0.5]


def test_every_value_is_counted_once_each_row_for_itself():
    values = np.random.default_rng(2).normal(size=(3, 100))
    edges = shared_edges(values.ravel(), 7)
    found = counts(values, edges)
    expected = [np.histogram(row, bins=edges)[0] for row in values]
    np.testing.assert_array_equal(found, expected)


def test_bins_out_of_range_are_refused():
    with pytest.raises(PlotError, match="bins = 0 is out of range"):
        shared_edges(np.arange(3.0), 0)
