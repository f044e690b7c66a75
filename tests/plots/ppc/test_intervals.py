"""Predictive intervals of rows."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots.ppc import ppc_intervals, ppc_intervals_data, ppc_loo_intervals_data, ppc_ribbon
from nbmixed.plots.ppc.spans import tails

ENDS = ["ll", "l", "m", "h", "hh"]


def test_ends_are_quantiles_of_the_replicates_of_a_row(normal):
    y, yrep = normal
    frame = ppc_intervals_data(y, yrep, prob=0.6, prob_outer=0.95)
    expected = np.quantile(yrep, [0.025, 0.2, 0.5, 0.8, 0.975], axis=0).T
    np.testing.assert_allclose(frame[ENDS], expected)
    np.testing.assert_array_equal(frame["observed"], y)
    np.testing.assert_array_equal(frame["inside"], (y >= expected[:, 0]) & (y <= expected[:, 4]))


def test_rows_are_sorted_along_x_within_groups(normal, thirds):
    x = np.arange(90.0)[::-1]
    frame = ppc_intervals_data(*normal, x=x, group=thirds)
    assert frame["group"].astype(str).tolist() == sorted(thirds.tolist())
    assert (frame.groupby("group", observed=True)["x"].diff().dropna() > 0).all()
    np.testing.assert_array_equal(frame["observed"], normal[0][frame["row"]])


def test_without_x_rows_are_numbered_in_their_group(normal, thirds):
    frame = ppc_intervals_data(*normal, group=thirds)
    assert frame["x"].tolist() == list(range(1, 31)) * 3


def test_intervals_given_are_drawn_as_they_are():
    spans = [[0.0, 1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0, 5.0]]
    frame = ppc_loo_intervals_data([5.0, 3.0], spans)
    assert frame[ENDS].to_numpy().tolist() == spans
    assert frame["inside"].tolist() == [False, True]


def test_subtitle_and_alternative_text_say_how_many_are_inside(normal):
    y, yrep = normal
    frame = ppc_intervals_data(y, yrep)
    plot = ppc_intervals(y, yrep, outcome="Reaction")
    assert plot.labels.subtitle.startswith("50 % and 90 % intervals; ")
    assert f"90 rows: {frame['inside'].sum()} of the observed outcomes" in plot.alt


def test_of_many_rows_an_even_choice_is_drawn_but_by_a_ribbon():
    rng = np.random.default_rng(1)
    y, yrep = rng.normal(size=1000), rng.normal(size=(50, 1000))
    assert "250 of 1,000 rows are drawn." in ppc_intervals(y, yrep).labels.caption
    assert "rows are drawn" not in ppc_ribbon(y, yrep).labels.caption


@pytest.mark.parametrize(
    "spans", [[[1.0, 2.0, 3.0]], [[3.0, 2.0, 1.0, 0.0, -1.0]], [[1.0, 2.0, 3.0, 4.0, np.nan]]]
)
def test_intervals_must_be_five_rising_numbers(spans):
    with pytest.raises(PlotError, match="each row five rising numbers"):
        ppc_loo_intervals_data([1.0], spans)


def test_the_inner_interval_is_the_smaller():
    with pytest.raises(PlotError, match=r"prob = 0.9 is larger than prob_outer = 0.5"):
        tails(0.9, 0.5)
