"""Covariance factors of a program's terms, read back from its draws, and products with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def unpack_theta_L(
    parameters: Mapping[str, Floats], data: Mapping[str, Any], order: Sequence[int], aux: Floats | None
) -> list[Floats]:
    """Lower Cholesky factors of each term, shape (chains, draws, p, p), in the order of the design, then of smooths.

    Parameters
    ----------
    aux
        The auxiliary parameter, shape (chains, draws), by which relative ones are multiplied.
    """
    factors: list[Floats] = [np.empty(0)] * len(order)
    sd_start = cpc_start = 0
    for t, p, relative in zip(order, data["p"], data["relative"], strict=True):
        n_cpc = p * (p - 1) // 2
        part = slice(sd_start, sd_start + p)
        sd = data["sd_unit"][part] * parameters["sd_raw"][..., part]
        if relative and aux is not None:
            sd = sd * aux[..., None]
        cpc = parameters["cpc"][..., cpc_start : cpc_start + n_cpc]
        factors[t] = covariance_cholesky(sd, cpc, bool(data["lagged_rows"]))
        sd_start, cpc_start = sd_start + p, cpc_start + n_cpc
    return factors


def covariance_cholesky(sd: Floats, cpc: Floats, lagged: bool = False) -> Floats:
    """Lower Cholesky factor from standard deviations and canonical partial correlations.

    Parameters
    ----------
    sd : shape (..., p)
    cpc : shape (..., p (p - 1) / 2), row by row
    lagged
        Give the off-diagonal elements of the third and later rows the sd of the row before, as
        rstanarm's `decov` does.

    References
    ----------
    Lewandowski, Kurowicka and Joe (2009), Journal of Multivariate Analysis 100.

    Examples
    --------
    >>> covariance_cholesky(np.array([2.0, 1.0]), np.array([0.6]))
    array([[2. , 0. ],
           [0.6, 0.8]])
    """
    p = sd.shape[-1]
    L = np.zeros((*sd.shape, p))
    k = 0
    for i in range(p):
        rest = np.ones(sd.shape[:-1])
        row_sd = sd[..., i - 1] if lagged and i > 1 else sd[..., i]
        for j in range(i):
            L[..., i, j] = row_sd * rest * cpc[..., k]
            rest = rest * np.sqrt(1 - cpc[..., k] ** 2)
            k += 1
        L[..., i, i] = sd[..., i] * rest
    return L


def block_diagonal(factors: Sequence[Floats], draws: int) -> Floats:
    """One matrix of all factors, draws last: shape (rows, rows, draws)."""
    J = sum(f.shape[-1] for f in factors)
    L = np.zeros((J, J, draws))
    start = 0
    for f in factors:
        p = f.shape[-1]
        L[start : start + p, start : start + p] = np.moveaxis(f, 0, -1)
        start += p
    return L


def lambda_times(z: Floats, factors: Sequence[Floats], levels: Sequence[int]) -> Floats:
    """Lambda z for draws z of shape (S, columns), columns term by term, coefficient by coefficient."""
    out, start = np.empty_like(z), 0
    for L, size in zip(factors, levels, strict=False):
        p = L.shape[-1]
        block = z[:, start : start + p * size].reshape(-1, p, size)
        out[:, start : start + p * size] = (L @ block).reshape(-1, p * size)
        start += p * size
    return out


def lambda_transpose_times(X: Floats, factors: Sequence[Floats], levels: Sequence[int]) -> Floats:
    """Lambda' X for X of shape (S, columns, k)."""
    out, start = np.empty_like(X), 0
    for L, size in zip(factors, levels, strict=False):
        p = L.shape[-1]
        block = X[:, start : start + p * size].reshape(len(X), p, size, -1)
        out[:, start : start + p * size] = np.einsum("sca,sclk->salk", L, block).reshape(len(X), p * size, -1)
        start += p * size
    return out
