"""Figures as large as what they hold."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from nbmixed.errors import PlotError
from nbmixed.options import options
from nbmixed.plots import mcmc_hist
from nbmixed.plots.theme import INK, TALLEST, families, ink, panels, rows


@pytest.mark.parametrize("n", [1, 3, 20, 30, 31, 100, 200, 1000])
def test_rows_fit_a_figure_that_can_be_saved(n):
    size = rows(["x"] * n)
    assert size.figure_size[1] <= TALLEST + 0.1
    assert size.every * size.height * 72 >= size.label_size


def test_up_to_a_hundred_names_are_all_printed():
    assert rows(["x"] * 100).every == 1


def test_long_names_make_the_figure_wider_up_to_a_limit():
    short, long, longest = (rows(["x" * n]).figure_size[0] for n in (5, 60, 5000))
    assert short < long < longest < 25


@pytest.mark.parametrize(("n", "columns"), [(1, 1), (2, 2), (4, 2), (5, 3), (12, 3), (13, 4), (100, 5)])
def test_panels_stand_side_by_side_while_names_are_short(n, columns):
    assert panels(["x"] * n).columns == columns


def test_long_names_have_a_row_of_their_own():
    assert panels(["x" * 80] * 20).columns == 1
    assert panels(["x" * 80] * 20).figure_size[1] <= 25


def test_letters_come_from_installed_fonts():
    assert families()[0] == "DejaVu Sans"


@pytest.mark.parametrize("ncol", [0, 1.5, True])
def test_bad_numbers_of_panels_side_by_side_are_refused(ncol):
    with pytest.raises(PlotError, match=r"ncol = .* 1 or more"):
        panels(["x"] * 4, ncol)


@pytest.mark.parametrize(
    "background, corner",
    [("transparent", (0,)), ("white", (255, 255, 255, 255)), ("dark", (17, 17, 17, 255))],
)
def test_what_is_behind_a_plot(background, corner, make_case, monkeypatch):
    monkeypatch.setattr(options, "background", background)
    picture = BytesIO()
    mcmc_hist(*make_case(1)).save(picture, "png", dpi=40, verbose=False)
    found = Image.open(picture).convert("RGBA").getpixel((0, 0))
    assert found[-len(corner) :] == corner


def test_ink_is_one_grey_unless_a_background_is_chosen(monkeypatch):
    assert ink().text == ink().soft == INK
    monkeypatch.setattr(options, "background", "withe")
    with pytest.raises(PlotError, match="Did you mean 'white'"):
        ink()
