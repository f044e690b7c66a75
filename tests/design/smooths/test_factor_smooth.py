"""Curves of levels: one of each kind a level, none shared."""

import numpy as np
import pytest

from nbmixed.errors import DataError
from tests.design.smooths.references import DATA, smooths


def test_curves_intercepts_slopes():
    (found,) = smooths('s(x, fac, bs = "fs", k = 5)')
    assert found.block_names == ("s(x,fac)1", "s(x,fac)2", "s(x,fac)3")
    assert [block.shape[1] for block in found.blocks] == [9, 3, 3]
    assert found.coef_names[-1] == "s(x,fac).15"
    np.testing.assert_allclose(np.abs(found.blocks[1]), np.eye(3)[DATA["fac"].cat.codes], atol=1e-9)
    line = (DATA["x"] - DATA["x"].mean()) / DATA["x"].std(ddof=0)
    np.testing.assert_allclose(np.abs(found.blocks[2].sum(axis=1)), np.abs(line))


def test_the_order_of_its_variables_does_not_matter():
    (a,), (b,) = smooths('s(x, fac, bs = "fs", k = 5)'), smooths('s(fac, x, bs = "fs", k = 5)')
    np.testing.assert_array_equal(a.X, b.X)


def test_a_row_has_the_columns_of_its_level_alone():
    (found,) = smooths('s(x, fac, bs = "fs", k = 5)')
    outside = np.repeat(DATA["fac"].cat.codes.to_numpy()[:, None] != np.arange(3), 3, axis=1)
    assert (found.blocks[0][outside] == 0).all()


@pytest.mark.parametrize(
    ("term", "message"),
    [('s(of, fac, bs = "fs")', "has two factors"), ('s(x, one, bs = "fs")', "one has a single level, 'a'")],
)
def test_refusals(term, message):
    with pytest.raises(DataError, match=message):
        smooths(term, DATA.assign(one="a"))
