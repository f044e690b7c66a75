"""Coordinates given the covariance of effects: the sparse function in C++ against dense linear algebra."""

from dataclasses import dataclass

import cmdstanpy
import numpy as np
import pytest
from scipy import sparse

from nbmixed.programs.conditional_normal import ConditionalNormal, _eliminate, _nodes, _plan
from tests.driver.programs import PROGRAMS

SHAPES = {
    "one": [(1, 6)],
    "slopes": [(2, 5)],
    "nested": [(1, 12), (2, 4), (1, 2)],
    "crossed": [(2, 7), (3, 4)],
}


@dataclass(frozen=True)
class Case:
    sizes: list[tuple[int, int]]
    K1: int
    A: np.ndarray
    g: np.ndarray
    theta_L: np.ndarray
    z: np.ndarray
    found: ConditionalNormal


def make_case(name: str, K1: int) -> Case:
    sizes, rng, N = SHAPES[name], np.random.default_rng(4), 60
    base = rng.integers(0, 12, N)
    Z = []
    for p, levels in sizes:
        level = base * levels // 12 if name == "nested" else rng.integers(0, levels, N)
        Z += [np.eye(levels)[level] * (rng.normal(size=(N, 1)) if k else 1) for k in range(p)]
    X = rng.normal(size=(N, K1))
    whole = np.column_stack([*Z, X])
    A = whole.T @ (rng.uniform(0.2, 2, N)[:, None] * whole)
    q = A.shape[0] - K1
    A[q:, q:] += np.eye(K1)
    g = rng.normal(size=len(A))
    nodes = _nodes(sizes, K1)
    structure = _eliminate(sparse.csc_matrix(A), nodes, 10**9)
    plan, values = _plan(sparse.csc_matrix(A), nodes, structure, sizes, q)
    m = sum(p for p, _ in sizes)
    theta_L, start = np.zeros((m, m)), 0
    for p, _ in sizes:
        theta_L[start : start + p, start : start + p] = np.tril(rng.normal(size=(p, p))) + np.eye(p)
        start += p
    return Case(sizes, K1, A, g, theta_L, rng.normal(size=len(A)), ConditionalNormal(plan, values, g))


def expected(case: Case, z: np.ndarray, theta_L: np.ndarray) -> np.ndarray:
    T, start = np.zeros_like(case.A), 0
    begin = 0
    for p, levels in case.sizes:
        block = slice(begin, begin + p * levels)
        T[block, block] = np.kron(theta_L[start : start + p, start : start + p], np.eye(levels))
        start, begin = start + p, begin + p * levels
    q = begin
    T[q:, q:] = np.eye(case.K1)
    M = T.T @ case.A @ T + np.diag([1.0] * q + [0.0] * case.K1)
    place = _nodes(case.sizes, case.K1).place
    order = np.argsort(place)
    L = np.linalg.cholesky(M[np.ix_(order, order)])
    x = np.linalg.solve(L.T, np.linalg.solve(L, (T.T @ case.g)[order]) + z)
    v = x[place]
    return np.append(T @ v, -0.5 * v[:q] @ v[:q] - np.log(np.diag(L)).sum())


def evaluate(case: Case, weights: np.ndarray, z: np.ndarray, theta_L: np.ndarray):
    model = cmdstanpy.CmdStanModel(exe_file=str(PROGRAMS / "conditional_normal"))
    f = case.found
    data = {"n_plan": len(f.plan), "plan": f.plan, "n_A": len(f.A), "A": f.A, "n_g": len(f.g), "g": f.g}
    data |= {"m": len(theta_L), "weights": weights}
    row = model.log_prob({"z": z, "theta_L": theta_L}, data, sig_figs=17).iloc[0]
    return row["lp__"], row.iloc[1:].to_numpy()


@pytest.mark.parametrize("K1", [0, 1, 3])
@pytest.mark.parametrize("name", SHAPES)
def test_values_and_derivatives_are_those_of_the_dense_formula(name, K1):
    case = make_case(name, K1)
    weights = np.random.default_rng(9).normal(size=len(case.g) + 1)
    value, gradient = evaluate(case, weights, case.z, case.theta_L)
    assert value == pytest.approx(weights @ expected(case, case.z, case.theta_L), rel=1e-12)
    n, step = len(case.z), 1e-6
    numeric = []
    for k in range(n):
        e = step * np.eye(n)[k]
        up, down = expected(case, case.z + e, case.theta_L), expected(case, case.z - e, case.theta_L)
        numeric.append(weights @ (up - down) / (2 * step))
    m = len(case.theta_L)
    blocks = np.concatenate([np.full(p, t) for t, (p, _) in enumerate(case.sizes)])
    for b in range(m):
        for a in range(m):  # columns first, as Stan stores a matrix
            e = np.zeros((m, m))
            e[a, b] = step * (blocks[a] == blocks[b] and a >= b)
            up, down = expected(case, case.z, case.theta_L + e), expected(case, case.z, case.theta_L - e)
            numeric.append(weights @ (up - down) / (2 * step))
    np.testing.assert_allclose(gradient, numeric, rtol=2e-6, atol=1e-7 * np.abs(numeric).max())


def test_nested_factors_have_no_fill():
    case = make_case("nested", 0)
    nodes = _nodes(case.sizes, 0)
    structure = _eliminate(sparse.csc_matrix(case.A), nodes, 10**9)
    assert [len(s) for s in structure[:12]] == [2] * 12  # its own school and district, no other class


def test_what_costs_too_much_is_left():
    case = make_case("crossed", 1)
    assert _eliminate(sparse.csc_matrix(case.A), _nodes(case.sizes, 1), 100) is None
