"""The scale of a penalty is mgcv's, and dimensions are checked in words."""

import numpy as np
import pytest

from nbmixed.design.smooths.basis import check_dimension, relative_penalty
from nbmixed.design.smooths.single import make_basis
from nbmixed.errors import DataError
from tests.design.smooths.references import CASES, DATA

SINGLE = {
    "tp_default": ("tp", ("x",), None),
    "tp_k5": ("tp", ("x",), 5),
    "tp_2d": ("tp", ("x", "z"), 12),
    "cr_k6": ("cr", ("x",), 6),
    "cs_k6": ("cs", ("x",), 6),
    "cc_k6": ("cc", ("x",), 6),
    "ps_default": ("ps", ("x",), None),
}


@pytest.mark.parametrize("name", SINGLE)
def test_the_scale_of_the_penalty(name):
    bs, variables, k = SINGLE[name]
    columns = tuple(DATA[v].to_numpy() for v in variables)
    basis = make_basis(bs, columns, k, (), "s(x)")
    scaled = relative_penalty(basis.at(columns), basis.penalty)
    expected = CASES[name]["penalty_scale"][0][0]
    np.testing.assert_allclose(
        basis.penalty, scaled * expected, rtol=1e-7, atol=1e-7 * np.abs(basis.penalty).max()
    )


@pytest.mark.parametrize("name", SINGLE)
def test_free_functions_have_no_penalty_and_start_with_one(name):
    bs, variables, k = SINGLE[name]
    columns = tuple(DATA[v].to_numpy() for v in variables)
    basis = make_basis(bs, columns, k, (), "s(x)")
    assert np.abs(basis.penalty @ basis.free).max(initial=0) < 1e-9 * np.abs(basis.penalty).max()
    if basis.free.shape[1]:
        np.testing.assert_allclose(basis.at(columns) @ basis.free[:, 0], 1)


@pytest.mark.parametrize(
    ("k", "message"),
    [
        (2, "s(x) needs k of at least 3, but k is 2."),
        (9, "s(x) has k = 9, but its data have only 4 different values: give k = 4 or less."),
    ],
)
def test_dimensions(k, message):
    with pytest.raises(DataError) as error:
        check_dimension("s(x)", k, 3, (np.array([1.0, 2, 2, 3, 4]),))
    assert str(error.value) == message
