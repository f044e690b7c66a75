"""Colours."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from nbmixed.errors import PlotError
from nbmixed.options import options
from nbmixed.plots import SCHEMES, color_scheme, color_scheme_set
from nbmixed.plots.scheme import chain_colors


def _luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    rgb = np.array(to_rgb(color))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("name", SCHEMES)
def test_levels_can_be_told_apart_without_colour(name):
    luminance = [_luminance(level) for level in color_scheme(name).levels]
    contrasts = [(a + 0.05) / (b + 0.05) for a, b in pairwise(luminance)]
    assert min(contrasts) > 1.2


@pytest.mark.parametrize("name", SCHEMES)
def test_dark_levels_stand_out_on_white(name):
    scheme = color_scheme(name)
    assert 1.05 / (_luminance(scheme.dark) + 0.05) > 4.5
    assert 1.05 / (_luminance(scheme.dark_highlight) + 0.05) > 7


def test_two_schemes_can_be_mixed():
    mixed = color_scheme("mix-blue-red")
    assert mixed.dark == SCHEMES["blue"].dark
    assert mixed.dark_highlight == SCHEMES["red"].dark_highlight


def test_a_scheme_of_ones_own_is_taken_as_it_is():
    assert color_scheme(SCHEMES["teal"]) is SCHEMES["teal"]


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6, 7, 20])
def test_every_chain_has_its_own_colour(n):
    assert len(set(chain_colors("mix-blue-orange", n))) == n


@pytest.mark.parametrize("name", ["bleu", "mix-blue-oragne", "mix-blue"])
def test_unknown_schemes_are_named(name):
    with pytest.raises(PlotError, match="No colour scheme"):
        color_scheme(name)


def test_lines_stand_out_on_white_and_on_dark_pages():
    dark = _luminance("#111111") + 0.05
    for scheme in SCHEMES.values():
        level = _luminance(scheme.mid_highlight) + 0.05
        assert 1.05 / level > 3
        assert level / dark > 3


def test_the_scheme_of_further_plots_can_be_set(monkeypatch):
    monkeypatch.setattr(options, "color_scheme", None)
    color_scheme_set("teal")
    assert color_scheme() is SCHEMES["teal"]
    assert chain_colors(None, 2) == chain_colors("teal", 2)
    assert color_scheme("red") is SCHEMES["red"]
    color_scheme_set()
    assert color_scheme() is SCHEMES["blue"]
    assert chain_colors(None, 2) == chain_colors("mix-blue-orange", 2)
    with pytest.raises(PlotError, match="Did you mean 'teal'"):
        color_scheme_set("teel")
    assert color_scheme() is SCHEMES["blue"]


def test_colour_maps_of_matplotlib_are_schemes():
    assert len(set(color_scheme("brewer-Blues").levels)) == 6
    with pytest.raises(PlotError, match="Did you mean 'Blues'"):
        color_scheme("brewer-Bluse")
