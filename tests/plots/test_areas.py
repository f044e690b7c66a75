"""Posterior densities, one row for each parameter."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_areas, mcmc_areas_data, mcmc_intervals_data


def test_curves_end_where_the_intervals_end(make_case):
    draws, names = make_case(3)
    curves = mcmc_areas_data(draws, names, prob=0.5, prob_outer=0.9)
    ends = mcmc_intervals_data(draws, names, prob=0.5, prob_outer=0.9).set_index("parameter")
    x = curves.groupby(["parameter", "interval"], observed=True)["x"].agg(["min", "max"]).unstack()
    np.testing.assert_allclose(x["min"]["outer"], ends["ll"], rtol=1e-12)
    np.testing.assert_allclose(x["max"]["outer"], ends["hh"], rtol=1e-12)
    np.testing.assert_allclose(x["min"]["inner"], ends["l"], rtol=1e-12)
    np.testing.assert_allclose(x["max"]["inner"], ends["h"], rtol=1e-12)
    np.testing.assert_allclose(x["max"]["point"], ends["m"], rtol=1e-12)


def test_the_whole_curve_has_area_one(make_case):
    draws, names = make_case(2)
    curves = mcmc_areas_data(draws, names)
    for _, curve in curves[curves["interval"] == "outer"].groupby("parameter", observed=True):
        assert np.trapezoid(curve["density"], curve["x"]) == pytest.approx(1, abs=2e-3)


@pytest.mark.parametrize(
    ("method", "power"), [("equal area", 1.0), ("scaled height", 0.5), ("equal height", 0.0)]
)
def test_heights_follow_the_method(make_case, method, power):
    curves = mcmc_areas_data(*make_case(4), area_method=method)
    peaks = curves.groupby("parameter", observed=True)[["density", "plotted_density"]].max()
    expected = (peaks["density"] / peaks["density"].max()) ** power
    np.testing.assert_allclose(peaks["plotted_density"], expected, rtol=1e-12)


def test_a_constant_is_a_spike_and_does_not_flatten_the_rest(make_case):
    draws, names = make_case(3, constant=True)
    curves = mcmc_areas_data(draws, names, area_method="equal area").set_index("parameter")
    spike = curves.loc[names[2]]
    assert set(spike["x"]) == {1.5}
    assert np.isinf(spike["density"]).all()
    assert set(spike["plotted_density"]) == {1.0}
    assert curves.loc[names[:2], "plotted_density"].max() == 1


def test_without_a_point_there_is_none(make_case):
    curves = mcmc_areas_data(*make_case(2), point_est="none")
    assert set(curves["interval"]) == {"outer", "inner"}


@pytest.mark.parametrize("method", ["equal area", "scaled height"])
def test_no_curve_is_cut_at_the_top(make_case, drawn, method):
    plot = mcmc_areas(*make_case(5), area_method=method, prob_outer=0.9)
    axes = drawn(plot).axes[0]
    assert axes.get_ylim()[1] >= plot.data["top"].max()
    assert plot.data["top"].max() < 6


def test_only_constants_and_no_point_can_be_drawn(make_case, drawn):
    drawn(mcmc_areas(*make_case(1, constant=True), point_est="none"))


def test_subtitle_says_what_is_shaded(make_case):
    case = make_case(1)
    assert mcmc_areas(*case).labels.subtitle == "Densities, 50 % central intervals shaded, lines at medians"
    short = mcmc_areas(*case, prob_outer=0.95, point_est="none").labels.subtitle
    assert short == "Densities over the central 95 %, 50 % central intervals shaded"


def test_alt_text_states_the_numbers():
    draws = np.arange(101.0)[None, :, None]
    assert (
        mcmc_areas(draws, ["Days"]).alt
        == "Days is above zero with probability 0.99: median 50, draws from 0 to 100."
    )


def test_an_unknown_method_is_named(make_case):
    with pytest.raises(PlotError, match="Did you mean 'equal height'"):
        mcmc_areas(*make_case(1), area_method="equal heights")
