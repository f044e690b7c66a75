"""Weighted cross-products of a Gaussian multilevel model, around its least-squares fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.design.build import Design
from nbmixed.design.groups import GroupTerm
from nbmixed.design.least_squares import least_squares
from nbmixed.programs.portable import on_grid, product
from nbmixed.programs.predictors import Predictors
from nbmixed.programs.smooths import SmoothBlock

Floats = NDArray[np.float64]
Term: TypeAlias = GroupTerm | SmoothBlock
_EXACT_FIT = 1e-6  # a residual sd below this share of the outcome's is rounding error


def cross_products(
    predictors: Predictors, design: Design, integrated: Sequence[Term], sampled: Sequence[Term]
) -> tuple[dict[str, Any], sparse.csr_matrix, float]:
    """Weighted cross-products around the least-squares fit, Z'WZ of the integrated effects, and the residual sd.

    The last is the unit of sigma.
    """
    assert design.response is not None
    X = predictors.with_intercept()
    y = design.response.y if design.offset is None else design.response.y - design.offset
    w = np.ones(len(y)) if design.weights is None else design.weights
    XtX = product(X.T, w[:, None] * X)
    fit = _least_squares(X, y, w, XtX)
    r = y - product(X, fit)
    ssr, total = float(np.sum(w * r**2)), float(w.sum())
    Z = sparse_Z(integrated, len(y))
    weighted = _weighted(Z, w)
    products: dict[str, Any] = {
        "total_weight": total,
        "ssr": ssr,
        "least_squares": fit,
        "XtX": XtX,
        "n_integrated_effects": Z.shape[1],
        "ZtrX": weighted.T @ np.column_stack([r, -X]),
        **_sampled_part(Z, sampled, X, r, w),
    }
    spread = max(float(np.sqrt(ssr / max(total, 1.0))), _EXACT_FIT * float(np.std(y)))
    ZtZ = sparse.csr_matrix(Z.T @ weighted)
    ZtZ.sort_indices()
    return products, ZtZ, spread if spread > 0 else 1.0


def _least_squares(X: Floats, y: Floats, w: Floats, XtX: Floats) -> Floats:
    """Rounded to a billionth of its standard errors: that residuals are not quite orthogonal to X then is no matter."""
    if not X.shape[1]:
        return np.empty(0)
    root = np.sqrt(w)
    fit = least_squares(root[:, None] * X, root * y)
    sd = np.sqrt(np.sum(w * (y - X @ fit) ** 2) / max(len(y), 1))
    lengths = np.sqrt(np.diag(XtX))
    lengths = np.where(lengths > 0, lengths, 1.0)  # a level without rows has a column of zeros
    errors = np.asarray(np.maximum(sd / lengths, 1e-9 * np.abs(fit)), dtype=np.float64)
    return on_grid(fit, errors / 2**30)


def columns(terms: list[GroupTerm]) -> tuple[list[Floats], list[NDArray[np.int64]], list[int]]:
    """For each coefficient of each term: its covariate, its level and its number of levels."""
    covariates = [t.Z[:, c] for t in terms for c in range(len(t.coefs))]
    levels = [t.index for t in terms for _ in t.coefs]
    return covariates, levels, [len(t.levels) for t in terms for _ in t.coefs]


def _sampled_part(
    Z: sparse.csr_matrix, sampled: Sequence[Term], X: Floats, r: Floats, w: Floats
) -> dict[str, Any]:
    Z3 = sparse_Z(sampled, len(r))
    weighted = _weighted(Z3, w)
    return {
        "n_sampled": Z3.shape[1],
        "Z3tr": weighted.T @ r,
        "Z3tX": weighted.T @ X,
        **_compressed("33", "Z3tZ3", (Z3.T @ weighted).tocsr()),
        **_compressed("13", "ZtZ3", (Z.T @ weighted).tocsr()),
    }


def sparse_Z(terms: Sequence[Term], n: int) -> sparse.csr_matrix:
    """Z of some terms, columns term by term, coefficient by coefficient, levels fastest; shape (n, columns)."""
    blocks = [block for term in terms for block in _blocks(term)]
    return sparse.csr_matrix(sparse.hstack(blocks)) if blocks else sparse.csr_matrix((n, 0))


def _blocks(term: Term) -> list[sparse.csr_matrix]:
    if isinstance(term, SmoothBlock):
        return [sparse.csr_matrix(term.columns)]
    zs, levels, sizes = columns([term])
    parts = zip(zs, levels, sizes, strict=True)
    return [sparse.csr_matrix(_indicator(level, z, size).T) for z, level, size in parts]


def _weighted(Z: sparse.csr_matrix, w: Floats) -> sparse.csr_matrix:
    return sparse.csr_matrix(sparse.diags(w) @ Z)


def _indicator(level: NDArray[np.int64], z: Floats, size: int) -> sparse.csr_matrix:
    """Sums over the rows of each level, weighted by z: shape (size, N)."""
    rows = np.arange(len(level))
    return sparse.csr_matrix((z, (level, rows)), shape=(size, len(level)))


def _compressed(nnz: str, name: str, matrix: sparse.csr_matrix) -> dict[str, Any]:
    empty = matrix.shape[1] == 0
    return {
        f"nnz_{nnz}": 0 if empty else matrix.nnz,
        f"{name}_w": np.empty(0) if empty else matrix.data,
        f"{name}_v": np.empty(0, dtype=int) if empty else matrix.indices + 1,
        f"{name}_u": np.empty(0, dtype=int) if empty else matrix.indptr + 1,
    }
