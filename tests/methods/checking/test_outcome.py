"""The outcome of a fit on a plot."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.methods.checking.outcome import bounds, khat_note, label


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        ("groups", "outcomes", "Reaction"),
        ("trials", "outcomes", "proportion incidence"),
        ("trials", "counts", "incidence"),
        ("trials", "chances", "incidence"),
        ("0/1", "outcomes", "switch"),
    ],
)
def test_it_is_named_after_what_is_counted(fitted, name, source, words):
    assert label(fitted(name), source) == words


@pytest.mark.parametrize(
    ("name", "ends"), [("groups", (None, None)), ("small counts", (0.0, None)), ("trials", (0.0, 1.0))]
)
def test_it_lies_where_the_family_can_have_it(fitted, name, ends):
    assert bounds(fitted(name)) == ends


def test_rows_that_cannot_be_left_out_are_counted():
    assert khat_note(np.array([0.1, 0.5]), 4000) == ""
    told = khat_note(np.array([0.1, 0.9]), 4000)
    assert told == "Pareto k is above 0.7 in 1 of 2 rows (largest 0.90), which are rough here: see loo()."
