"""Histograms, chains together and apart."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_hist, mcmc_hist_by_chain, mcmc_hist_by_chain_data, mcmc_hist_data


def test_every_draw_is_in_one_bin(make_case):
    draws, names = make_case(3)
    frame = mcmc_hist_data(draws, names, bins=17)
    assert frame.groupby("parameter", observed=True)["count"].sum().tolist() == [draws[:, :, 0].size] * 3
    for name, x in zip(names, draws.reshape(-1, 3).T, strict=True):
        own = frame[frame["parameter"] == name]
        counts, edges = np.histogram(x, bins=17)
        assert own["count"].tolist() == counts.tolist()
        np.testing.assert_allclose(own["left"], edges[:-1], rtol=1e-12)
        np.testing.assert_allclose(own["right"], edges[1:], rtol=1e-12)


def test_bins_of_a_width_lie_on_its_multiples(make_case):
    draws, names = make_case(1)
    frame = mcmc_hist_data(draws, names, binwidth=0.25)
    np.testing.assert_allclose(frame["right"] - frame["left"], 0.25, rtol=1e-9)
    np.testing.assert_allclose((frame["left"] / 0.25) % 1, 0, atol=1e-9)
    assert frame["count"].sum() == draws.size


def test_a_constant_has_one_bin_of_no_width(make_case):
    frame = mcmc_hist_data(*make_case(1, constant=True))
    assert frame[["left", "right", "count"]].to_numpy().tolist() == [[1.5, 1.5, 1000]]


def test_chains_share_their_bins(make_case):
    draws, names = make_case(2)
    frame = mcmc_hist_by_chain_data(draws, names, bins=10)
    for i, name in enumerate(names):
        edges = np.histogram_bin_edges(draws[:, :, i], bins=10)
        for chain in range(4):
            own = frame[(frame["parameter"] == name) & (frame["chain"] == str(chain + 1))]
            assert own["count"].tolist() == np.histogram(draws[chain, :, i], bins=edges)[0].tolist()
            assert set(own["bottom"]) == {4 - chain}


def test_bars_stay_in_the_row_of_their_chain(make_case):
    frame = mcmc_hist_by_chain_data(*make_case(3))
    assert ((frame["top"] - frame["bottom"]) < 1).all()
    tallest = frame.groupby("parameter", observed=True).apply(lambda own: (own["top"] - own["bottom"]).max())
    np.testing.assert_allclose(tallest, 0.85, rtol=1e-12)


def test_alt_texts_state_numbers():
    draws = np.array([[[1.0], [2.0], [3.0]], [[3.0], [4.0], [5.0]]])
    assert mcmc_hist(draws, ["Days"]).alt == (
        "Days is above zero with probability 1: median 3, 90 % interval 1.25 to 4.75."
    )
    assert mcmc_hist_by_chain(draws, ["Days"]).alt == (
        "Histograms of 2 chains of 3 draws. Days: chain means 2, 4."
    )


@pytest.mark.parametrize("bins", [0, 501, 2.5, True, "ten"])
def test_bad_numbers_of_bins_are_refused(make_case, bins):
    with pytest.raises(PlotError, match=r"bins = .* from 1 to 500"):
        mcmc_hist(*make_case(1), bins=bins)


@pytest.mark.parametrize("binwidth, told", [(0, "above 0"), (-1.0, "above 0"), (1e-9, "more than 500 bins")])
def test_bad_widths_of_bins_are_refused(make_case, binwidth, told):
    with pytest.raises(PlotError, match=told):
        mcmc_hist(*make_case(1), binwidth=binwidth)
