"""The kinds of plots by name."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import KINDS, Plot, draw, options_of


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_with_and_without_prefix(make_case, kind):
    case = make_case(2)
    assert isinstance(draw(kind, *case), Plot)
    assert draw(f"mcmc_{kind}", *case).alt == draw(kind, *case).alt


def test_options_reach_the_plot(make_case):
    draws, names = make_case(1)
    assert "80 %" in draw("intervals", draws, names, prob=0.8).labels.subtitle
    assert "1,000 divergent" not in draw("trace", draws, names).alt
    assert "1000 divergent" in draw("trace", draws, names, divergences=np.ones((4, 250), dtype=bool)).alt


def test_options_are_known_for_each_kind():
    assert options_of("intervals") == ("prob", "prob_outer", "point_est", "scheme")
    assert "divergences" in options_of("trace")
    assert "divergences" not in options_of("areas")


def test_an_unknown_kind_is_named_with_the_nearest(make_case):
    with pytest.raises(PlotError, match=r"'interval'.*Did you mean 'intervals'.*areas, intervals, trace"):
        draw("interval", *make_case(1))


def test_an_unknown_option_is_named_with_the_nearest(make_case):
    with pytest.raises(PlotError, match=r"'trace' has no option 'thining'.*Did you mean 'thin'"):
        draw("trace", *make_case(1), thining=2)


def test_an_option_of_another_kind_is_refused(make_case):
    with pytest.raises(PlotError, match="'intervals' has no option 'divergences'"):
        draw("intervals", *make_case(1), divergences=None)
