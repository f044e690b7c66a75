"""Penalties become sums of squares; free functions are the same whatever basis they are given in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbmixed.design.smooths.natural import comparable, least_eigenvalue, natural, orthogonal, sum_to_zero

RNG = np.random.default_rng(8)
X = np.column_stack([np.ones(50), np.sort(RNG.normal(size=50)) + 3, RNG.normal(size=(50, 3))])
PENALTY = np.diag([0.0, 0, 1, 4, 9])
FREE = np.eye(5)[:, :2]


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 8), st.booleans())
def test_the_penalty_is_a_sum_of_squares(seed, k, centred):
    rng = np.random.default_rng(seed)
    columns = np.column_stack([np.ones(30), rng.normal(size=(30, k - 1))])
    turn, _ = np.linalg.qr(rng.normal(size=(k, k)))
    values = np.array([0.0, 0, *rng.uniform(0.1, 10, k - 2)])
    found = natural(columns @ turn, turn.T * values @ turn, turn.T[:, :2], centred=centred)
    np.testing.assert_allclose(
        found.wiggly.T @ (turn.T * values @ turn) @ found.wiggly, np.eye(k - 2), atol=1e-8
    )
    whole = np.column_stack([found.wiggly, found.free])
    assert np.linalg.matrix_rank(whole) == whole.shape[1] == k - centred
    if centred:
        np.testing.assert_allclose((columns @ turn @ whole).sum(axis=0), 0, atol=1e-9)


@pytest.mark.parametrize("scale", [1.0, 1e-9, 1e9])
def test_the_constant_then_lines_without_mean(scale):
    free = np.column_stack([FREE[:, 0], FREE @ [3.0, scale]])
    line = X[:, 1] - X[:, 1].mean()
    np.testing.assert_allclose(
        X @ natural(X, PENALTY, free).free, np.column_stack([np.ones(50), line / line.std()]), atol=1e-6
    )


def test_both_kinds_have_mean_square_one():
    turned = comparable(X, natural(X, PENALTY, FREE))
    assert ((X @ turned.wiggly) ** 2).mean() == pytest.approx(1)
    np.testing.assert_allclose(((X @ turned.free) ** 2).mean(axis=0), 1)
    penalty = turned.wiggly.T @ PENALTY @ turned.wiggly
    np.testing.assert_allclose(penalty, penalty[0, 0] * np.eye(3), atol=1e-12)


def test_orthogonal_over_the_data():
    plain = natural(X, PENALTY, FREE)
    turned = orthogonal(X, plain)
    np.testing.assert_allclose((X @ turned.wiggly).T @ (X @ turned.free), 0, atol=1e-9)
    np.testing.assert_allclose(turned.wiggly.T @ PENALTY @ turned.wiggly, np.eye(3), atol=1e-12)


@pytest.mark.parametrize("unit", [1e-12, 1e12])
def test_the_unit_of_a_penalty_is_that_of_the_columns(unit):
    turned = natural(X, unit * PENALTY, FREE)
    np.testing.assert_allclose(turned.wiggly * np.sqrt(unit), natural(X, PENALTY, FREE).wiggly, atol=1e-9)


def test_penalties_of_very_different_size_keep_their_number():
    turned = natural(X, np.diag([0.0, 0, 1e-14, 1, 1e14]), FREE)
    assert (turned.wiggly.shape[1], turned.free.shape[1]) == (3, 2)
    assert np.isfinite(turned.wiggly).all()


def test_least_penalty():
    assert least_eigenvalue(PENALTY, FREE) == pytest.approx(1)


def test_columns_that_sum_to_zero():
    Z = sum_to_zero(X)
    np.testing.assert_allclose(Z.T @ Z, np.eye(4), atol=1e-12)
    np.testing.assert_allclose((X @ Z).sum(axis=0), 0, atol=1e-9)
