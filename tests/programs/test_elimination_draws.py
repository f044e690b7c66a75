"""Draws of effects by elimination: the pieces of linear algebra, many nodes and draws at once."""

import numpy as np
import pytest

from nbmixed.programs.elimination_draws import _half_inverse

RNG = np.random.default_rng(6)


@pytest.mark.parametrize("p", [1, 2, 3, 4])
def test_half_of_the_inverse_of_a_precision(p):
    nodes, draws = 3, 2
    root = RNG.normal(size=(nodes, p, p + 1))
    S = root @ np.swapaxes(root, 1, 2)
    L = np.stack([np.tril(RNG.normal(size=(p, p))) + 2 * np.eye(p) for _ in range(draws)], axis=-1)
    half, log_det = _half_inverse(S[..., None], L)
    for s in range(draws):
        precisions = [np.eye(p) + L[..., s].T @ S[n] @ L[..., s] for n in range(nodes)]
        for n, precision in enumerate(precisions):
            expected = L[..., s] @ np.linalg.inv(precision) @ L[..., s].T
            np.testing.assert_allclose(half[n, ..., s] @ half[n, ..., s].T, expected, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(np.ravel(log_det)[s], sum(np.linalg.slogdet(m)[1] for m in precisions))
