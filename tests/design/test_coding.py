"""New data are coded by the labels of their groups, however these are written."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.design.build import build
from nbmixed.errors import DataError
from nbmixed.spec.formula import parse

N = 12
FRAME = pd.DataFrame(
    {"y": np.arange(N) ** 0.5, "x": np.arange(N) % 5, "g": 10 * (np.arange(N) % 3), "h": np.arange(N) // 6}
)


def index(formula, new, data=FRAME):
    """Places of the levels of new rows, and the levels that training did not have."""
    rows = pd.DataFrame({"x": [0] * 4, "h": [0] * 4} | new)
    (term, *_) = build(parse(formula), data).at(rows).groups
    return term.index.tolist(), term.new_levels


WAYS = [
    [0, 20, 10, 0],
    ["0", "20", "10", "0"],
    [0.0, 20.0, 10.0, 0.0],
    pd.Categorical(["0", "20", "10", "0"]),
    pd.Categorical([0, 20, 10, 0]),
    [0, "20", 10, "0"],
]


@pytest.mark.parametrize("new", WAYS)
@pytest.mark.parametrize("trained", [int, str, "category"])
@pytest.mark.parametrize("group", ["g", "factor(g)"])
def test_numbers_and_text_are_the_same_groups(new, trained, group):
    data = FRAME.assign(g=FRAME["g"].astype(trained))
    levels = build(parse(f"y ~ x + (1 | {group})"), data).groups[0].levels
    places, unseen = index(f"y ~ x + (1 | {group})", {"g": new}, data)
    assert [levels[i] for i in places] == ["0", "20", "10", "0"] and unseen == ()


def test_joined_groups_and_new_ones():
    places, unseen = index("y ~ x + (1 | g:h)", {"g": ["0", "new", 10, "new"], "h": [0, "1", "1", "1"]})
    assert places[0] >= 0 and places[2] >= 0 and places[1] == places[3] == -1
    assert unseen == ("new:1",)


@pytest.mark.parametrize("formula", ["y ~ g + (1 | g)", "y ~ x + (g | g)", "y ~ x + offset(g) + (1 | g)"])
def test_a_column_that_is_a_number_elsewhere_stays_one(formula):
    with pytest.raises(DataError, match="'g' was numeric in the data of the fit; in newdata it is text"):
        index(formula, {"g": ["0", "20", "10", "0"]})


def test_numbers_inside_a_grouping_factor_stay_numbers():
    with pytest.raises(DataError, match="g > 5 compares text with numbers"):
        index("y ~ x + (1 | factor(g > 5))", {"g": ["0", "20", "10", "0"]})
