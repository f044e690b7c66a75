"""The part of every program's data that concerns group-level terms, and its parameters read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.groups import GroupTerm
from nbmixed.errors import PriorError
from nbmixed.spec.priors import Decov, Numbers

Floats = NDArray[np.float64]


def pack_terms(
    terms: Sequence[GroupTerm], order: Sequence[int], prior: Decov, compat: str | None
) -> dict[str, Any]:
    """Data of stan/include/terms_data.stan.

    Parameters
    ----------
    terms
        Group-level terms in the order of the design, to which vector arguments of `prior` refer.
    order
        The program's order of terms, as positions in `terms`.
    """
    every = [True] * len(terms)
    correlated = [len(t.coefs) > 1 for t in terms]
    per_term = {
        name: _per_term(name, getattr(prior, name), which)[list(order)]
        for name, which in (("scale", every), ("shape", every), ("regularization", correlated))
    }
    return {
        "n_terms": len(terms),
        "p": [len(terms[t].coefs) for t in order],
        "l": [len(terms[t].levels) for t in order],
        **{f"decov_{name}": values for name, values in per_term.items()},
        "decov_concentration": _concentration(prior.concentration, terms, order),
        "lagged_rows": int(compat == "rstanarm"),
    }


def unpack_theta_L(
    parameters: Mapping[str, Floats], data: Mapping[str, Any], order: Sequence[int]
) -> list[Floats]:
    """Lower Cholesky factors of each term, shape (chains, draws, p, p), in the order of the design.

    On the scale of the program: relative to the auxiliary parameter where the program has it so.
    """
    factors: list[Floats] = [np.empty(0)] * len(order)
    sd_start = cpc_start = 0
    for t, p, scale in zip(order, data["p"], data["decov_scale"], strict=True):
        n_cpc = p * (p - 1) // 2
        sd = scale * parameters["sd_raw"][..., sd_start : sd_start + p]
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


def _per_term(name: str, value: Numbers, which: Sequence[bool]) -> Floats:
    """One value for each term; the terms that are not `which` take no value and get 1."""
    values = np.atleast_1d(np.asarray(value, dtype=float))
    needed = sum(which)
    if values.size not in (1, needed):
        kind = f"group-level term{'s' * (needed != 1)}" + " with two and more coefficients" * (not all(which))
        give = "1" if needed < 2 else f"1 or {needed}"
        raise PriorError(
            f"prior_covariance: {name} has {values.size} values, but the model has {needed} {kind}: give {give}."
        )
    spread = np.ones(len(which))
    spread[list(which)] = values
    return spread


def _concentration(value: Numbers, terms: Sequence[GroupTerm], order: Sequence[int]) -> Floats:
    sizes = [len(t.coefs) for t in terms]
    values = np.atleast_1d(np.asarray(value, dtype=float))
    needed = sum(p for p in sizes if p > 1)
    if values.size not in (1, needed):
        raise PriorError(
            f"prior_covariance: concentration has {values.size} values, but the terms with two and more coefficients "
            f"have {needed} coefficients: give 1 or {needed}."
        )
    spread = iter(np.resize(values, needed))
    per_term = [[1.0] if p == 1 else [float(next(spread)) for _ in range(p)] for p in sizes]
    return np.array([v for t in order for v in per_term[t]])
