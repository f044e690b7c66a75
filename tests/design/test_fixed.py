"""Columns are coded by R's rule, and dependent ones found."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbmixed.design.fixed import dependent_columns, model_matrix
from nbmixed.design.values import Factor, Matrix
from nbmixed.spec.formula import parse

N = 24
VARIABLES = {
    "x": np.arange(1.0, N + 1),
    "z": np.cos(np.arange(N)),
    "f": Factor(np.arange(N) % 2, ("a", "b")),
    "h": Factor(np.arange(N) // 2 % 3, ("u", "v", "w")),
    "m": Matrix(np.column_stack([np.sin(np.arange(N)), np.arange(N) ** 2.0]), ("1", "2")),
}


def names(right: str) -> str:
    return " ".join(model_matrix(parse(f"~ {right}").terms(), VARIABLES, N).names)


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ("f", "(Intercept) fb"),
        ("0 + f", "fa fb"),
        ("0 + f + h", "fa fb hv hw"),
        ("0 + x + f", "x fa fb"),
        ("f:h", "(Intercept) fa:hu fb:hu fa:hv fb:hv fa:hw fb:hw"),
        ("f + f:h", "(Intercept) fb fa:hv fb:hv fa:hw fb:hw"),
        ("f * h", "(Intercept) fb hv hw fb:hv fb:hw"),
        ("0 + f:h", "fa:hu fb:hu fa:hv fb:hv fa:hw fb:hw"),
        ("x:f", "(Intercept) x:fa x:fb"),
        ("x + x:f", "(Intercept) x x:fb"),
        ("f + x:f", "(Intercept) fb fa:x fb:x"),
        ("m:f", "(Intercept) m1:fa m2:fa m1:fb m2:fb"),
        ("x:z:f", "(Intercept) x:z:fa x:z:fb"),
        ("1", "(Intercept)"),
        ("0", ""),
    ],
)
def test_names_and_coding(right, expected):
    assert names(right) == expected


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_dependent_columns_are_those_after_the_ones_they_depend_on(seed):
    rng = np.random.default_rng(seed)
    independent = rng.normal(size=(30, 4)) * 10.0 ** rng.integers(-4, 5, 4)
    mixed = independent @ rng.normal(size=(4, 3))
    values = np.column_stack([independent, mixed])
    assert dependent_columns(values) == [4, 5, 6]


def test_near_collinear_columns_stay():
    x = np.linspace(0, 1, 50)
    assert dependent_columns(np.column_stack([x, x + 1e-5 * np.sin(9 * x)])) == []


def test_dependent_columns_are_found_wherever_they_stand():
    x, z = np.linspace(0, 1, 20), np.linspace(-1, 1, 20) ** 2
    assert dependent_columns(np.column_stack([x, 2 * x, z, x + z])) == [1, 3]
    assert dependent_columns(np.column_stack([x + z, z, x, np.ones(20)])) == [2]


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ("hv + h", "(Intercept) hv h[v] hw"),
        ("h + hv", "(Intercept) h[v] hw hv"),
        ("hv:z + h:z", "(Intercept) hv:z z:hv z:hw"),
        ("z:hv + h:x + x:hv", "(Intercept) z:hv hu:x h[v]:x hw:x hv:x"),
        ("m1 + m", "(Intercept) m1 m[1] m2"),
    ],
)
def test_a_level_gives_way_to_a_column_of_its_name(right, expected):
    known = {**VARIABLES, "hv": VARIABLES["x"], "m1": VARIABLES["z"]}
    assert " ".join(model_matrix(parse(f"~ {right}").terms(), known, N).names) == expected
