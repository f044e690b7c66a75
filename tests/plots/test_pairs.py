"""Pairs of parameters."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_pairs, mcmc_pairs_data


@pytest.fixture
def three(make_case):
    return make_case(3, ["a", "b", "c"])


def test_points_are_draws_in_their_cell(three):
    draws, names = three
    frame = mcmc_pairs_data(draws, names)
    flat = draws.reshape(-1, 3)
    rows, columns = frame["row"].cat.codes.to_numpy(), frame["column"].cat.codes.to_numpy()
    np.testing.assert_array_equal(frame["x"], flat[frame["draw"] - 1, columns])
    np.testing.assert_array_equal(frame["y"], flat[frame["draw"] - 1, rows])
    np.testing.assert_array_equal(np.floor(frame["across"]), columns)
    np.testing.assert_array_equal(np.floor(frame["up"]), 2 - rows)
    own = frame[(rows == 0) & (columns == 1)]
    share = (own["x"] - flat[:, 1].min()) / np.ptp(flat[:, 1])
    np.testing.assert_allclose(own["across"], 1 + 0.05 + 0.9 * share, rtol=1e-12)


def test_chains_are_split_between_the_triangles(three):
    frame = mcmc_pairs_data(*three)
    above = frame["row"].cat.codes < frame["column"].cat.codes
    assert set(frame.loc[above, "chain"]) == {"3", "4"}
    assert set(frame.loc[~above, "chain"]) == {"1", "2"}
    assert mcmc_pairs(*three).labels.caption == "Above the diagonal: chains 3 to 4; below: chains 1 to 2."


@pytest.mark.parametrize("condition", ["divergences", "array"])
def test_divergent_draws_can_be_above(three, condition):
    draws, names = three
    diverged = np.zeros((4, 250), dtype=bool)
    diverged[1, 5:9] = True
    given = diverged if condition == "array" else condition
    frame = mcmc_pairs_data(draws, names, diverged, condition=given)
    above = frame["row"].cat.codes < frame["column"].cat.codes
    assert set(frame.loc[above, "draw"]) == {256, 257, 258, 259}
    assert frame.loc[above, "divergent"].all()
    assert not frame.loc[~above, "divergent"].any()


def test_numbers_are_split_at_their_median(three):
    draws, names = three
    frame = mcmc_pairs_data(draws, names, condition=draws[:, :, 2])
    above = frame["row"].cat.codes < frame["column"].cat.codes
    value = draws[:, :, 2].ravel()[frame["draw"] - 1]
    assert (value[above] > np.median(draws[:, :, 2])).all()
    assert (value[~above] <= np.median(draws[:, :, 2])).all()


def test_halves_of_chains(three):
    frame = mcmc_pairs_data(*three, condition="draws")
    above = frame["row"].cat.codes < frame["column"].cat.codes
    assert ((frame.loc[above, "draw"] - 1) % 250 >= 125).all()
    assert ((frame.loc[~above, "draw"] - 1) % 250 < 125).all()


def test_many_draws_are_thinned_but_divergent_ones_stay():
    draws = np.random.default_rng(1).normal(size=(4, 1000, 20))
    diverged = np.zeros((4, 1000), dtype=bool)
    diverged[3, 1:4] = True
    frame = mcmc_pairs_data(draws, [f"x{i}" for i in range(20)], diverged, condition=None)
    cell = frame[(frame["row"] == "x0") & (frame["column"] == "x1")]
    assert 75 <= len(cell) <= 90
    assert cell["divergent"].sum() == 3
    caption = mcmc_pairs(draws, [f"x{i}" for i in range(20)], diverged, condition=None).labels.caption
    assert caption == "About 78 draws are shown in each cell. Marked: 3 divergent draws."


def test_chains_that_disagree_have_colours_and_alt_text_says_so(three):
    draws, names = three
    agreeing = mcmc_pairs(draws, names)
    assert "Chains disagree" not in agreeing.alt
    draws[0] += 10 * draws.std()
    plot = mcmc_pairs(draws, names)
    assert "Chains disagree and have colours of their own." in plot.alt
    assert any(str(layer.mapping.get("color")) == "chain" for layer in plot.layers)
    assert "diagonal" not in plot.labels.caption, (
        "all draws are on both sides: each chain is seen in every cell"
    )


def test_alt_text_states_the_strongest_correlations():
    x = np.arange(20.0)
    draws = np.stack([x, -x, np.cos(x)], axis=-1)[None]
    assert mcmc_pairs(draws, ["a", "b", "c"]).alt.startswith(
        "Pairs of 3 parameters, 0 divergent draws. Correlations: a and b -1; "
    )


@pytest.mark.parametrize("n", [1, 21])
def test_other_numbers_of_parameters_are_refused(make_case, n):
    with pytest.raises(PlotError, match="A pairs plot is of 2 to 20 parameters"):
        mcmc_pairs(*make_case(n))


@pytest.mark.parametrize(
    "condition, told",
    [("chain", "Did you mean 'chains'"), (np.ones(3), r"must have the shape \(chains, draws\)")],
)
def test_bad_conditions_are_refused(three, condition, told):
    with pytest.raises(PlotError, match=told):
        mcmc_pairs(*three, condition=condition)
