"""Folds: every row in one, sizes and strata as equal as can be, groups whole."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.again.folds import choose_folds
from nbmixed.errors import SettingError

N = 47
FRAME = pd.DataFrame(
    {
        "g": [f"g{i % 7}" for i in range(N)],
        "h": np.arange(N) % 3,
        "rare": ["a"] * 40 + ["b"] * 7,
        "hole": [None, *range(N - 1)],
    },
    index=[f"row{i}" for i in range(N)],
)


def chosen(K=None, folds=None, group=None, stratify=None, seed=1):
    return choose_folds(FRAME, K, folds, group, stratify, seed)


def sizes(of_row):
    return np.bincount(of_row)[1:]


def test_at_random():
    found = chosen(5)
    assert sorted(sizes(found.of_row)) == [9, 9, 9, 10, 10]
    assert (found.of_row == chosen(5).of_row).all() and (found.of_row != chosen(5, seed=2).of_row).any()
    assert chosen().K == 10


def test_stratified_each_value_is_spread_evenly():
    for stratify in ("rare", FRAME["rare"].to_numpy()):
        found = chosen(4, stratify=stratify)
        for value in "ab":
            counts = np.bincount(found.of_row[FRAME["rare"] == value], minlength=5)[1:]
            assert np.ptp(counts) <= 1


@pytest.mark.parametrize("group", ["g", "g:h"])
def test_groups_stay_whole(group):
    found = chosen(3, group=group)
    folds = FRAME.assign(fold=found.of_row).groupby(group.split(":"))["fold"]
    assert (folds.min() == folds.max()).all()
    assert np.ptp(sizes(found.of_row)) <= FRAME.groupby(group.split(":")).size().max()


def test_as_many_folds_as_groups_when_there_are_few():
    assert chosen(group="g").K == 7


@pytest.mark.parametrize("folds", ["rare", FRAME["rare"], FRAME["rare"].tolist()])
def test_the_users_own(folds):
    found = chosen(folds=folds)
    assert found.labels == ("a", "b") and ((found.of_row == 2) == (FRAME["rare"] == "b")).all()


@pytest.mark.parametrize(
    "given, told",
    [
        ({"K": 48}, "from 2 to 47, the number of rows, not 48"),
        ({"K": 1}, "from 2 to 47"),
        ({"K": 2.5}, "not 2.5"),
        ({"K": 8, "group": "g"}, "from 2 to 7, the number of groups of g"),
        ({"folds": [1, 2]}, "2 values, but the fit has 47 rows"),
        ({"folds": [3] * N}, "one value 3"),
        ({"folds": "rare", "K": 5}, "leave K out"),
        ({"folds": "rare", "group": "g"}, "one of folds and group"),
        ({"group": "gg"}, "no column 'gg'. Did you mean 'g'"),
        ({"stratify": "hole"}, "missing in row 'row0'"),
    ],
)
def test_refused_in_one_sentence(given, told):
    with pytest.raises(SettingError, match=told):
        chosen(**given)


def test_series_go_to_rows_by_their_index():
    backwards = FRAME["g"][::-1]
    assert (chosen(4, group=backwards).of_row == chosen(4, group="g").of_row).all()
    with pytest.raises(SettingError, match="group is a Series whose index is not that of the data"):
        chosen(4, group=backwards.reset_index(drop=True))
