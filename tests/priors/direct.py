"""Draws of priors made directly with numpy from their documented definitions, apart from all Stan programs."""

from __future__ import annotations

from functools import singledispatch

import numpy as np
from numpy.typing import NDArray

from nbmixed.programs.scale import ResolvedPrior
from nbmixed.spec.prior_values import Exponential, Hs, HsPlus, Laplace, Lasso, Normal, ProductNormal, StudentT

Floats = NDArray[np.float64]


def draw(
    resolved: ResolvedPrior, K: int, rng: np.random.Generator, size: int, sigma: Floats | float = 1.0
) -> Floats:
    """Coefficients, shape (size, K).

    Parameters
    ----------
    sigma
        Multiplies the global scale of horseshoes, shape (size,).
    """
    return _draw(resolved.prior, resolved, K, rng, size, np.broadcast_to(sigma, (size,))[:, None])


def positive(resolved: ResolvedPrior, rng: np.random.Generator, size: int) -> Floats:
    """An auxiliary parameter: the prior cut off at 0, shape (size,)."""
    if isinstance(resolved.prior, Exponential):
        return rng.exponential(resolved.used_scale[0], size)
    kept = np.empty(0)
    while len(kept) < size:
        more = draw(resolved, 1, rng, 2 * size)[:, 0]
        kept = np.concatenate([kept, more[more > 0]])
    return kept[:size]


@singledispatch
def _draw(prior, resolved, K, rng, size, sigma) -> Floats:
    raise TypeError(f"no direct draws of {prior}")


@_draw.register
def _(prior: Normal, resolved, K, rng, size, sigma) -> Floats:
    return resolved.location + resolved.used_scale * rng.standard_normal((size, K))


@_draw.register
def _(prior: StudentT, resolved, K, rng, size, sigma) -> Floats:
    return resolved.location + resolved.used_scale * rng.standard_t(resolved.df, (size, K))


@_draw.register
def _(prior: Laplace, resolved, K, rng, size, sigma) -> Floats:
    return resolved.location + resolved.used_scale * rng.laplace(size=(size, K))


@_draw.register
def _(prior: Lasso, resolved, K, rng, size, sigma) -> Floats:
    common = rng.chisquare(prior.df, (size, 1))
    return resolved.location + resolved.used_scale * common * rng.laplace(size=(size, K))


@_draw.register
def _(prior: ProductNormal, resolved, K, rng, size, sigma) -> Floats:
    columns = [
        np.prod(s * rng.standard_normal((size, int(n))), axis=1)
        for s, n in zip(resolved.used_scale, resolved.df, strict=True)
    ]
    return resolved.location + np.column_stack(columns)


@_draw.register
def _(prior: Hs, resolved, K, rng, size, sigma) -> Floats:
    return _horseshoe(prior, half_t(prior.df, rng, (size, K)), rng, sigma)


@_draw.register
def _(prior: HsPlus, resolved, K, rng, size, sigma) -> Floats:
    return _horseshoe(
        prior, half_t(prior.df1, rng, (size, K)) * half_t(prior.df2, rng, (size, K)), rng, sigma
    )


def half_t(df, rng, shape) -> Floats:
    return np.abs(rng.standard_t(df, shape))


def _horseshoe(prior, local, rng, sigma) -> Floats:
    """Piironen and Vehtari (2017), equations 2.8: the regularised horseshoe."""
    size, K = local.shape
    tau = half_t(prior.global_df, rng, (size, 1)) * prior.global_scale * sigma
    slab2 = prior.slab_scale**2 * (prior.slab_df / 2) / rng.gamma(prior.slab_df / 2, size=(size, 1))
    scale = tau * np.sqrt(slab2 * local**2 / (slab2 + tau**2 * local**2))
    return scale * rng.standard_normal((size, K))
