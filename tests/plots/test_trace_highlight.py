"""Traces with one chain in front."""

from __future__ import annotations

import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_trace_data, mcmc_trace_highlight, mcmc_trace_highlight_data


def test_the_chain_in_front_is_known(make_case):
    draws, names = make_case(2)
    frame = mcmc_trace_highlight_data(draws, names, highlight=3)
    assert set(frame.loc[frame["highlighted"], "chain"]) == {"3"}
    assert frame["highlighted"].sum() == len(frame) / 4
    assert frame["value"].tolist() == mcmc_trace_data(draws, names)["value"].tolist()


def test_it_is_named(make_case):
    plot = mcmc_trace_highlight(*make_case(1), highlight=2)
    assert plot.labels.subtitle == "Chain 2 in front"
    assert plot.alt.startswith("Chain 2 in front. Traces of 4 chains of 250 draws.")


@pytest.mark.parametrize("highlight", [0, 5, 1.5, True, "2"])
def test_a_chain_that_is_not_there_is_refused(make_case, highlight):
    with pytest.raises(PlotError, match="from 1 to 4"):
        mcmc_trace_highlight(*make_case(1), highlight=highlight)
