"""Group effects, sorted."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_intervals_data, ranef, ranef_data

LEVELS = ["u", "v", "w"] * 2
TERMS = ["school: (Intercept)"] * 3 + ["school: age"] * 3


def test_levels_are_sorted_in_each_panel(make_case):
    draws, names = make_case(6)
    frame = ranef_data(draws, LEVELS, TERMS)
    expected = mcmc_intervals_data(draws, names).assign(level=LEVELS, term=TERMS)
    for term, own in frame.groupby("term", observed=True):
        there = expected[expected["term"] == term].sort_values("m", ascending=False)
        assert own["level"].tolist() == there["level"].tolist()
        np.testing.assert_allclose(
            own[["ll", "l", "m", "h", "hh"]], there[["ll", "l", "m", "h", "hh"]], rtol=1e-12
        )


def test_unsorted_they_stay_as_given(make_case):
    assert ranef_data(*make_case(6)[:1], LEVELS, TERMS, sort=False)["level"].tolist() == LEVELS


def test_alt_text_states_the_ends_and_how_many_are_clear():
    draws = np.array([[[-3.0, 0.0, 2.0], [-3.2, 0.1, 2.2], [-3.1, -0.1, 2.1]]])
    assert ranef(draws, ["u", "v", "w"], ["school: age"] * 3).alt == (
        "school: age, 3 levels: from -3.1 (u) to 2.1 (w), 2 of them with an outer interval without zero."
    )


def test_many_levels_are_named_in_part_and_the_plot_says_so():
    draws = np.random.default_rng(1).normal(size=(2, 50, 400))
    plot = ranef(draws, [f"county {i}" for i in range(400)], ["county: (Intercept)"] * 400)
    assert "level is named." in plot.labels.caption


def test_arrays_that_do_not_fit_are_refused(make_case):
    draws, _ = make_case(6)
    with pytest.raises(PlotError, match="6 levels but 3 terms"):
        ranef(draws, LEVELS, TERMS[:3])
    with pytest.raises(PlotError, match="25 panels"):
        ranef(np.ones((1, 4, 25)), ["u"] * 25, [f"t{i}" for i in range(25)])
