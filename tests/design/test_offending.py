"""The first row that is wrong, and its name."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.design.offending import Outcome
from nbmixed.errors import DataError

WRONG = np.array([False, True, False, True])


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (None, "row 2 (and 1 more)"),
        (pd.RangeIndex(4), "row 2 (and 1 more)"),
        (pd.Index([3, 5, 6, 9]), "row 2 (labelled 5, and 1 more)"),
        (list("abcd"), "row 2 (labelled 'b', and 1 more)"),
    ],
    ids=["none", "numbered", "numbered otherwise", "named"],
)
def test_the_first_wrong_row(labels, expected):
    assert Outcome("y", "poisson", labels).row(WRONG) == expected


def test_nothing_wrong_is_not_refused():
    Outcome("y", "poisson").refuse(np.zeros(4, dtype=bool), np.ones(4), "be positive", "")


def test_a_refusal_says_rule_value_row_and_what_to_do():
    with pytest.raises(DataError) as raised:
        Outcome("y", "Gamma").refuse(WRONG, np.array([1.0, -0.25, 2, -1]), "be positive", "Leave it out.")
    assert str(raised.value) == (
        "The outcome y of the Gamma family must be positive, but is -0.25 in row 2 (and 1 more). Leave it out."
    )


def test_of_several_columns_a_row_is_wrong_where_any_is():
    values = np.array([[1.0, 1], [1, -2], [0, 0], [-1, 1]])
    with pytest.raises(DataError, match=r"but is -2 in row 2 \(and 1 more\)"):
        Outcome("cbind(a, b)", "binomial").refuse(values < 0, values, "not be negative", "")
