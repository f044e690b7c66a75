"""Columns of smooths stand after those of the fixed part, in the data of the fit and in new data."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.design.build import build
from nbmixed.errors import DataError
from nbmixed.spec.formula import parse
from tests.design.smooths.references import DATA, smooths


def designed(text, frame=DATA, **arguments):
    return build(parse(text), frame, **arguments)


def test_they_are_those_of_the_smooths():
    design = designed("y ~ z + s(x, k = 5) + s(z, k = 4)")
    names = [name for smooth in design.smooths for name in smooth.coef_names]
    assert design.coef_names == ("(Intercept)", "z", *names)
    assert design.smooth_names == tuple(names)
    expected = np.column_stack([smooth.X for smooth in smooths("s(x, k = 5) + s(z, k = 4)")])
    np.testing.assert_array_equal(design.X[:, 2:], expected)


def test_the_parametric_part_is_the_rest():
    design = designed("y ~ z + s(x, k = 5) + (1 | fac)").parametric
    assert design.coef_names == ("(Intercept)", "z")
    np.testing.assert_array_equal(design.X[:, 1], DATA.z)
    assert (design.n_smooth, design.ngrps) == (0, {"fac": 3})


def test_new_data_are_coded_alike():
    design = designed("y ~ z + s(x, k = 5, by = fac) + (1 | fac)")
    rows = DATA.iloc[[3, 1, 7]]
    np.testing.assert_allclose(design.at(rows).X, design.X[[3, 1, 7]])


def test_rows_with_a_missing_value_in_a_smooth_are_left_out():
    holes = DATA.assign(x=DATA.x.where(DATA.index != 4))
    design = designed("y ~ s(x, k = 5)", holes)
    assert (design.nobs, design.n_dropped) == (len(DATA) - 1, 1)
    whole = designed("y ~ s(x, k = 5)", DATA.drop(index=4))
    np.testing.assert_allclose(design.X, whole.X)


def test_knots_are_given_by_variable():
    ends = {"x": [-1.0, 2.0]}
    design = designed('y ~ s(x, k = 5, bs = "cc")', knots=ends)
    at_ends = design.at(pd.DataFrame({"x": ends["x"]})).X
    np.testing.assert_allclose(at_ends[0], at_ends[1])


@pytest.mark.parametrize(
    "formula, newdata, message",
    [
        ("y ~ s(x)", {"z": [1.0]}, "no column 'x'"),
        ("y ~ s(x)", {"x": [None]}, "missing values in 'x'"),
        ("y ~ s(x, by = fac)", {"x": [0.1], "fac": ["d"]}, "'d'"),
    ],
)
def test_new_data_that_cannot_be_coded(formula, newdata, message):
    with pytest.raises(DataError, match=message):
        designed(formula).at(pd.DataFrame(newdata))
