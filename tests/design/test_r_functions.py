"""Columns of R's functions, as R 4.2 gives them; what is not of R is refused with what to write instead."""

import numpy as np
import pytest

from nbmixed.design.build import build
from nbmixed.errors import NbmixedError
from nbmixed.spec.formula import parse

DATA = {
    "y": [1.0, 2, 4, 3, 5, 7],
    "f": list("abcabc"),
    "x": [1.0, 5, 2, 8, 3, 9],
    "z": [2.0, 3, 1, 5, 4, 9],
}


def columns(rhs: str):
    design = build(parse(f"y ~ {rhs}"), DATA)
    return [name.removeprefix(design_label(rhs)) for name in design.coef_names[1:]], design.X[:, 1:]


def design_label(rhs: str) -> str:
    return str(parse(f"y ~ {rhs}")).removeprefix("y ~ ")


@pytest.mark.parametrize(
    ("rhs", "endings", "rows"),
    [
        ("C(f, contr.treatment, base = 3)", "12", [[1, 0], [0, 1], [0, 0]]),
        ("C(f, 'contr.treatment', base = 2)", "13", [[1, 0], [0, 0], [0, 1]]),
        ("C(f, contr.treatment(3, base = 2))", "13", [[1, 0], [0, 0], [0, 1]]),
        ("C(f, contr.treatment(c('a', 'b', 'c'), base = 2))", "ac", [[1, 0], [0, 0], [0, 1]]),
        ("C(f, contr.treatment(base = 2))", "ac", [[1, 0], [0, 0], [0, 1]]),
        ("C(f, contr.treatment, base = 1)", "23", [[0, 0], [1, 0], [0, 1]]),
        ("C(f, treatment)", "bc", [[0, 0], [1, 0], [0, 1]]),
        ("C(f, contr.treatment, 1)", "2", [[0], [1], [0]]),
        ("C(f, contr.SAS, 1)", "1", [[1], [0], [0]]),
        ("C(f, sum)", "12", [[1, 0], [0, 1], [-1, -1]]),
        ("C(f, contr.sum(3))", "12", [[1, 0], [0, 1], [-1, -1]]),
        ("C(f, contr.sum, how.many = 1)", "1", [[1], [0], [-1]]),
        ("C(f, helmert, 1)", "1", [[-1], [1], [0]]),
        ("C(f, poly, 1)", [".L"], [[-(0.5**0.5)], [0], [0.5**0.5]]),
        ("C(f)", "bc", [[0, 0], [1, 0], [0, 1]]),
    ],
)
def test_contrasts(rhs, endings, rows):
    names, values = columns(rhs)
    assert names == list(endings)
    np.testing.assert_allclose(values[:3], rows, atol=1e-12)


def test_contrasts_are_those_of_the_fit_in_new_data():
    design = build(parse("y ~ C(f, contr.treatment, base = 2)"), DATA)
    new = design.at({"f": ["c", "c", "b"]})
    np.testing.assert_array_equal(new.X, [[1, 0, 1], [1, 0, 1], [1, 0, 0]])


@pytest.mark.parametrize(
    ("rhs", "endings", "rows"),
    [
        ("scale(poly(x, 2))", "12", [[-1.1226828, 1.20909413], [0.1020621, -1.42535487]]),
        ("scale(cbind(x, z), scale = FALSE)", "xz", [[-11 / 3, -2], [1 / 3, -1]]),
        ("center(cbind(x, z))", "xz", [[-11 / 3, -2], [1 / 3, -1]]),
        ("scale(x, center = FALSE)", [""], [[1 / 36.8**0.5], [5 / 36.8**0.5]]),
        ("scale(cbind(x, z), center = c(1, 2), scale = c(2, 4))", "xz", [[0, 0], [2, 0.25]]),
        ("cut(x, c(1, 3, 9), include.lowest = TRUE)", ["(3,9]"], [[0], [1]]),
        ("cut(x, c(1, 3, 9), right = FALSE, include.lowest = TRUE)", ["[3,9]"], [[0], [1]]),
        ("cut(x, 3, labels = FALSE)", [""], [[1], [2]]),
        (
            "cut(x, 3, dig.lab = 2, ordered_result = TRUE)",
            [".L", ".Q"],
            [[-(0.5**0.5), 6**-0.5], [0, -2 / 6**0.5]],
        ),
        ("cut(x, 2, labels = c('low', 'high'))", ["high"], [[0], [0]]),
    ],
)
def test_bases(rhs, endings, rows):
    names, values = columns(rhs)
    assert names == list(endings)
    np.testing.assert_allclose(values[:2], rows, atol=1e-7)


