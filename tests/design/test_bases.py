"""Bases are those of R, and stay those of the data of the fit."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from nbmixed.design.bases import BASES, bs, cut, ns, poly, scale

X = np.array([0.1, 0.9, 2.2, 2.5, 4.0, 5.5, 5.6, 7.1, 9.3, 10.0])


def basis(function, *arguments, **named):
    state = {}
    return state, function(state, X, *arguments, **named).values


def test_polynomials_are_orthonormal_and_without_a_constant():
    _, values = basis(poly, 3)
    np.testing.assert_allclose(values.T @ values, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(values.sum(axis=0), 0, atol=1e-12)


def test_raw_polynomials_are_powers():
    np.testing.assert_allclose(basis(poly, 2, raw=True)[1], np.column_stack([X, X**2]))


def test_b_splines_with_their_intercept_add_to_one():
    _, values = basis(bs, df=6, intercept=True)
    assert values.shape == (10, 6)
    np.testing.assert_allclose(values.sum(axis=1), 1)


@pytest.mark.parametrize("df", [1, 2, 4])
def test_natural_splines_span_the_natural_cubic_splines_of_their_knots(df):
    state, values = basis(ns, df=df)
    assert values.shape == (10, df)
    knots = np.array([X.min(), *state["knots"], X.max()])
    unit = np.eye(len(knots))
    cardinal = np.column_stack([CubicSpline(knots, e, bc_type="natural")(X) for e in unit])
    ours = np.column_stack([np.ones(10), values])
    residual = cardinal - ours @ np.linalg.lstsq(ours, cardinal, rcond=None)[0]
    np.testing.assert_allclose(residual, 0, atol=1e-10)


def test_natural_splines_are_linear_beyond_the_data():
    state, _ = basis(ns, df=4)
    beyond = ns(state, np.array([10.0, 11.0, 12.0, 13.0])).values
    np.testing.assert_allclose(np.diff(beyond, n=2, axis=0), 0, atol=1e-12)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [(poly, {"degree": 2}), (bs, {"df": 5}), (ns, {"df": 3})],
    ids=["poly", "bs", "ns"],
)
def test_new_data_get_the_basis_of_the_fit(function, arguments):
    state, values = basis(function, **arguments)
    np.testing.assert_allclose(function(state, X[[7, 2]], **arguments).values, values[[7, 2]], atol=1e-14)


def test_centre_and_scale_are_those_of_the_fit():
    state = {}
    scaled = scale(state, X)
    np.testing.assert_allclose([scaled.mean(), scaled.std(ddof=1)], [0, 1], atol=1e-14)
    np.testing.assert_allclose(scale(state, np.array([X.mean()])), [0], atol=1e-14)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mean", X.mean()),
        ("median", 4.75),
        ("sd", X.std(ddof=1)),
        ("var", X.var(ddof=1)),
        ("min", 0.1),
        ("max", 10),
        ("length", 10),
        ("sum", X.sum()),
    ],
)
def test_summaries_are_those_of_the_fit(name, expected):
    state = {}
    assert BASES[name](state, X) == pytest.approx(expected)
    assert BASES[name](state, np.array([99.0])) == pytest.approx(expected)


def test_intervals_are_named_as_r_names_them():
    state = {}
    found = cut(state, X, np.array([0.0, 2.5, 5.0, 10.0]))
    assert found.levels == ("(0,2.5]", "(2.5,5]", "(5,10]")
    assert found.codes.tolist() == [0, 0, 0, 0, 1, 2, 2, 2, 2, 2]
    assert cut({}, X, 2).levels == ("(0.0901,5.05]", "(5.05,10]")
    with pytest.raises(ValueError, match="outside the breaks"):
        cut(state, np.array([11.0]), None)


@pytest.mark.parametrize("df", [2, 3, 5])
def test_natural_splines_with_their_intercept_contain_the_constant(df):
    state, values = basis(ns, df=df, intercept=True)
    assert values.shape == (10, df)
    assert len(state["knots"]) == df - 2
    assert np.linalg.matrix_rank(values) == df
    constant = values @ np.linalg.lstsq(values, np.ones(10), rcond=None)[0]
    np.testing.assert_allclose(constant, 1, atol=1e-10)
    without = basis(ns, df=df - 1)[1]
    np.testing.assert_allclose(values @ np.linalg.lstsq(values, without, rcond=None)[0], without, atol=1e-10)


def test_an_intercept_of_natural_splines_needs_two_degrees_of_freedom():
    with pytest.raises(ValueError, match="df should be a whole number from 2 to"):
        ns({}, X, df=1, intercept=True)
