"""Statistics of outcomes among those of replicated data sets."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots.ppc import ppc_stat, ppc_stat_2d, ppc_stat_2d_data, ppc_stat_data, ppc_stat_freqpoly
from nbmixed.plots.ppc.statistics import STATISTICS, statistic

_NUMPY = {
    "mean": np.mean,
    "median": np.median,
    "sd": lambda x: np.std(x, ddof=1),
    "var": lambda x: np.var(x, ddof=1),
    "min": np.min,
    "max": np.max,
    "range": np.ptp,
    "q25": lambda x: np.quantile(x, 0.25),
    "q75": lambda x: np.quantile(x, 0.75),
    "prop_zero": lambda x: np.mean(x == 0),
}


@pytest.mark.parametrize("stat", STATISTICS)
def test_named_statistics_are_those_of_numpy(counts, stat):
    y, yrep = counts
    frame = ppc_stat_data(y, yrep, stat)
    expected = [_NUMPY[stat](values) for values in [y, *yrep]]
    np.testing.assert_allclose(frame["value"], expected, rtol=1e-12)


def test_any_function_of_an_array_is_a_statistic(normal):
    y, yrep = normal
    frame = ppc_stat_data(y, yrep, lambda x: x[0] - x[-1])
    np.testing.assert_allclose(frame["value"], [v[0] - v[-1] for v in [y, *yrep]])
    assert statistic(np.ptp).name == "ptp"
    assert ppc_stat(y, yrep, lambda x: x[0], outcome="Reaction").labels.x == "T of Reaction"


def test_groups_have_statistics_of_their_own(normal, thirds):
    y, yrep = normal
    frame = ppc_stat_data(y, yrep, "median", thirds).set_index(["group", "replicate"])["value"]
    assert frame["b", 0] == np.median(y[:30])
    assert frame["c", 5] == np.median(yrep[4, 60:])


def test_groups_without_a_value_are_left_out_and_counted(normal):
    group = np.array(["one", *["many"] * 89])
    assert set(ppc_stat_data(*normal, "sd", group)["group"]) == {"many"}
    assert "1 without a value is left out." in ppc_stat(*normal, "sd", group).labels.caption


def test_the_subtitle_says_how_many_replicates_are_as_large(normal):
    y, yrep = normal
    share = 100 * (yrep.mean(axis=1) >= y.mean()).mean()
    assert f"; {share:.3g} % of replicates are as large or larger" in ppc_stat(y, yrep).labels.subtitle


def test_bars_hold_every_data_set(normal):
    for plot in (ppc_stat(*normal, bins=12), ppc_stat_freqpoly(*normal, bins=12)):
        assert plot.data["count"].sum() == 200
        assert len(plot.data) == 12


def test_two_statistics_are_those_of_each_data_set(normal):
    y, yrep = normal
    frame = ppc_stat_2d_data(y, yrep, ("mean", "sd"))
    np.testing.assert_allclose(frame["first"], [v.mean() for v in [y, *yrep]])
    np.testing.assert_allclose(frame["second"], [v.std(ddof=1) for v in [y, *yrep]])


def test_of_many_points_an_even_choice_is_drawn():
    y, yrep = np.arange(3.0), np.random.default_rng(1).normal(size=(2500, 3))
    assert "834 of them are drawn." in ppc_stat_2d(y, yrep).labels.caption


def test_alternative_text_says_where_the_statistic_stands():
    yrep = np.tile(np.arange(101.0)[:, None], (1, 3))
    told = ppc_stat([2.0, 2.0, 2.0], yrep, outcome="Reaction").alt
    assert told == "Mean of Reaction: 2 (90 % of replicates 5 to 95: low)."


@pytest.mark.parametrize(
    ("stat", "words"),
    [
        ("meen", "No statistic 'meen'. Did you mean 'mean'"),
        (3, "stat must be a name, such as 'mean', or a function of an array, not 3"),
        (lambda x: x, "must make one number of a data set"),
        (lambda _: np.inf, "not finite: take another statistic"),
    ],
)
def test_what_is_no_statistic_is_refused(normal, stat, words):
    with pytest.raises(PlotError, match=words):
        ppc_stat(*normal, stat)


@pytest.mark.parametrize("stat", ["mean", ("mean",), ("mean", "sd", "max"), None])
def test_stat_2d_takes_two(normal, stat):
    with pytest.raises(PlotError, match="stat_2d takes two statistics"):
        ppc_stat_2d(*normal, stat)
