"""Ranks of draws by chain."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import rankdata

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_rank_hist, mcmc_rank_hist_data, mcmc_rank_overlay_data
from nbmixed.plots.ranks import chain_ranks


def test_ranks_are_those_among_all_chains(make_case):
    draws, _ = make_case(1)
    expected = rankdata(draws[:, :, 0].ravel()).reshape(4, 250)
    np.testing.assert_array_equal(chain_ranks(draws[:, :, 0]), expected)


def test_equal_draws_are_ranked_at_random_once_each():
    ranks = chain_ranks(np.ones((4, 500)))
    assert sorted(ranks.ravel()) == list(range(1, 2001))
    error = np.std(np.arange(1, 2001)) / np.sqrt(500)
    assert np.abs(ranks.mean(axis=1) - 1000.5).max() < 4 * error


def test_counts_are_of_ranks_in_bins(make_case):
    draws, names = make_case(2)
    frame = mcmc_rank_hist_data(draws, names, bins=10)
    for (name, chain), own in frame.groupby(["parameter", "chain"], observed=True):
        ranks = rankdata(draws[:, :, names.index(name)].ravel()).reshape(4, 250)[int(chain) - 1]
        expected = [((ranks > low) & (ranks <= low + 100)).sum() for low in range(0, 1000, 100)]
        assert own["count"].tolist() == expected
    assert set(frame["expected"]) == {25.0}


def test_steps_have_two_ends_each(make_case):
    draws, names = make_case(1)
    steps, bars = mcmc_rank_overlay_data(draws, names, bins=5), mcmc_rank_hist_data(draws, names, bins=5)
    own, expected = steps[steps["chain"] == "2"], bars[bars["chain"] == "2"]
    assert own["rank"].tolist() == np.repeat(np.linspace(0, 1000, 6), 2)[1:-1].tolist()
    assert own["count"].tolist() == np.repeat(expected["count"], 2).tolist()


def test_alt_text_states_the_worst_bin(make_case):
    draws, _ = make_case(1)
    draws[2] += 100
    assert "x: no bin is further from uniform than 4 times the expected count, of chain 3." in (
        mcmc_rank_hist(draws, ["x"]).alt
    )


def test_one_chain_has_no_others_to_be_ranked_among():
    with pytest.raises(PlotError, match="A rank plot compares chains, and here is one"):
        mcmc_rank_hist(np.random.default_rng(1).normal(size=(1, 50, 1)), ["x"])


@pytest.mark.parametrize("bins", [1, 1001, 2.5, False])
def test_bad_numbers_of_bins_are_refused(make_case, bins):
    with pytest.raises(PlotError, match=r"bins = .* from 2 to 1000"):
        mcmc_rank_hist(*make_case(1), bins=bins)
