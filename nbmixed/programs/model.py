"""A design and its spec to a program's data, and the program's draws back to the model's parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.programs import effects as sampled
from nbmixed.programs import glmm, lm, lmm, lmm_effects, nonlinear
from nbmixed.programs.coefficients import require_intercept
from nbmixed.programs.packed import Packed, Parameters
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.programs.terms import unpack_theta_L
from nbmixed.spec.family import gaussian
from nbmixed.spec.model import ModelSpec

Floats = NDArray[np.float64]
MakeEffects: TypeAlias = Callable[[], tuple[Floats, ...]]


def pack(design: Design, spec: ModelSpec, priors: ResolvedPriors) -> Packed:
    """The program that fits the model, and its data.

    A Gaussian model goes through its cross-products, unless it has no groups and no fewer coefficients
    than rows.
    """
    if spec.function == "stan_lm":
        return lm.pack(design, spec, priors)
    if spec.function == "stan_nlmer":
        return nonlinear.pack(design, spec, priors)
    wide = design.X.shape[1] >= design.nobs and not design.groups and not design.smooths
    require_intercept(design, spec.family)
    if spec.family == gaussian() and not wide:
        return lmm.pack(design, spec, priors)
    return glmm.pack(design, spec, priors)


def complete(draws: Mapping[str, Floats], shape: tuple[int, ...]) -> dict[str, Floats]:
    """Draws with the vectors that have no element in this model, which a CSV file leaves out."""
    empty = {name: np.empty((*shape, 0)) for name in ("z", "sd_raw", "cpc", "z_b", "coefficient", "effect")}
    return {**empty, **draws}


def unpack(packed: Packed, draws: Mapping[str, Floats], seed: int) -> tuple[Parameters, MakeEffects]:
    """Parameters of the model from the draws of its program, each (chains, draws, ...), and what makes its group effects.

    The effects are one array (chains, draws, levels, p) for each term of the design.

    Parameters
    ----------
    seed
        Used where the program integrated effects out and they are drawn here: those of groups when they are asked for,
        those of smooths at once.
    """
    if packed.program == "lm":
        return lm.unpack(packed, draws), tuple
    aux, n_smooths = _aux(packed, draws), len(packed.smooth_sds)
    n_groups = len(packed.term_order) - n_smooths
    factors = unpack_theta_L(draws, packed.data, packed.term_order, aux)
    sds = {name: f[..., 0, 0] for name, f in zip(packed.smooth_sds, factors[n_groups:], strict=True)}
    coef = packed.coordinates.coefficients(draws)

    def effects() -> tuple[Floats, ...]:
        return _effects(packed, draws, factors, aux, seed) if factors else ()

    if n_smooths:
        made = effects()
        coef = np.concatenate([coef, *(b[..., 0] for b in made[n_groups:])], axis=-1)
        groups = made[:n_groups]
        make: MakeEffects = lambda: groups  # noqa: E731 - the other branch of a choice
    else:
        make = effects
    further = {"nu": draws["nu"][..., 0]} if "nu" in draws else {}
    return Parameters(coef, aux, tuple(factors[:n_groups]), further, sds), make


def _effects(
    packed: Packed, draws: Mapping[str, Floats], factors: list[Floats], aux: Floats | None, seed: int
) -> tuple[Floats, ...]:
    if packed.program != "lmm":
        return sampled.effects(packed, draws, factors)
    assert aux is not None
    return lmm_effects.draw_effects(packed, draws, [f / aux[..., None, None] for f in factors], seed)


def _aux(packed: Packed, draws: Mapping[str, Floats]) -> Floats | None:
    if packed.aux_unit is None:
        return None
    raw = draws["aux_raw"]
    return packed.aux_unit * (raw[..., 0] if raw.ndim == 3 else raw)
