"""Which family suits an outcome, and why."""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed import fitting
from nbmixed.notebook.builder.suggest import suggest
from nbmixed.spec.family import Family
from nbmixed.spec.model import blank_spec

RNG = np.random.default_rng(1)


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


@pytest.mark.parametrize(
    "values",
    [
        [0, 1, 2, 3, 4] * 12,
        RNG.integers(1, 6, 80),
        RNG.binomial(4, 0.5, 90),
        RNG.choice([1, 2, 3, 4, 5, 6, 7], 60, p=[0.3, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05]),
        [0.0, 1.0, 2.0, np.nan] * 10,
        RNG.integers(0, 11, 300),
    ],
)
def test_ratings_are_said_to_look_ordinal(values):
    found = suggest(pd.DataFrame({"y": values}), "y")
    assert found.family == "gaussian" and "looks ordinal" in found.why and "ordered categories" in found.why


def test_counts_of_few_values_may_be_ratings():
    found = suggest(pd.DataFrame({"y": RNG.poisson(0.8, 300)}), "y")
    assert found.family == "poisson" and "if they are ordered categories" in found.why


@pytest.mark.parametrize(
    "frame, column, outcome",
    [
        (
            {"correct": [3, 7, 9, 10], "trials": [10, 10, 12, 10]},
            "correct",
            "cbind(correct, trials - correct)",
        ),
        ({"my hits": [0, 2, 5], "n shots": [4, 9, 5]}, "my hits", "cbind(`my hits`, `n shots` - `my hits`)"),
        ({"wins": [1, 4, 2], "lost": [3, 3, 3], "games": [4, 7, 5]}, "wins", "cbind(wins, games - wins)"),
        ({"passed": [1.0, np.nan, 2.0], "n": [3, 4, 4]}, "passed", "cbind(passed, n - passed)"),
        ({"k": [2, 5, 3], "of": [6, 6, 6]}, "k", "cbind(k, of - k)"),
        ({"dead": [5, 9, 1, 3] * 3, "insects": [6, 9, 8, 9] * 3}, "dead", "cbind(dead, insects - dead)"),
    ],
)
def test_successes_beside_their_trials(frame, column, outcome):
    found = suggest(pd.DataFrame(frame), column)
    assert (found.family, found.outcome) == ("binomial", outcome)


@pytest.mark.parametrize(
    "other",
    [{"year": [2001, 2002, 2003] * 4}, {"trials": [2] * 12}, {"row": range(12)}, {"ok": [True, False] * 6}],
)
def test_what_holds_no_trials(other):
    frame = pd.DataFrame({"seen": [0, 3, 1, 8] * 3, **other})
    assert suggest(frame, "seen").family == "neg_binomial_2"


@pytest.mark.parametrize(
    "name, values, family",
    [
        ("pct", [12.0, 50.0, 99.5], "beta"),
        ("Percent correct", [1, 20, 30], "beta"),
        ("cover", RNG.uniform(1, 99, 60), "beta"),
        ("cover", RNG.integers(2, 100, 60), "beta"),
        ("humidity %", [0.0, 40.0, 100.0], "gaussian"),
        ("age", RNG.uniform(18, 75, 60), "gaussian"),
        ("share", [0.0, 0.2, 0.9], "gaussian"),
    ],
)
def test_percentages(name, values, family):
    found = suggest(pd.DataFrame({name: values}), name)
    assert found.family == family
    assert ("/100" in found.outcome) == (family == "beta")


@pytest.mark.parametrize(
    "y",
    [
        ["yes", "no", "no"],
        [" a", "b", None, "b"],
        pd.Categorical(["lo", "hi", "lo"], categories=["lo", "hi", "never"]),
        pd.Series(["x", "y", "x"], dtype="string"),
        [True, False, None],
        [1, 2, 2, 1],
        [5.0, 55.0, 99.0],
        [0, 1, 2, 3, 4] * 3,
        [0, 9, 1, 0, 30],
        [0.2, 0.4, 0.99],
        [0.0, 0.4, 1.0],
    ],
)
@pytest.mark.parametrize("name", ["y", "my outcome", "pct"])
def test_what_is_suggested_the_model_accepts(name, y):
    frame = pd.DataFrame({name: y, "z": np.arange(len(y)) + 100.5})
    found = suggest(frame, name)
    spec = blank_spec("stan_glm", f"{found.outcome} ~ z", Family(found.family, found.link))
    assert fitting.prepare(spec, frame).design.nobs == frame[name].notna().sum()
