"""What a program is given does not depend on a machine's linear algebra library."""

import os
import subprocess
import sys

import numpy as np
import pytest

from nbmixed.programs.portable import few_digits, on_grid, placed, product

RNG = np.random.default_rng(3)
PACKED = """
import hashlib, numpy as np
from nbmixed import datasets
from tests.prepared import prepared
for function, formula, data, more in [
    ("stan_lmer", "Reaction ~ Days + (Days | Subject)", "sleepstudy", {}),
    ("stan_lmer", "diameter ~ (1 | plate) + (1 | sample)", "Penicillin", {}),
    ("stan_glmer", "incidence / size ~ period + (1 | herd)", "cbpp", {"family": "binomial", "weights": "size"}),
    ("stan_glmer", "y ~ roach1 + treatment + (1 | senior)", "roaches", {"family": "neg_binomial_2"}),
    ("stan_nlmer", "circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree", "Orange", {}),
]:
    data = prepared(function, formula, datasets.load(data), **more).packed.data
    for name, value in sorted(data.items()):
        print(function, name, hashlib.sha256(np.asarray(value, dtype=float).tobytes()).hexdigest())
"""


def test_products_are_those_of_numpy():
    left, right = RNG.standard_normal((7, 5)), RNG.standard_normal((5, 3))
    np.testing.assert_allclose(product(left, right), left @ right, rtol=1e-13)
    np.testing.assert_allclose(product(left, right[:, 0]), left @ right[:, 0], rtol=1e-13)


def test_twelve_bits_are_kept():
    x = RNG.standard_normal((4, 6)) * 10.0 ** RNG.integers(-3, 3, (4, 6))
    np.testing.assert_allclose(few_digits(x), x, rtol=2.0**-12)
    np.testing.assert_array_equal(few_digits(x * (1 + 1e-14)), few_digits(x))
    assert few_digits(0.0) == 0


def test_what_is_rounding_error_beside_its_row_is_nothing():
    np.testing.assert_array_equal(few_digits([1e-17, 3.0]), [0.0, 3.0])


@pytest.mark.parametrize("step", [1e-8, 0.3, 1e6])
def test_a_grid_is_no_wider_than_its_step(step):
    x = RNG.standard_normal(50) * 5 * step
    assert np.abs(on_grid(x, np.full(50, step)) - x).max() <= step / 2


@pytest.mark.parametrize("correlation", [0.0, 1 - 1e-10])
def test_a_center_moves_by_less_than_a_thousandth_of_a_coordinate(correlation):
    """However well a combination of coefficients is known beside each of them."""
    spread = np.linalg.cholesky([[4.0, 2 * correlation], [2 * correlation, 1.0]])
    center, kept = placed(np.array([300.0, -20.0]), spread)
    away = np.linalg.solve(spread, center - [300.0, -20.0])
    assert np.abs(away).max() < 1e-3
    np.testing.assert_allclose(kept, spread, rtol=2.0**-26)


@pytest.mark.skipif(sys.platform != "linux", reason="OPENBLAS_CORETYPE")
def test_two_libraries_give_the_same_data():
    """OpenBLAS takes the sums of another processor when it is told to."""
    prescott, haswell = (
        subprocess.run(
            [sys.executable, "-c", PACKED],
            env={**os.environ, "OPENBLAS_CORETYPE": core},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for core in ("Prescott", "Haswell")
    )
    assert prescott.count("\n") > 100
    assert prescott == haswell
