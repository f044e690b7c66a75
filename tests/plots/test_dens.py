"""Density curves, chains together and apart."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.plots import mcmc_dens, mcmc_dens_data, mcmc_dens_overlay, mcmc_dens_overlay_data
from nbmixed.plots.density import density


def test_curves_are_densities_over_the_range_of_the_draws(make_case):
    draws, names = make_case(2)
    frame = mcmc_dens_data(draws, names)
    for i, name in enumerate(names):
        own, x = frame[frame["parameter"] == name], draws[:, :, i].ravel()
        assert (own["x"].min(), own["x"].max()) == (x.min(), x.max())
        np.testing.assert_allclose(own["density"], density(x, own["x"].to_numpy()), rtol=1e-12)
        assert np.trapezoid(own["density"], own["x"]) == pytest.approx(1, abs=5e-3)
        np.testing.assert_allclose(own["height"], own["density"] / own["density"].max(), rtol=1e-12)


def test_each_chain_has_a_curve(make_case):
    draws, names = make_case(2)
    frame = mcmc_dens_overlay_data(draws, names)
    for (name, chain), own in frame.groupby(["parameter", "chain"], observed=True):
        x = draws[int(chain) - 1, :, names.index(name)]
        np.testing.assert_allclose(own["density"], density(x, own["x"].to_numpy()), rtol=1e-12)
    assert frame.groupby("parameter", observed=True)["height"].max().tolist() == [1.0, 1.0]


def test_a_constant_is_a_spike_for_each_chain(make_case):
    draws, names = make_case(2, constant=True)
    spike = mcmc_dens_overlay_data(draws, names)
    spike = spike[spike["parameter"] == names[1]]
    assert np.isinf(spike["density"]).all()
    assert spike["height"].tolist() == [0.0, 1.0] * 4
    assert set(spike["x"]) == {1.5}


def test_alt_texts_state_numbers():
    draws = np.stack([np.arange(101.0), np.arange(101.0) - 100])[:, :, None]
    assert mcmc_dens(draws, ["Days"]).alt == (
        "Days is below zero with probability 0.505: median 0, 90 % interval -90 to 89.9."
    )
    assert mcmc_dens_overlay(draws, ["Days"]).alt == (
        "Densities of 2 chains of 101 draws. Days: chain means 50, -50."
    )
