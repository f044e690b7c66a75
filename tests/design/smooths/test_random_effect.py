"""Effects of levels, alone, crossed, and as slopes."""

import numpy as np
import pandas as pd

from tests.design.smooths.references import DATA, smooths


def test_indicators_of_levels():
    (found,) = smooths('s(fac, bs = "re")')
    assert found.coef_names == ("s(fac).1", "s(fac).2", "s(fac).3")
    assert found.block_names == ("s(fac)",)
    np.testing.assert_array_equal(found.X, pd.get_dummies(DATA["fac"]).to_numpy(dtype=float))


def test_slopes():
    (found,) = smooths('s(x, fac, bs = "re")')
    np.testing.assert_array_equal(found.X.sum(axis=1), DATA["x"])


def test_a_number_alone_has_one_coefficient():
    (found,) = smooths('s(x, bs = "re")')
    np.testing.assert_array_equal(found.X[:, 0], DATA["x"])


def test_crossed_factors():
    (found,) = smooths('s(fac, g, bs = "re")', DATA.assign(g=np.where(DATA["z"] > 0, "u", "v")))
    u = (DATA["z"] > 0).to_numpy()
    np.testing.assert_array_equal(found.X[:, :3].sum(axis=1), u)
    assert found.X.shape == (40, 6)
