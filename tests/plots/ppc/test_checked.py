"""What every check asks of its input."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots.ppc.checked import counted_outcomes, outcomes, probability, vector


def test_data_sets_beyond_all_numbers_are_left_out_and_counted():
    found = outcomes([1.0, 2.0], [[1.0, 2.0], [np.nan, 2.0], [1e200, 2.0], [3.0, 4.0]])
    assert found.yrep.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert found.caption == "2 replicated data sets; 2 more have outcomes beyond all numbers."


def test_all_beyond_numbers_is_refused():
    with pytest.raises(PlotError, match="No replicated data set has finite outcomes in all rows"):
        outcomes([1.0], [[np.inf]])


@pytest.mark.parametrize("yrep", [[1.0, 2.0], [[1.0, 2.0, 3.0]], [[[1.0, 2.0]]]])
def test_shapes_must_fit(yrep):
    with pytest.raises(PlotError, match=r"yrep must have the shape \(data sets, rows\) with the 2 rows of y"):
        outcomes([1.0, 2.0], yrep)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "one number for each row"),
        ([1.0, np.nan], "not finite"),
        (["a"], "must be numbers"),
        ([[1.0]], "shape"),
    ],
)
def test_outcomes_must_be_finite_numbers(values, words):
    with pytest.raises(PlotError, match=words):
        vector(values, "y")


def test_a_vector_of_another_length_is_refused():
    with pytest.raises(PlotError, match="x has 3 values, but y has 2: give one for each row"):
        vector([1, 2, 3], "x", 2)


@pytest.mark.parametrize(("y", "yrep", "which"), [(0.5, 1.0, "y"), (1.0, 0.5, "yrep")])
def test_counts_must_be_whole(y, yrep, which):
    counted_outcomes(outcomes([1.0], [[2.0]]), "bars")
    with pytest.raises(PlotError, match=f"bars shows whole numbers, and {which} has others"):
        counted_outcomes(outcomes([y], [[yrep]]), "bars")


@pytest.mark.parametrize("prob", [0, 1, -0.1, "0.9", True, None])
def test_probabilities_are_strictly_between_0_and_1(prob):
    with pytest.raises(PlotError, match="expected a number between 0 and 1"):
        probability(prob)
