"""Parallel coordinates."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_parcoord, mcmc_parcoord_data


def test_lines_are_draws(make_case):
    draws, names = make_case(3)
    frame = mcmc_parcoord_data(draws, names, standardize=False)
    flat = draws.reshape(-1, 3)
    np.testing.assert_array_equal(frame["value"], flat[frame["draw"] - 1, frame["parameter"].cat.codes])
    assert frame.groupby("draw").size().unique().tolist() == [3]


def test_standardized_values_have_mean_0_and_sd_1(make_case):
    draws, names = make_case(2, constant=True)
    frame = mcmc_parcoord_data(draws, names)
    x = draws[:, :, 0].ravel()
    own = frame[frame["parameter"] == names[0]]
    np.testing.assert_allclose(own["value"], (x[own["draw"] - 1] - x.mean()) / x.std(), rtol=1e-9)
    assert set(frame.loc[frame["parameter"] == names[1], "value"]) == {0.0}


def test_many_draws_are_thinned_but_divergent_ones_stay(make_case):
    draws, names = make_case(2)
    diverged = np.zeros((4, 250), dtype=bool)
    diverged[2, 4] = True
    frame = mcmc_parcoord_data(draws, names, diverged)
    assert sorted(frame["draw"].unique()) == sorted({*range(1, 1001, 3), 505})
    plot = mcmc_parcoord(draws, names, diverged)
    assert plot.labels.caption == "Every 3rd draw is shown. In front: 1 divergent draw."
    assert "sd from the mean" in plot.alt


@pytest.mark.parametrize("n", [1, 201])
def test_other_numbers_of_parameters_are_refused(make_case, n):
    with pytest.raises(PlotError, match="Parallel coordinates are of 2 to 200 parameters"):
        mcmc_parcoord(*make_case(n))
