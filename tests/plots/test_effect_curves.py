"""Expected outcomes along a variable."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import Roles, effect_curves, effect_curves_data


@pytest.fixture
def curves():
    x = np.linspace(0, 9, 10)
    frames = [
        pd.DataFrame({"Days": x, "arm": arm, "estimate": 250 + slope * x})
        for arm, slope in (("old", 10), ("new", 5))
    ]
    frame = pd.concat(frames, ignore_index=True)
    frame["arm"] = pd.Categorical(frame["arm"], categories=["old", "new"])
    return frame.assign(lower=frame["estimate"] - 5, upper=frame["estimate"] + 7)


@pytest.fixture
def levels():
    return pd.DataFrame(
        {"period": ["b", "a"], "estimate": [0.2, 0.1], "lower": [0.1, 0.0], "upper": [0.3, 0.2]}
    )


POINTS = pd.DataFrame({"Days": [1.0, 2.0, 3.0], "arm": ["old", "new", "other"], "y": [260.0, 255.0, 250.0]})


def test_numbers_are_where_they_are_and_levels_in_their_order(curves, levels):
    frame = effect_curves_data(curves, Roles("Days", color="arm"))
    assert frame["x"].tolist() == curves["Days"].tolist()
    assert frame["color"].cat.categories.tolist() == ["old", "new"]
    assert frame[["estimate", "lower", "upper"]].equals(curves[["estimate", "lower", "upper"]])
    assert effect_curves_data(levels, Roles("period"))["x"].tolist() == [1.0, 2.0]


def test_data_stand_behind_with_the_colours_that_are_known(curves):
    frame = effect_curves_data(curves, Roles("Days", color="arm"), POINTS)
    seen = frame[frame["what"] == "data"]
    assert seen["estimate"].tolist() == [260.0, 255.0, 250.0]
    assert seen["color"].tolist()[:2] == ["old", "new"]
    assert seen["lower"].isna().all()


def test_data_without_the_variable_of_the_panels_are_in_all_of_them(curves):
    frame = effect_curves_data(curves, Roles("Days", panel="arm"), POINTS.drop(columns="arm"))
    assert frame[frame["what"] == "data"].groupby("panel", observed=True).size().tolist() == [3, 3]


def test_data_of_other_levels_are_left_out(levels):
    points = pd.DataFrame({"period": ["a", "c"], "y": [0.5, 0.6]})
    frame = effect_curves_data(levels, Roles("period"), points)
    assert frame.loc[frame["what"] == "data", "x"].tolist() == [2.0]


@pytest.mark.parametrize("roles", [Roles("Days", color="arm"), Roles("Days", panel="arm")])
def test_curves_are_readable(curves, roles, drawn, assert_readable):
    assert_readable(drawn(effect_curves(curves, roles, POINTS, y="Reaction")))


def test_levels_are_readable(levels, drawn, assert_readable):
    plot = effect_curves(levels, Roles("period"), pd.DataFrame({"period": ["a", "b"], "y": [0.1, 0.3]}))
    assert_readable(drawn(plot))


def test_alt_text_states_the_ends_of_curves_and_the_levels(curves, levels):
    assert effect_curves(curves, Roles("Days", color="arm"), y="Reaction").alt == (
        "Reaction by Days, medians and 90 % intervals, 2 curves. arm old: 250 (245 to 257) at 0, 340 (335 to 347) at 9; "
        "arm new: 250 (245 to 257) at 0, 295 (290 to 302) at 9."
    )
    assert effect_curves(levels, Roles("period")).alt == (
        "outcome by period, medians and 90 % intervals. 0.2 (0.1 to 0.3) at b, 0.1 (0 to 0.2) at a."
    )


def test_many_observations_are_sampled_and_the_plot_says_so(curves):
    many = pd.DataFrame({"Days": np.zeros(6000), "y": np.zeros(6000)})
    caption = effect_curves(curves, Roles("Days", color="arm"), many).labels.caption
    assert caption == "Medians and central 90 % intervals. Of 6,000 observations 5,000 are shown."


def test_bad_frames_are_refused(curves):
    with pytest.raises(PlotError, match=r"no column 'Day'\. Did you mean 'Days'"):
        effect_curves(curves, Roles("Day"))
    with pytest.raises(PlotError, match="'Days' has 10 values, and at most 8 can be told apart as colors"):
        effect_curves(curves, Roles("arm", color="Days"))
