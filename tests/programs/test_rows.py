"""Functions of rows in C++ (stan/external): value and derivative as of the same function in plain Stan (tests/stan/rows.stan)."""

from __future__ import annotations

from typing import Any

import cmdstanpy
import numpy as np
import pytest
from scipy import sparse

from nbmixed.programs.glmm import FAMILIES, LINKS
from nbmixed.spec.family import links, resolve_family
from tests.driver.programs import built

RNG = np.random.default_rng(31)
N, K = 600, 3  # more than two blocks of rows
LEVELS, SIZES = [7, 4, 300], [2, 1, 1]
KINDS = {
    "binomial": (1, 1),
    "beta_binomial": (2, 1),
    "poisson": (3, 1),
    "neg_binomial_2": (3, 1),
    **{family: (4, i + 1) for i, family in enumerate(FAMILIES)},
}
CASES = [(family, link) for family in KINDS for link in links(family)]


@pytest.fixture(scope="module")
def program():
    return cmdstanpy.CmdStanModel(exe_file=str(built("rows")))


def rows(*, terms: bool, sparse_X: bool, columns: int = K) -> dict[str, Any]:
    """Predictors, an offset and three terms, of which one has two coefficients."""
    X = RNG.standard_normal((N, columns)) * (RNG.random((N, columns)) < 0.7)
    compressed = sparse.csr_matrix(X)
    levels, sizes = (LEVELS, SIZES) if terms else ([], [])
    return {
        "N": N, "n_columns": columns, "sparse_X": int(sparse_X),
        "X": np.empty((0, 0)) if sparse_X else X,
        "nnz_X": compressed.nnz * sparse_X,
        "X_w": compressed.data if sparse_X else [],
        "X_v": compressed.indices + 1 if sparse_X else [],
        "X_u": compressed.indptr + 1 if sparse_X else [],
        "has_offset": int(terms), "offset_": 0.1 * RNG.standard_normal(N) * terms,
        "n_terms": len(levels), "p": sizes, "l": levels,
        "level": np.array([RNG.integers(1, n + 1, N) for n in levels], dtype=int).reshape(len(levels), N),
        "n_z": 2 * terms, "Z": RNG.standard_normal((N, 2 * terms)),
        "z_column": [0, 1, 2, 0] if terms else [],
        "n_b": int(np.dot(levels, sizes)),
    }  # fmt: skip


def outcome(family: str, *, weighted: bool) -> dict[str, Any]:
    trials = RNG.integers(1, 9, N)
    y = {"binomial": RNG.binomial(trials, 0.6), "poisson": RNG.poisson(3, N)}
    y |= {"beta_binomial": y["binomial"], "neg_binomial_2": y["poisson"], "beta": RNG.uniform(0.01, 0.99, N)}
    real = 3 + RNG.standard_normal(N) if resolve_family(family).real_line else RNG.gamma(3, 1, N)
    observed = y.get(family, real)
    weights = RNG.uniform(0.2, 3, N) if weighted else np.ones(N)
    distinct = np.unique(observed)
    times = [weights[observed == value].sum() for value in distinct]
    return {
        "y": observed, "trials": trials, "weighted": int(weighted), "weights": weights,
        "n_distinct": len(distinct), "distinct_y": distinct, "times": times,
    }  # fmt: skip


def data(family: str, link: str, *, terms: bool, sparse_X: bool, weighted: bool) -> dict[str, Any]:
    kind, number = KINDS[family]
    choice = {"kind": kind, "family": number, "link": LINKS.index(link) + 1}
    choice["has_aux"] = int(family == "neg_binomial_2")
    return choice | rows(terms=terms, sparse_X=sparse_X) | outcome(family, weighted=weighted)


def values(given: dict[str, Any], intercept: float, size: float = 0.05) -> dict[str, Any]:
    """Linear predictors about the intercept: on its side of zero, as bounded links need."""
    beta, b = RNG.standard_normal(given["n_columns"]), RNG.standard_normal(given["n_b"])
    return {"intercept": intercept, "beta": size * beta, "b": size * b, "aux": 1.7, "nu": 3.3}


def density(program, given, at, plain: int):
    """Log density and its derivatives."""
    row = program.log_prob(at, {**given, "plain": plain}, sig_figs=18).iloc[0]
    return row["lp__"], row[1:].to_numpy()


def intercept_of(family: str, link: str) -> float:
    return 1.5 * (resolve_family(family, link).bound or (-1 if link in ("log", "cloglog") else 1))


@pytest.mark.parametrize("variant", ["plain", "weighted", "sparse"])
@pytest.mark.parametrize("family, link", CASES)
def test_value_and_derivative_of_plain_stan(program, family, link, variant):
    given = data(
        family, link, terms=variant != "sparse", sparse_X=variant == "sparse", weighted=variant == "weighted"
    )
    at = values(given, intercept_of(family, link))
    (value, slopes), (expected, expected_slopes) = (density(program, given, at, plain) for plain in (0, 1))
    np.testing.assert_allclose(value, expected, rtol=1e-11)
    np.testing.assert_allclose(slopes, expected_slopes, rtol=1e-8, atol=1e-9 * np.abs(expected_slopes).max())


@pytest.mark.parametrize(
    "family, link", [("binomial", "probit"), ("Gamma", "inverse"), ("beta_binomial", "logit")]
)
def test_derivative_is_the_limit_of_differences(program, family, link):
    given = data(family, link, terms=True, sparse_X=False, weighted=True)
    at, step = values(given, intercept_of(family, link)), 1e-5
    _, slopes = density(program, given, at, 0)
    for parameter, place in (("intercept", 0), ("aux", len(slopes) - 2)):
        sides = [density(program, given, at | {parameter: at[parameter] + s}, 0)[0] for s in (-step, step)]
        np.testing.assert_allclose(slopes[place], np.diff(sides)[0] / (2 * step), rtol=1e-5, atol=1e-5)


def test_the_least_linear_predictor(program):
    given = data("poisson", "log", terms=True, sparse_X=False, weighted=False) | {"kind": 5}
    at = values(given, 0.0, size=1.0)
    (value, slopes), (expected, expected_slopes) = (density(program, given, at, plain) for plain in (0, 1))
    np.testing.assert_allclose(value, expected, rtol=1e-13)
    np.testing.assert_allclose(slopes, expected_slopes, rtol=1e-13)


@pytest.mark.parametrize("link", links("binomial"))
@pytest.mark.parametrize("eta", [-800.0, -30.0, 30.0, 800.0])
def test_far_out_density_and_derivative_are_finite(program, link, eta):
    given = data("binomial", link, terms=False, sparse_X=False, weighted=False)
    eta = -abs(eta) if link == "log" else eta
    value, slopes = density(program, given, values(given, eta), 0)
    assert np.isfinite(value)
    assert np.isfinite(slopes).all()
