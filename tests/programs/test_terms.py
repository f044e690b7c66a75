"""Covariance factors of terms, and their round trip through a program."""

import numpy as np
import pytest

from nbmixed.programs.terms import covariance_cholesky, lambda_times, lambda_transpose_times, unpack_theta_L
from nbmixed.spec.priors import decov
from tests.programs.test_term_priors import packed, term

RNG = np.random.default_rng(5)


def partial_correlation(R, i, j, given):
    """Of variables i and j given others, from the inverse of their part of the correlation matrix."""
    precision = np.linalg.inv(R[np.ix_([i, j, *given], [i, j, *given])])
    return -precision[0, 1] / np.sqrt(precision[0, 0] * precision[1, 1])


class TestCovarianceCholesky:
    """Sigma = L L' has the given sds and the given partial correlations."""

    @pytest.mark.parametrize("p", [1, 2, 3, 5])
    def test_sds_and_partial_correlations_come_back(self, p):
        sd = RNG.uniform(0.1, 5, p)
        cpc = RNG.uniform(-0.9, 0.9, p * (p - 1) // 2)
        L = covariance_cholesky(sd, cpc)
        Sigma = L @ L.T
        np.testing.assert_allclose(np.sqrt(np.diag(Sigma)), sd)
        R = Sigma / np.outer(sd, sd)
        found = [partial_correlation(R, i, j, range(j)) for i in range(p) for j in range(i)]
        np.testing.assert_allclose(found, cpc)

    def test_it_is_the_cholesky_factor_of_sds_and_correlation(self):
        sd, r = np.array([2.0, 3.0]), 0.5
        Sigma = np.diag(sd) @ [[1, r], [r, 1]] @ np.diag(sd)
        np.testing.assert_allclose(covariance_cholesky(sd, np.array([r])), np.linalg.cholesky(Sigma))

    def test_it_is_lower_triangular_with_a_positive_diagonal(self):
        L = covariance_cholesky(np.ones(4), RNG.uniform(-1, 1, 6))
        assert np.array_equal(L, np.tril(L))
        assert (np.diag(L) > 0).all()

    def test_draws_stand_in_front(self):
        sd, cpc = RNG.uniform(1, 2, (2, 5, 3)), RNG.uniform(-1, 1, (2, 5, 3))
        L = covariance_cholesky(sd, cpc)
        assert L.shape == (2, 5, 3, 3)
        np.testing.assert_array_equal(L[1, 4], covariance_cholesky(sd[1, 4], cpc[1, 4]))

    def test_lagged_rows_are_rstanarms(self):
        """From the third row on, what is left of the diagonal carries the sd of the row before."""
        sd, cpc = np.array([1.0, 2.0, 6.0, 5.0]), RNG.uniform(-0.9, 0.9, 6)
        right, lagged = covariance_cholesky(sd, cpc), covariance_cholesky(sd, cpc, lagged=True)
        np.testing.assert_array_equal(lagged[:2], right[:2])
        np.testing.assert_array_equal(np.diag(lagged), np.diag(right))
        np.testing.assert_allclose(lagged[2, :2], right[2, :2] * 2 / 6)
        np.testing.assert_allclose(lagged[3, :3], right[3, :3] * 6 / 5)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_Sigma_comes_back_in_the_order_of_the_design(order):
    terms = [term(1), term(2), term(3)]
    data = packed(terms, order, decov(scale=[1, 10, 100]))
    sds = [RNG.uniform(1, 2, p) for p in (1, 2, 3)]
    cpcs = [RNG.uniform(-0.9, 0.9, n) for n in (0, 1, 3)]
    parameters = {
        "sd_raw": np.concatenate([sds[t] for t in order])[None, None],
        "cpc": np.concatenate([cpcs[t] for t in order])[None, None],
    }
    factors = unpack_theta_L(parameters, data, order, None)
    for L, sd, cpc, scale in zip(factors, sds, cpcs, (1, 10, 100), strict=True):
        assert L.shape == (1, 1, len(sd), len(sd))
        np.testing.assert_allclose(L[0, 0], covariance_cholesky(scale * sd, cpc))


class TestLambda:
    """Lambda is block diagonal: theta_L of a term with an identity for its levels."""

    FACTORS = tuple(np.tril(RNG.standard_normal((3, p, p))) for p in (2, 1, 3))
    LEVELS = (4, 5, 2)

    @property
    def dense(self):
        Lambda = np.zeros((3, 19, 19))
        start = 0
        for L, levels in zip(self.FACTORS, self.LEVELS, strict=True):
            end = start + L.shape[-1] * levels
            Lambda[:, start:end, start:end] = [np.kron(f, np.eye(levels)) for f in L]
            start = end
        return Lambda

    def test_times_a_vector(self):
        z = RNG.standard_normal((3, 19))
        expected = np.einsum("sij,sj->si", self.dense, z)
        np.testing.assert_allclose(lambda_times(z, self.FACTORS, self.LEVELS), expected)

    def test_transposed_times_a_matrix(self):
        X = RNG.standard_normal((3, 19, 2))
        expected = self.dense.swapaxes(1, 2) @ X
        np.testing.assert_allclose(lambda_transpose_times(X, self.FACTORS, self.LEVELS), expected)
