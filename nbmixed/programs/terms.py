"""The part of every program's data that concerns group-level terms, and its parameters read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.groups import GroupTerm
from nbmixed.errors import PriorError
from nbmixed.spec.numbers import Numbers
from nbmixed.spec.priors import Decov, Lkj

Floats = NDArray[np.float64]


def pack_terms(
    terms: Sequence[GroupTerm],
    order: Sequence[int],
    prior: Decov | Lkj,
    scale: Sequence[Floats] | None,
    *,
    relative: bool,
    compat: str | None,
) -> dict[str, Any]:
    """Data of stan/include/terms_data.stan.

    Parameters
    ----------
    terms
        Group-level terms in the order of the design, to which vector arguments of `prior` refer.
    order
        The program's order of terms, as positions in `terms`.
    scale
        With `lkj`, the scale of the standard deviations of each term's coefficients.
    relative
        Whether standard deviations under `decov` are relative to the auxiliary parameter.
    """
    sizes = [len(terms[t].coefs) for t in order]
    regularization = _per_term("regularization", prior.regularization, [len(t.coefs) > 1 for t in terms])
    return {
        "n_terms": len(terms),
        "p": sizes,
        "l": [len(terms[t].levels) for t in order],
        "regularization": regularization[list(order)],
        "lagged_rows": int(compat == "rstanarm"),
        **(_free_sds(terms, order, prior, scale) if isinstance(prior, Lkj) else _decov(terms, order, prior)),
        "relative": int(relative and isinstance(prior, Decov)),
    }


def _decov(terms: Sequence[GroupTerm], order: Sequence[int], prior: Decov) -> dict[str, Any]:
    every = [True] * len(terms)
    scale, shape = (_per_term(name, getattr(prior, name), every)[list(order)] for name in ("scale", "shape"))
    sizes = [len(terms[t].coefs) for t in order]
    return {
        "free_sds": 0,
        "sd_unit": np.repeat(scale, sizes),
        "decov_shape": shape,
        "decov_concentration": _concentration(prior.concentration, terms, order),
        "sd_df": np.empty(0),
    }


def _free_sds(
    terms: Sequence[GroupTerm], order: Sequence[int], prior: Lkj, scale: Sequence[Floats] | None
) -> dict[str, Any]:
    assert scale is not None or not terms
    df = _per_term("df", prior.df, [True] * len(terms))[list(order)]
    units = [scale[t] for t in order] if scale is not None else []
    return {
        "free_sds": 1,
        "sd_unit": np.concatenate([*units, np.empty(0)]),
        "decov_shape": np.empty(0),
        "decov_concentration": np.empty(0),
        "sd_df": np.repeat(df, [len(terms[t].coefs) for t in order]),
    }


def unpack_theta_L(
    parameters: Mapping[str, Floats], data: Mapping[str, Any], order: Sequence[int]
) -> list[Floats]:
    """Lower Cholesky factors of each term, shape (chains, draws, p, p), in the order of the design.

    On the scale of the program: relative to the auxiliary parameter where the program has it so.
    """
    factors: list[Floats] = [np.empty(0)] * len(order)
    sd_start = cpc_start = 0
    for t, p in zip(order, data["p"], strict=True):
        n_cpc = p * (p - 1) // 2
        part = slice(sd_start, sd_start + p)
        sd = data["sd_unit"][part] * parameters["sd_raw"][..., part]
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
