"""A design and its spec to a program's data, and the program's draws back to the model's parameters."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.programs import glmm, lm, lmm, lmm_effects, nonlinear
from nbmixed.programs.coefficients import require_intercept
from nbmixed.programs.packed import Packed, Parameters
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.programs.terms import unpack_theta_L
from nbmixed.spec.family import gaussian
from nbmixed.spec.model import ModelSpec

Floats = NDArray[np.float64]


def pack(design: Design, spec: ModelSpec, priors: ResolvedPriors) -> Packed:
    """The program that fits the model, and its data.

    A Gaussian model goes through its cross-products, unless it has no groups and no fewer coefficients
    than rows.
    """
    if spec.function == "stan_lm":
        return lm.pack(design, spec, priors)
    if spec.function == "stan_nlmer":
        return nonlinear.pack(design, spec, priors)
    wide = design.X.shape[1] >= design.nobs and not design.groups
    require_intercept(design, spec.family)
    if spec.family == gaussian() and not wide:
        return lmm.pack(design, spec, priors)
    return glmm.pack(design, spec, priors)


def complete(draws: Mapping[str, Floats], shape: tuple[int, ...]) -> dict[str, Floats]:
    """Draws with the vectors that have no element in this model, which a CSV file leaves out."""
    empty = {name: np.empty((*shape, 0)) for name in ("z", "sd_raw", "cpc", "z_b", "coefficient")}
    return {**empty, **draws}


def unpack(packed: Packed, draws: Mapping[str, Floats]) -> Parameters:
    """Parameters of the model from the draws of its program, each (chains, draws, ...)."""
    if packed.program == "lm":
        return lm.unpack(packed, draws)
    factors = unpack_theta_L(draws, packed.data, packed.term_order)
    aux = _aux(packed, draws)
    unit = _dispersion(packed, aux)
    further = {"nu": draws["nu"][..., 0]} if "nu" in draws else {}
    return Parameters(
        coef=packed.coordinates.coefficients(draws),
        aux=aux,
        theta_L=tuple(f if unit is None else unit[..., None, None] * f for f in factors),
        further=further,
    )


def unpack_effects(packed: Packed, draws: Mapping[str, Floats], seed: int) -> tuple[Floats, ...]:
    """Draws of the group effects, one array (chains, draws, levels, p) for each term of the design.

    Parameters
    ----------
    seed
        Used where the program integrated the effects out and they are drawn here.
    """
    if not packed.term_order:
        return ()
    if packed.program == "lmm":
        factors = unpack_theta_L(draws, packed.data, packed.term_order)
        if not packed.data["relative"]:
            sigma = _aux(packed, draws)
            assert sigma is not None
            factors = [f / sigma[..., None, None] for f in factors]
        return lmm_effects.draw_effects(packed, draws, factors, seed)
    return glmm.effects(packed, draws, unpack(packed, draws).theta_L)


def _aux(packed: Packed, draws: Mapping[str, Floats]) -> Floats | None:
    if packed.aux_unit is None:
        return None
    raw = draws["aux_raw"]
    return packed.aux_unit * (raw[..., 0] if raw.ndim == 3 else raw)


def _dispersion(packed: Packed, aux: Floats | None) -> Floats | None:
    """What group-level standard deviations are relative to: sigma under `decov` of a Gaussian outcome, else 1."""
    return aux if packed.data["relative"] else None
