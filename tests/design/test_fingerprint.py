"""What identifies the data of a fit."""

import numpy as np
import pandas as pd

from nbmixed.design.build import build
from nbmixed.design.fingerprint import difference, fingerprint
from nbmixed.spec.formula import parse

FRAME = pd.DataFrame({"y": [1.0, 2.0, 3.0], "n": [1, 2, 4], "g": ["a", "b", "b"], "unused": [object()] * 3})


def of(frame):
    return fingerprint(build(parse("y ~ n + (1 | g)"), frame))


def test_columns_that_the_model_does_not_read_do_not_count():
    assert of(FRAME).columns == ("y", "n", "g")
    assert of(FRAME).sha256 == of(FRAME.assign(unused=0)).sha256


def test_a_whole_number_is_the_same_written_otherwise():
    assert of(FRAME).sha256 == of(FRAME.astype({"n": float})).sha256
    assert of(FRAME).sha256 == of(FRAME.astype({"g": "category"})).sha256


def test_changed_rows_are_counted():
    changed = FRAME.copy()
    changed.loc[1, "y"] = 2.5
    assert difference(of(FRAME), of(changed)) == "1 of 3 rows"
    assert difference(of(FRAME), of(FRAME.iloc[:2])) == "2 rows, 3 before"


def test_order_counts():
    assert of(FRAME).sha256 != of(FRAME.iloc[::-1]).sha256
    assert np.array_equal(np.sort(of(FRAME).rows), np.sort(of(FRAME.iloc[::-1]).rows))
