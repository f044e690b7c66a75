"""Figures as large as what they hold."""

from __future__ import annotations

import pytest

from nbmixed.plots.theme import TALLEST, families, panels, rows


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
