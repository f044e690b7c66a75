"""Where the search for starting values of a curve begins."""

import numpy as np
import pytest

from nbmixed.design.curves_grid import _rates


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e6])
def test_rates_go_from_a_fraction_of_the_span_to_five_of_the_finest_steps(unit):
    x = unit * np.array([0.0, 0.25, 1.0, 4.0, 24.0])
    rates = _rates(x)
    assert rates[0] == pytest.approx(0.02 / (24 * unit))
    assert rates[-1] == pytest.approx(5 / (0.25 * unit))
