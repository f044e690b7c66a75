"""Levels of grouping factors: each row has the level that its own values name."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.design.build import build
from nbmixed.spec.formula import parse

rng = np.random.default_rng(11)
DATA = pd.DataFrame(
    {
        "y": rng.normal(size=24),
        "a": rng.permutation(np.repeat(["u", "v"], 12)),
        "b": rng.permutation(np.tile(["k", "l", "m", "n"], 6)),
        "c": rng.permutation(np.tile([10, 2, 7], 8)),
    }
)


@pytest.mark.parametrize("factors", [("a", "b"), ("b", "a"), ("a", "b", "c"), ("c", "b", "a")])
def test_a_row_has_the_level_of_its_values(factors):
    (term,) = build(parse(f"y ~ 1 + (1 | {':'.join(factors)})"), DATA).groups
    expected = DATA[list(factors)].astype(str).agg(":".join, axis=1)
    assert [term.levels[i] for i in term.index] == expected.tolist()
    assert set(term.levels) == set(expected)


def test_levels_run_through_the_last_factor_first():
    (term,) = build(parse("y ~ 1 + (1 | a:b)"), DATA).groups
    assert list(term.levels) == sorted(term.levels)


def test_numbers_as_levels_are_ordered_as_numbers():
    (term,) = build(parse("y ~ 1 + (1 | c)"), DATA).groups
    assert term.levels == ("2", "7", "10")
