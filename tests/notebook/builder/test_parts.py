"""A formula taken apart, and put together again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbmixed.errors import FormulaError
from nbmixed.notebook.builder.curves import Curve, OwnCurve
from nbmixed.notebook.builder.parts import Group, Parts, is_curve, read_parts

_codes = st.sampled_from(["x", "log(x)", "`my col`", "größe", '`say "hi"`', "poly(z, 2)"])
_groups = st.builds(
    Group,
    st.sampled_from(["g", "a:b", "a/b", "`my group`"]),
    st.lists(_codes, min_size=1, max_size=2, unique=True).map(tuple),
    st.booleans(),
    st.booleans(),
)
_parts = st.builds(
    Parts,
    st.sampled_from(["y", "log(y)", "cbind(y, n - y)"]),
    st.lists(_codes, max_size=3, unique=True).map(tuple),
    st.booleans(),
    st.lists(_groups, max_size=1).map(tuple),
    st.lists(st.sampled_from(["s(x)", "s(z, k = 5)"]), max_size=2, unique=True).map(tuple),
    st.lists(st.sampled_from(["log(e)"]), max_size=1).map(tuple),
)


@settings(max_examples=200, deadline=None)
@given(_parts)
def test_parts_come_back_from_the_formula_they_are_written_as(parts):
    assert read_parts(*parts.written()) == parts


@pytest.mark.parametrize(
    "formula, parts",
    [
        ("y ~ a * b", Parts("y", ("a", "b", "a:b"))),
        ("y ~ . + (1 | g)", Parts("y", ("x", "z"), groups=(Group("g"),))),
        (
            "y ~ 0 + x + (x || g) + (1 | a/b)",
            Parts("y", ("x",), False, (Group("g", ("x",), True, False), Group("a/b"))),
        ),
        ("y ~ x + ((0 + x | g))", Parts("y", ("x",), groups=(Group("g", ("x",), False),))),
        ("y ~ s(x) + offset(log(e))", Parts("y", smooths=("s(x)",), offsets=("log(e)",))),
        (
            "y ~ SSlogis(log(x), Asym, xmid, scal) ~ Asym + xmid | g",
            Parts(
                "y",
                groups=(Group("g", ("Asym", "xmid"), False),),
                curve=Curve("SSlogis", ("log(x)",), ("Asym", "xmid", "scal")),
            ),
        ),
    ],
)
def test_what_a_formula_consists_of(formula, parts):
    assert read_parts(formula, columns=["y", "x", "z", "g"]) == parts


def test_with_smooths_groups_are_written_apart():
    assert read_parts("y ~ s(x)", "~ (x | g)").written() == ("y ~ s(x)", "~ (x | g)")


def test_names_of_a_curve_that_are_no_columns_and_no_numbers_are_parameters():
    parts = read_parts("y ~ a * exp(-k * x / c0) ~ a + k | g", "", ["y", "x", "g"], {"c0": 2.5, "k": None})
    assert parts.curve == OwnCurve("a * exp(-k * x/c0)", ("a", "k"))
    assert parts.groups == (Group("g", ("a", "k"), False),)
    assert parts.written() == ("y ~ a * exp(-k * x/c0) ~ (a + k | g)", "")


def test_predictors_of_parameters_are_beyond_buttons():
    formula = "y ~ SSlogis(x, A, m, s) ~ (A ~ z) + (A | g)"
    assert is_curve(formula) and read_parts(formula) is None


def test_what_cannot_be_read_says_so():
    with pytest.raises(FormulaError, match="something is missing"):
        read_parts("y ~ x +")
