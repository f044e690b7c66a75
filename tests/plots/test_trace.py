"""Draws in the order they were made."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_trace, mcmc_trace_data


def _captions(figure):
    return " ".join(text.get_text() for text in figure.texts)


def test_every_value_is_at_its_place(make_case):
    draws, names = make_case(3)
    frame = mcmc_trace_data(draws, names, thin=1)
    assert len(frame) == draws.size
    at = [frame[column].cat.codes.to_numpy() for column in ("chain", "parameter")]
    np.testing.assert_array_equal(frame["value"], draws[at[0], frame["iteration"] - 1, at[1]])
    assert list(frame["parameter"].cat.categories) == names
    assert list(frame["chain"].cat.categories) == ["1", "2", "3", "4"]


def test_a_few_thousand_draws_are_all_shown():
    draws = np.random.default_rng(1).normal(size=(4, 1000, 4))
    assert len(mcmc_trace_data(draws, list("abcd"))) == draws.size


def test_many_draws_are_thinned_and_the_plot_says_so(drawn):
    draws = np.random.default_rng(1).normal(size=(4, 1000, 20))
    names = [f"x{i}" for i in range(20)]
    frame = mcmc_trace_data(draws, names)
    assert sorted(frame["iteration"].unique()) == list(range(1, 1001, 4))
    assert "Every 4th draw is shown." in _captions(drawn(mcmc_trace(draws, names)))


def test_thinning_keeps_divergent_draws(make_case):
    draws, names = make_case(1)
    diverged = np.zeros((4, 250), dtype=bool)
    diverged[2, 7] = True
    frame = mcmc_trace_data(draws, names, diverged, thin=10)
    marked = frame[frame["divergent"]]
    assert marked[["chain", "iteration"]].to_numpy().tolist() == [["3", 8]]
    assert marked["value"].item() == draws[2, 7, 0]
    assert len(frame) == 4 * 25 + 1


def test_divergent_draws_are_marked_and_counted(make_case, drawn):
    draws, names = make_case(2)
    diverged = np.zeros((4, 250), dtype=bool)
    diverged[0, :3] = True
    plot = mcmc_trace(draws, names, divergences=diverged)
    assert "Marks at the bottom: 3 divergent draws." in _captions(drawn(plot))
    assert "3 divergent" in plot.alt
    assert len(plot.layers) == len(mcmc_trace(draws, names).layers) + 1


@pytest.mark.parametrize(("chains", "keys"), [(1, 0), (2, 2), (12, 12), (13, 0)])
def test_chains_have_a_key_while_it_can_be_read(drawn, chains, keys):
    draws = np.random.default_rng(1).normal(size=(chains, 20, 1))
    plot = mcmc_trace(draws, ["x"])
    drawn(plot)
    assert (str(plot.guides.color) == "none") == (keys == 0)


def test_alt_text_states_the_chain_means():
    draws = np.stack([np.arange(3.0), np.arange(3.0) + 1])[:, :, None]
    assert mcmc_trace(draws, ["Days"]).alt == (
        "Traces of 2 chains of 3 draws, 0 divergent. Days: chain means 1, 2."
    )


@pytest.mark.parametrize("thin", [0, -1, 2.5, True, "2", 250])
def test_bad_thinning_is_refused(make_case, thin):
    with pytest.raises(PlotError, match=r"thin = .* from 1 to 249"):
        mcmc_trace(*make_case(1), thin=thin)


def test_one_draw_is_no_trace():
    with pytest.raises(PlotError, match="at least two draws"):
        mcmc_trace(np.zeros((4, 1, 1)), ["x"])


def test_too_many_parameters_are_refused_before_any_work(make_case):
    with pytest.raises(PlotError, match="201 parameters"):
        mcmc_trace(*make_case(201))
