"""Penalties become sums of squares; free functions are told apart the same way everywhere."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbmixed.design.smooths.natural import diagonalised, free_functions, natural, sum_to_zero

RNG = np.random.default_rng(8)
X = np.column_stack([np.ones(50), np.sort(RNG.normal(size=50)) + 3, RNG.normal(size=(50, 3))])
PENALTY = np.diag([0.0, 0, 1, 4, 9])


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 8), st.data())
def test_the_penalty_is_a_sum_of_squares(seed, k, data):
    rank = data.draw(st.integers(1, k))
    root = np.random.default_rng(seed).normal(size=(k, rank))
    penalty = root @ root.T
    turned = diagonalised(penalty)
    values = np.linalg.eigvalsh(penalty)
    if values[k - rank] < 1e-6 * values[-1]:
        return
    np.testing.assert_allclose(turned.wiggly.T @ penalty @ turned.wiggly, np.eye(rank), atol=1e-6)
    assert np.abs(penalty @ turned.free).max(initial=0) < 1e-9 * values[-1]
    assert turned.wiggly.shape[1] + turned.free.shape[1] == k


@pytest.mark.parametrize("orthogonal", [True, False])
def test_both_kinds_have_mean_square_one(orthogonal):
    turned = natural(X, PENALTY, orthogonal=orthogonal)
    assert ((X @ turned.wiggly) ** 2).mean() == pytest.approx(1)
    np.testing.assert_allclose(((X @ turned.free) ** 2).mean(axis=0), 1)
    penalty = turned.wiggly.T @ PENALTY @ turned.wiggly
    np.testing.assert_allclose(penalty, penalty[0, 0] * np.eye(3), atol=1e-12)
    crossed = np.abs((X @ turned.wiggly).T @ (X @ turned.free)).max()
    assert (crossed < 1e-9) == orthogonal


@pytest.mark.parametrize("angle", [0.0, 0.3, 2.0])
def test_free_functions_do_not_depend_on_the_basis_given(angle):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    found = X @ free_functions(X, np.eye(5)[:, :2] @ turn)
    line = X[:, 1] - X[:, 1].mean()
    np.testing.assert_allclose(found, np.column_stack([np.ones(50), line / line.std()]), atol=1e-9)


def test_columns_that_sum_to_zero():
    Z = sum_to_zero(X)
    np.testing.assert_allclose(Z.T @ Z, np.eye(4), atol=1e-12)
    np.testing.assert_allclose((X @ Z).sum(axis=0), 0, atol=1e-9)
