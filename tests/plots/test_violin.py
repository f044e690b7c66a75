"""Violins."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_violin, mcmc_violin_data
from nbmixed.plots.density import density
from nbmixed.plots.violin import violins


def test_lines_are_at_the_quantiles_of_each_chain(make_case):
    draws, names = make_case(2)
    frame = mcmc_violin_data(draws, names, probs=(0.25, 0.75))
    lines = frame[frame["what"] == "quantile"]
    for (name, chain), own in lines.groupby(["parameter", "chain"], observed=True):
        expected = np.quantile(draws[int(chain) - 1, :, names.index(name)], [0.25, 0.75])
        np.testing.assert_allclose(own["value"], expected, rtol=1e-12)


def test_widths_are_densities_around_the_place_of_the_chain(make_case):
    draws, names = make_case(1)
    frame = mcmc_violin_data(draws, names)
    outline = frame[frame["what"] == "outline"]
    np.testing.assert_allclose(
        (outline["left"] + outline["right"]) / 2, outline["chain"].astype(int), rtol=1e-12
    )
    widest = (outline["right"] - outline["left"]).max()
    ratios = [
        (own["right"] - own["left"]) / density(draws[int(chain) - 1, :, 0], own["value"].to_numpy())
        for chain, own in outline.groupby("chain", observed=True)
    ]
    np.testing.assert_allclose(np.concatenate(ratios), np.concatenate(ratios)[0], rtol=1e-9)
    assert widest == pytest.approx(0.84)


def test_a_group_without_values_has_no_violin():
    shapes = violins([np.arange(10.0), np.array([]), np.array([2.0])], [0.5])
    assert set(shapes["place"]) == {0, 2}


@pytest.mark.parametrize("probs", [[-0.1], [0.5, 1.1]])
def test_bad_probabilities_are_refused(make_case, probs):
    with pytest.raises(PlotError, match="from 0 to 1"):
        mcmc_violin(*make_case(1), probs=probs)


def test_without_lines(make_case, drawn):
    plot = mcmc_violin(*make_case(1), probs=())
    assert plot.labels.caption == ""
    drawn(plot)
