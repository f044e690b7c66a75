"""Curves with bands and data: the frame, the panels, the words, the picture."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots.nonlinear import Words, nonlinear_curves, nonlinear_curves_data

WORDS = Words("age", "circumference", "Tree")


def case(groups, conditions=("",), *, together=False, M=12):
    """Draws, lines and points of some groups, which rise by their number."""
    rng, x = np.random.default_rng(5), np.linspace(0, 10, M)
    kinds = [("typical", c, g) for c in conditions for g in ([""] if together else groups)]
    kinds += [("group", conditions[i % len(conditions)], g) for i, g in enumerate(groups)]
    kinds += [("new", c, "") for c in conditions if together]
    lines = pd.concat(
        [pd.DataFrame({"x": x, "what": w, "condition": c, "group": g}) for w, c, g in kinds],
        ignore_index=True,
    )
    top = np.repeat([1 + groups.index(g) if g else 2 for _, _, g in kinds], M)
    draws = (top + 0.2 * rng.standard_normal((200, 1))) * (1 - np.exp(-lines["x"].to_numpy() / 3))
    points = pd.DataFrame(
        {"x": np.tile(x, len(groups)), "group": np.repeat(groups, M), "condition": conditions[0]}
    )
    return draws, lines, points.assign(y=1.0 + 0.1 * points["x"])


class TestData:
    def test_are_quantiles(self):
        draws, lines, _ = case(["a", "b"])
        frame = nonlinear_curves_data(draws, lines, 0.8)
        expected = np.quantile(draws, [0.1, 0.5, 0.9], axis=0).T
        np.testing.assert_allclose(frame[["l", "m", "h"]], expected)
        np.testing.assert_array_equal(frame["x"], lines["x"])

    def test_groups_keep_their_order(self):
        frame = nonlinear_curves_data(*case(["b", "a", "10", "9"])[:2])
        assert frame["group"].cat.categories.tolist() == ["b", "a", "10", "9"]

    def test_draws_without_a_value_do_not_count(self):
        draws, lines, _ = case(["a"])
        draws[:50, 3] = np.nan
        frame = nonlinear_curves_data(draws, lines)
        assert frame["m"][3] == np.median(draws[50:, 3])

    @pytest.mark.parametrize("prob", [0, 1, "most"])
    def test_prob_is_a_probability(self, prob):
        with pytest.raises(PlotError, match="expected a number between 0 and 1"):
            nonlinear_curves_data(*case(["a"])[:2], prob)

    def test_draws_fit_the_lines(self):
        draws, lines, _ = case(["a"])
        with pytest.raises(PlotError, match="a column a row of lines"):
            nonlinear_curves_data(draws[:, 1:], lines)


class TestPicture:
    @pytest.mark.parametrize(
        "groups, conditions, together",
        [
            (["1", "2", "3", "4", "5"], ("",), False),
            (["1", "2", "3", "4", "5"], ("",), True),
            (["1"], ("",), False),
            ([f"county {i}, $ {'long ' * (i % 3)}" for i in range(30)], ("",), False),
            (["1", "2", "3"], ("placebo", "drug"), False),
            (["1", "2", "3"], ("placebo", "drug"), True),
            ([str(i) for i in range(60)], ("",), True),
        ],
    )
    def test_is_readable(self, groups, conditions, together, drawn, assert_readable):
        draws, lines, points = case(groups, conditions, together=together)
        assert_readable(drawn(nonlinear_curves(draws, lines, points, WORDS)))

    def test_a_panel_for_each_group(self, drawn):
        figure = drawn(nonlinear_curves(*case(["1", "2", "3"]), WORDS))
        assert len(figure.axes) == 3

    def test_panels_are_in_the_order_of_the_groups(self, drawn):
        figure = drawn(nonlinear_curves(*case(["10", "9", "1"]), WORDS))
        found = [
            text.get_text()
            for text in figure.findobj(lambda o: hasattr(o, "get_text"))
            if text.get_text() in ("10", "9", "1")
        ]
        assert [name for name in dict.fromkeys(found) if name] == ["10", "9", "1"]

    def test_one_panel_for_all(self, drawn):
        figure = drawn(nonlinear_curves(*case(["1", "2", "3"], together=True), WORDS))
        assert len(figure.axes) == 1


class TestWords:
    def test_subtitles_say_what_lines_are(self):
        beside = nonlinear_curves(*case(["1", "2"]), WORDS, prob=0.8).labels.subtitle
        assert beside == "Line and band: median and 80 % interval of each Tree; dashed: a typical Tree"
        together = nonlinear_curves(*case(["1", "2"], together=True), WORDS).labels.subtitle
        assert "light band: a Tree not in the data (90 % intervals)" in together

    def test_alternative_text_has_the_numbers(self):
        draws, lines, points = case(["1", "2"], together=True)
        alt = nonlinear_curves(draws, lines, points, WORDS).alt
        assert alt.startswith(
            "Curves of circumference over age for 2 groups of Tree, one panel, with 24 observations."
        )
        assert "A typical Tree goes from 0 at 0 to 1.9" in alt
        assert "At the right end medians of groups go from 0.9" in alt and "(1) to 1.9" in alt
