"""Which family suits an outcome, and why."""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.notebook.builder.suggest import suggest


@pytest.mark.parametrize(
    "data, column, family, why",
    [
        ("sleepstudy", "Reaction", "gaussian", "any value"),
        ("kidiq", "kid_score", "gaussian", "any value"),
        ("wells", "switch", "binomial", "0 or 1"),
        ("VerbAgg", "r2", "binomial", "two values, N and Y"),
        ("roaches", "y", "neg_binomial_2", "times its mean"),
        ("grouseticks", "TICKS", "neg_binomial_2", "times its mean"),
        ("radon", "log_radon", "gaussian", "any value"),
    ],
)
def test_columns_of_the_data_sets(data, column, family, why):
    found = suggest(nm.datasets.load(data), column)
    assert found.family == family and why in found.why


@pytest.mark.parametrize(
    "values, family",
    [
        (np.random.default_rng(1).poisson(1.0, 500), "poisson"),
        (np.random.default_rng(1).beta(2, 3, 500), "beta"),
        (np.random.default_rng(1).lognormal(0, 1.2, 500), "Gamma"),
        ([True, False, True], "binomial"),
        ([1, 2, 3, 4, 5] * 20, "gaussian"),
        ([np.nan, 1.0, 0.0], "binomial"),
        ([2.0, 2.0], "gaussian"),
    ],
)
def test_values_of_each_kind(values, family):
    assert suggest(pd.DataFrame({"y": values}), "y").family == family


@pytest.mark.parametrize("values", [["a", "b", "c"], [None, None]])
def test_no_family_suits_text_of_many_values_or_nothing(values):
    assert suggest(pd.DataFrame({"y": values}), "y") is None
