"""Bars and rootograms of counts."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots.ppc import ppc_bars, ppc_bars_data, ppc_rootogram, ppc_rootogram_data


def _how_many(values, at):
    return (np.atleast_2d(values)[:, :, None] == at).sum(axis=1)


def test_bars_count_rows_and_intervals_replicated_rows(counts):
    y, yrep = counts
    frame = ppc_bars_data(y, yrep, prob=0.8)
    at = frame["x"].to_numpy()
    np.testing.assert_array_equal(frame["observed"], _how_many(y, at)[0])
    expected = np.quantile(_how_many(yrep, at), [0.1, 0.5, 0.9], axis=0)
    np.testing.assert_allclose(frame[["l", "m", "h"]].T, expected)


def test_bars_of_groups_can_be_shares(counts, thirds):
    y, yrep = counts
    frame = ppc_bars_data(y, yrep, thirds, freq=False)
    assert frame.groupby("group", observed=True)["observed"].sum().tolist() == pytest.approx([1, 1, 1])
    part = frame[(frame["group"] == "b") & (frame["x"] == 2)].iloc[0]
    assert part["observed"] == pytest.approx((y[:30] == 2).mean())
    assert part["m"] == pytest.approx(np.median((yrep[:, :30] == 2).mean(axis=1)))


def test_rare_large_replicates_are_told_not_drawn():
    y, yrep = np.array([0.0, 1.0, 2.0]), np.zeros((100, 3))
    yrep[0, 0] = 1e9
    plot = ppc_bars(y, yrep)
    assert plot.data["x"].max() == 2
    assert "0.33 % of replicated outcomes are above 2." in plot.labels.caption


def test_too_many_bars_are_refused():
    with pytest.raises(PlotError, match="reach from 0 to 100: take rootogram or ecdf_overlay"):
        ppc_bars([0, 100], [[0, 100]])


def test_bars_are_of_whole_numbers():
    with pytest.raises(PlotError, match="bars shows whole numbers"):
        ppc_bars([0.5], [[0.5]])


def test_a_rootogram_has_square_roots_of_counts_and_of_mean_counts(counts):
    y, yrep = counts
    frame = ppc_rootogram_data(y, yrep, prob=0.8)
    at = frame["x"].to_numpy()
    replicated = _how_many(yrep, at)
    np.testing.assert_allclose(frame["observed"], np.sqrt(_how_many(y, at)[0]))
    np.testing.assert_allclose(frame["expected"], np.sqrt(replicated.mean(axis=0)))
    np.testing.assert_allclose(frame[["l", "h"]].T, np.sqrt(np.quantile(replicated, [0.1, 0.9], axis=0)))


def test_styles_place_the_bars(counts):
    standing, hanging, suspended = (
        ppc_rootogram_data(*counts, style=style) for style in ("standing", "hanging", "suspended")
    )
    assert (standing["bottom"] == 0).all()
    np.testing.assert_allclose(standing["top"], standing["observed"])
    np.testing.assert_allclose(hanging["top"], hanging["expected"])
    np.testing.assert_allclose(hanging["bottom"], hanging["expected"] - hanging["observed"])
    np.testing.assert_allclose(suspended["bottom"], suspended["expected"] - suspended["observed"])
    assert (suspended["top"] == 0).all()


def test_wide_ranges_are_pooled_and_the_caption_says_so():
    rng = np.random.default_rng(1)
    y, yrep = rng.poisson(100, 200), rng.poisson(100.0, (20, 200))
    plot = ppc_rootogram(y, yrep)
    assert len(plot.data) <= 60
    assert "3 counts go into one bar." in plot.labels.caption
    wide = ppc_rootogram_data(y, yrep, width=10)
    assert (np.diff(wide["x"]) == 10).all()
    assert (wide["observed"] ** 2).sum() == pytest.approx(200)


def test_alternative_text_names_the_worst_bar():
    yrep = np.tile(np.repeat([0.0, 1.0], 50), (20, 1))
    told = ppc_rootogram(np.repeat([0.0, 1.0], [90, 10]), yrep, outcome="y").alt
    assert (
        "2 of 2 bars are outside their interval, the furthest at 1, with fewer rows (10) than expected (50)"
        in told
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"style": "hangin"}, "No rootogram is 'hangin'. Did you mean 'hanging'"),
        ({"width": 0}, "width = 0 is out of range"),
        ({"y": [-1.0], "yrep": [[1.0]]}, "rootogram shows counts, and there are negative ones"),
        ({"y": [0.5], "yrep": [[1.0]]}, "rootogram shows whole numbers"),
    ],
)
def test_what_is_no_rootogram_is_refused(counts, arguments, words):
    y, yrep = counts
    with pytest.raises(PlotError, match=words):
        ppc_rootogram(**{"y": y, "yrep": yrep} | arguments)
