"""Outcomes beside a few replicated data sets."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.plots.ppc import ppc_dens_data, ppc_freqpoly_data, ppc_hist_data
from nbmixed.plots.ppc.smooth import density_curve


def test_all_data_sets_are_counted_in_the_same_bins(normal):
    y, yrep = normal
    frame = ppc_hist_data(y, yrep[:3], bins=10)
    edges = np.linspace(min(y.min(), yrep[:3].min()), max(y.max(), yrep[:3].max()), 11)
    assert list(frame["set"].cat.categories) == ["observed", "replicate 1", "replicate 2", "replicate 3"]
    for name, values in zip(frame["set"].cat.categories, [y, *yrep[:3]], strict=True):
        part = frame[frame["set"] == name]
        np.testing.assert_allclose(part["left"], edges[:-1])
        np.testing.assert_array_equal(part["count"], np.histogram(values, edges)[0])


def test_counts_have_a_bin_each(counts):
    frame = ppc_hist_data(counts[0], counts[1][:2])
    observed = frame[frame["set"] == "observed"]
    assert (observed["x"] == observed["x"].round()).all()
    assert observed.set_index("x").loc[3.0, "count"] == (counts[0] == 3).sum()


def test_groups_are_counted_apart(normal, thirds):
    y, yrep = normal
    frame = ppc_freqpoly_data(y, yrep[:2], thirds)
    sums = frame.groupby(["group", "set"], observed=True)["count"].sum()
    assert (sums == 30).all()
    assert len(sums) == 9


def test_densities_are_those_of_the_data_sets(normal):
    frame = ppc_dens_data(normal[0], normal[1][:2])
    part = frame[frame["set"] == "replicate 2"]
    np.testing.assert_array_equal(part["density"], density_curve(normal[1][1])[1])


def test_without_groups_there_is_one(normal):
    assert ppc_freqpoly_data(normal[0], normal[1][:2])["group"].unique().tolist() == [""]
    assert ppc_freqpoly_data(normal[0], normal[1][:2])["count"].sum() == pytest.approx(270)
