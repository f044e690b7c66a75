"""A design and its spec to a program's data, and the program's draws back to the model's parameters."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.programs import glmm, lmm, lmm_effects
from nbmixed.programs.packed import Packed, Parameters
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.programs.terms import unpack_theta_L
from nbmixed.spec.model import ModelSpec

Floats = NDArray[np.float64]


def pack(design: Design, spec: ModelSpec, priors: ResolvedPriors) -> Packed:
    """The program that fits the model, and its data.

    A Gaussian model goes through its cross-products, unless it has no groups and no fewer coefficients
    than rows.
    """
    wide = design.X.shape[1] >= design.nobs and not design.groups
    if spec.family.name == "gaussian" and not wide:
        return lmm.pack(design, spec, priors)
    return glmm.pack(design, spec, priors)


def complete(draws: Mapping[str, Floats], shape: tuple[int, ...]) -> dict[str, Floats]:
    """Draws with the vectors that have no element in this model, which a CSV file leaves out."""
    empty = {name: np.empty((*shape, 0)) for name in ("z", "sd_raw", "cpc", "z_b")}
    return {**empty, **draws}


def unpack(packed: Packed, draws: Mapping[str, Floats]) -> Parameters:
    """Parameters of the model from the draws of its program, each (chains, draws, ...)."""
    factors = unpack_theta_L(draws, packed.data, packed.term_order)
    aux = _aux(packed, draws)
    unit = _dispersion(packed, aux)
    return Parameters(
        coef=packed.coordinates.coefficients(draws["z"]),
        aux=aux,
        theta_L=tuple(f if unit is None else unit[..., None, None] * f for f in factors),
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
        relative = unpack_theta_L(draws, packed.data, packed.term_order)
        return lmm_effects.draw_effects(packed, draws, relative, seed)
    return glmm.effects(packed, draws, unpack(packed, draws).theta_L)


def _aux(packed: Packed, draws: Mapping[str, Floats]) -> Floats | None:
    if packed.aux_unit is None:
        return None
    raw = draws["aux_raw"]
    return packed.aux_unit * (raw[..., 0] if raw.ndim == 3 else raw)


def _dispersion(packed: Packed, aux: Floats | None) -> Floats | None:
    """What group-level standard deviations are relative to: sigma of a Gaussian outcome, else 1."""
    relative = packed.program in ("lmm", "continuous") or packed.data.get("coupled")
    return aux if relative else None