def test_a_scaled_matrix_has_the_centres_of_the_fit_in_new_data():
    design = build(parse("y ~ scale(poly(x, 2)) + scale(cbind(x, z))"), DATA)
    new = design.at({"x": DATA["x"][2:4], "z": DATA["z"][2:4]})
    np.testing.assert_allclose(new.X, design.X[2:4], atol=1e-12)


def test_arithmetic_on_a_matrix_gives_its_columns():
    names, values = columns("I(2 * poly(x, 2))")
    assert names == ["1", "2"]
    np.testing.assert_allclose(values, 2 * columns("poly(x, 2)")[1])


@pytest.mark.parametrize(
    ("rhs", "message"),
    [
        ("C(f, Sum)", "write C(f, contr.sum)"),
        ("C(f, Helmert)", "write C(f, contr.helmert)"),
        ('C(f, Treatment("b"))', 'relevel(f, ref = "b")'),
        ("C(x, contr.sum)", "C(factor(x), ...)"),
        ("C(f, z)", "by name, as in C(f, contr.sum)"),
        ("C(f, contr.helmert(2))", "2 levels, but the factor has 3"),
        ("C(f, contr.sum, base = 2)", "of contr.treatment"),
        ("C(f, contr.treatment, base = 9)", "counts the levels, 'a', 'b', 'c'"),
        ("C(f, contr.sum, 5)", "more than the 2 contrasts of 3 levels"),
        ("rcs(x, 4)", "write ns(x, df = 4)"),
        ("cut(x, c(1, 1, 9))", "two or more different numbers"),
        ("cut(x, c(1, 3, 9))", "include.lowest = TRUE"),
        ("cut(x, 2, labels = c('a', 'b', 'c'))", "labels should be 2 texts"),
        ("poly(x, order = 2)", "poly() has no argument 'order'"),
        ("cut(x, 3, include.lowst = TRUE)", "Did you mean 'include.lowest'?"),
        ("scale(x, 1, 2, 3)", "its arguments are 'x', 'center', 'scale'"),
        ("interaction()", "cannot be computed"),
        ("I(offset(x))", "add it with +"),
    ],
)
def test_what_is_not_of_r_is_refused_with_what_is(rhs, message):
    with pytest.raises(NbmixedError) as caught:
        build(parse(f"y ~ {rhs}"), DATA)
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["T", "F", "pi"])
def test_a_column_shadows_a_constant(name):
    data = {"y": DATA["y"], name: DATA["x"]}
    design = build(parse(f"y ~ {name} + I({name}^2)"), data)
    np.testing.assert_array_equal(design.X[:, 1:], np.column_stack([data[name], np.square(data[name])]))
    np.testing.assert_array_equal(design.at({name: [7.0, 8.0]}).X[:, 1], [7, 8])
    with pytest.raises(NbmixedError, match=f"newdata has no column '{name}'"):
        design.at({"x": [1.0]})


def test_without_such_a_column_it_is_the_constant():
    np.testing.assert_allclose(columns("I(pi * x)")[1][:, 0], np.pi * np.array(DATA["x"]))


def test_a_list_of_columns_names_those_of_the_data():
    with pytest.raises(NbmixedError, match=r"The columns are 'y', 'f', 'x', 'z'\.$"):
        build(parse("y ~ nothing_like_it"), DATA)
