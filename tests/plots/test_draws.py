"""What every plot asks of its input."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots.draws import checked_divergences, checked_draws, is_constant

DRAWS = np.zeros((2, 5, 3))


def test_draws_become_floats():
    values = checked_draws(DRAWS.astype(int), ["a", "b", "c"])
    assert values.dtype == np.float64
    assert values.shape == (2, 5, 3)


@pytest.mark.parametrize(
    ("draws", "names", "message"),
    [
        (DRAWS[0], ["a", "b", "c"], r"\(5, 3\)"),
        (DRAWS[:, :, :0], [], "nothing to draw"),
        (DRAWS[:, :0], ["a", "b", "c"], "nothing to draw"),
        (DRAWS, ["a", "b"], "3 parameters but 2 names"),
        (DRAWS, ["a", "b", "a"], "more than once: 'a'"),
        (np.where(np.arange(3) == 1, np.nan, DRAWS), ["a", "b", "c"], "'b' are not all finite"),
        (np.where(np.arange(3) == 2, np.inf, DRAWS), ["a", "b", "c"], "'c' are not all finite"),
    ],
)
def test_what_does_not_fit_is_named(draws, names, message):
    with pytest.raises(PlotError, match=message):
        checked_draws(draws, names)


def test_without_divergences_none_diverged():
    assert not checked_divergences(None, DRAWS).any()
    assert checked_divergences(np.ones((2, 5), dtype=int), DRAWS).all()


def test_divergences_have_the_shape_of_the_draws():
    with pytest.raises(PlotError, match=r"\(2, 5\); these have \(5, 2\)"):
        checked_divergences(np.zeros((5, 2)), DRAWS)


def test_rounding_is_no_variation():
    assert is_constant(np.array([0.1 + 0.2, 0.3]))
    assert is_constant(np.zeros(3))
    assert not is_constant(np.array([0.0, 1e-300]))
