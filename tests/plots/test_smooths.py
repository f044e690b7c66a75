"""Smooths with bands and a rug: the frame, the panels, the words, the picture."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots.smooths import Words, smooth_curves, smooth_curves_data

WORDS = Words("age", "effect on y")


def case(panels, M=12):
    rng, x = np.random.default_rng(5), np.linspace(0, 10, M)
    lines = pd.concat([pd.DataFrame({"panel": name, "x": x}) for name in panels], ignore_index=True)
    draws = np.sin(lines["x"].to_numpy()) + 0.2 * rng.standard_normal((200, 1))
    points = pd.concat([pd.DataFrame({"panel": n, "x": rng.uniform(0, 10, 30)}) for n in panels])
    return draws, lines, points


class TestData:
    def test_are_quantiles(self):
        draws, lines, _ = case(["s(a)", "s(b)"])
        frame = smooth_curves_data(draws, lines, 0.8)
        np.testing.assert_allclose(frame[["l", "m", "h"]], np.quantile(draws, [0.1, 0.5, 0.9], axis=0).T)
        np.testing.assert_array_equal(frame["x"], lines["x"])

    def test_panels_keep_their_order(self):
        frame = smooth_curves_data(*case(["s(b)", "s(a)", "s(10)"])[:2])
        assert frame["panel"].cat.categories.tolist() == ["s(b)", "s(a)", "s(10)"]

    @pytest.mark.parametrize("prob", [0, 1, "most"])
    def test_prob_is_a_probability(self, prob):
        with pytest.raises(PlotError, match="expected a number between 0 and 1"):
            smooth_curves_data(*case(["s(a)"])[:2], prob)

    def test_draws_fit_the_lines(self):
        draws, lines, _ = case(["s(a)"])
        with pytest.raises(PlotError, match="a column a row of lines"):
            smooth_curves_data(draws[:, 1:], lines)


class TestPicture:
    @pytest.mark.parametrize(
        "names",
        [
            ["s(a)"],
            ["s(a)", "s(b)"],
            ["s(x):fa", "s(x):fb", "s(x):fc"],
            [f"s(x):county {i}, $ {'long ' * (i % 3)}" for i in range(30)],
        ],
    )
    @pytest.mark.parametrize("scales", ["shared", "free"])
    def test_is_readable(self, names, scales, drawn, assert_readable):
        assert_readable(drawn(smooth_curves(*case(names), WORDS, scales=scales)))

    def test_panels_share_the_vertical_axis_unless_freed(self, drawn):
        draws, lines, points = case(["s(a)", "s(b)"])
        draws[:, lines["panel"] == "s(b)"] *= 9
        for scales, apart in (("shared", False), ("free", True)):
            a, b = drawn(smooth_curves(draws, lines, points, WORDS, scales=scales)).axes
            assert (a.get_ylim() != b.get_ylim()) is apart

    def test_a_rug_of_many_values_is_thinned(self):
        draws, lines, _ = case(["s(a)"])
        points = pd.DataFrame({"panel": "s(a)", "x": np.linspace(0, 10, 5000)})
        rug = smooth_curves(draws, lines, points, WORDS).layers[-1]._data
        assert len(rug) == 500 and (rug["x"].min(), rug["x"].max()) == (0, 10)


class TestWords:
    def test_a_lone_smooth_is_named_on_its_axis(self):
        labels = smooth_curves(*case(["s(a)"]), WORDS, prob=0.8).labels
        assert (labels.x, labels.y) == ("age", "s(a): effect on y")
        assert labels.caption == "Medians and central 80 % intervals; marks: values in the data."

    def test_alternative_text_has_the_numbers(self):
        alt = smooth_curves(*case(["s(a)", "s(b)"], M=101), WORDS).alt
        assert alt.startswith("Smooths, effect on y. s(a): median")
        assert " at 0, " in alt and "at 1.6" in alt and "at 10; the 90 % band is clear of zero on " in alt

    def test_scales_that_are_not_possible(self):
        with pytest.raises(PlotError, match='use "shared" or "free"'):
            smooth_curves(*case(["s(a)"]), WORDS, scales="both")
