"""Warnings point to the line of the user, and a result knows the variable that it is assigned to."""

from __future__ import annotations

import types
import warnings

import pytest

from nbmixed import caller

INSIDE = types.ModuleType("nbmixed.inside")  # a module of the package, as far as frames tell
exec(
    "from nbmixed import caller\n"
    "def named(*_, **__): return caller.variable('fit')\n"
    "def warn(text): return caller.warn(text, UserWarning)\n",
    INSIDE.__dict__,
)
named, warn = INSIDE.named, INSIDE.warn


class TestVariable:
    def test_of_an_assignment(self):
        small = named()
        with_type: str = named(1, x=2)
        first = second = named()
        assert (small, with_type, first, second) == ("small", "with_type", "first", "first")

    def test_over_several_lines_and_in_an_enclosing_function(self):
        outer = ""

        def assign():
            nonlocal outer
            outer = named(
                1,
            )

        assign()
        assert outer == "outer"

    def test_of_a_script_or_cell(self):
        space = {"named": named}
        exec("model = named()", space)
        assert space["model"] == "model"

    def test_where_there_is_none(self):
        held = [named()]
        first, _ = named(), named()
        upper = named().upper()
        assert (held, first, upper, named()) == (["fit"], "fit", "FIT", "fit")


class TestWarn:
    def test_points_to_the_line_of_the_user(self):
        with pytest.warns(UserWarning, match="odd") as found:
            warn("odd")
        assert found[0].filename == __file__

    def test_of_two_results_of_one_line_both_are_warned_of(self):
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("default")
            for _ in range(2):
                warn("the same words")
        assert len(found) == 2

    def test_a_filter_of_the_user_holds(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(UserWarning, match="odd"):
                warn("odd")


def test_outside_of_the_package_the_innermost_frame_is_the_users():
    assert caller.frame().f_code.co_name == "test_outside_of_the_package_the_innermost_frame_is_the_users"


def test_a_cell_or_the_builder_is_a_place_of_its_own():
    with pytest.warns(UserWarning, match="odd") as found, caller.called_from("%%stan_glm fit"):
        warn("odd")
    assert (found[0].filename, found[0].lineno) == ("%%stan_glm fit", 1)
