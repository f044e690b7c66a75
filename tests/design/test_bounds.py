"""What a short text or a large frame would make too large is refused with the bound, before memory is taken."""

import re
import time
import tracemalloc

import numpy as np
import pytest

from nbmixed.design.bounds import check_columns, whole
from nbmixed.design.build import build
from nbmixed.errors import DataError, NbmixedError
from nbmixed.spec.formula import parse

N = 12_000
RNG = np.random.default_rng(3)
DATA = {
    "y": RNG.normal(size=N),
    "x": RNG.normal(size=N),
    "z": RNG.normal(size=N),
    "id": np.array([f"id{i}" for i in range(N)]),
    "f": RNG.choice(list("abcdefgh"), N),
    "g": RNG.choice([f"g{i}" for i in range(300)], N),
}


def bounded(rhs: str) -> str:
    """The refusal of a model, which took neither time nor memory."""
    tracemalloc.start()
    before = time.process_time()
    try:
        with pytest.raises(NbmixedError) as caught:
            build(parse(f"y ~ {rhs}"), DATA)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.process_time() - before < 4
    assert peak < 100e6
    return str(caught.value)


@pytest.mark.parametrize(
    "rhs", ["id", "factor(id)", "x * id", "x:id", "g * f", "(id | f)", "C(id, contr.sum)"]
)
def test_columns_of_factors(rhs):
    message = bounded(rhs)
    assert "the most are 2,000 columns" in message
    assert "(1 | g)" in message


@pytest.mark.parametrize(
    "rhs",
    [
        "poly(x, 1e6)",
        "poly(x, degree = 5000)",
        "bs(x, df = 1e7)",
        "bs(x, df = 6, degree = 900)",
        "ns(x, df = 2e6)",
        "cut(x, 1e8)",
        "interaction(id, g)",
        "round(x, 1e12)",
        "s(x, k = 1e7)",
        "s(x, m = 4000)",
        "t2(x, z, k = c(90, 90))",
        "s(x, by = id)",
        's(g, id, bs = "re")',
    ],
)
def test_sizes_of_bases(rhs):
    message = bounded(rhs)
    assert re.search(r"the most are \d|whole number from -?\d+ to \d", message)


def test_a_factor_of_many_levels_may_be_a_group():
    design = build(parse("y ~ x + (1 | id)"), DATA)
    assert design.ngrps == {"id": N}


def test_a_smooth_of_many_rows_takes_a_moment():
    large = {name: RNG.normal(size=60_000) for name in "yx"}
    before = time.process_time()
    build(parse("y ~ s(x)"), large)
    assert time.process_time() - before < 10


def test_numbers_of_a_large_frame():
    with pytest.raises(DataError, match=r"100,000,000 numbers.*Leave some predictors out"):
        check_columns(dict.fromkeys("abc", 1), 50_000_000)


@pytest.mark.parametrize("value", [0, 2.5, 11, float("nan"), float("inf"), "a", None])
def test_what_is_no_whole_number_in_range(value):
    with pytest.raises(ValueError, match="df should be a whole number from 1 to 10"):
        whole("df", value, 1, 10)
