"""Functions of formulas that numpy has no name for."""

import numpy as np

from nbmixed.design.transforms import as_logical


def test_a_number_is_true_where_it_is_not_zero():
    found = as_logical(np.array([0.0, 1.0, -2.0, 0.5]))
    assert found.dtype == np.bool_ and found.tolist() == [False, True, True, True]
