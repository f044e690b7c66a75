"""Programs that sample the group effects: bernoulli, binomial, count, continuous."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.programs.centring import centring, effects_from
from nbmixed.programs.coefficients import aux_prior_unit, pack_aux, pack_coefficients
from nbmixed.programs.coordinates import centred_columns, coordinates
from nbmixed.programs.packed import Coordinates, Packed, metric
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.programs.terms import pack_terms
from nbmixed.spec.model import ModelSpec

Floats = NDArray[np.float64]


def pack(design: Design, spec: ModelSpec, priors: ResolvedPriors) -> Packed:
    """Data of stan/bernoulli.stan, binomial.stan, count.stan or continuous.stan, by the family."""
    place = coordinates(design, spec.family, priors, spec.prior_PD)
    order = tuple(range(len(design.groups)))
    unit = _aux_unit(design, spec, priors)
    data = {
        **pack_coefficients(place, priors, spec.prior_PD),
        **(pack_aux(priors.aux, unit or 1.0) if spec.family.name != "binomial" else {}),
        **pack_terms(design.groups, order, spec.prior_covariance, spec.compat),
        **_rows(design),
        **_centring(design, spec, place),
        **_outcome(design, spec),
    }
    n_effects = sum(len(t.levels) * len(t.coefs) for t in design.groups)
    return Packed(program(design, spec), data, place, order, unit, metric(data, n_effects))


def program(design: Design, spec: ModelSpec) -> str:
    """Name of the Stan program."""
    if spec.family.name == "binomial":
        trials = design.response.trials if design.response else None
        return "bernoulli" if trials is None else "binomial"
    return "continuous" if spec.family.name == "gaussian" else "count"


def effects(
    packed: Packed, parameters: Mapping[str, Floats], theta_L: Sequence[Floats]
) -> tuple[Floats, ...]:
    """Group effects of every term from their sampled coordinates, shape (chains, draws, levels, p)."""
    chains, draws = parameters["z"].shape[:2]
    factors = [f.reshape(chains * draws, *f.shape[2:]) for f in theta_L]
    z = parameters["z_b"].reshape(chains * draws, -1)
    share = packed.data["centring"]
    b = effects_from(z, factors, packed.data["l"], share if share.size else np.zeros(z.shape[1]))
    out, start = [], 0
    for p, levels in zip(packed.data["p"], packed.data["l"], strict=True):
        block = b[:, start : start + p * levels].reshape(chains, draws, p, levels)
        out.append(np.swapaxes(block, 2, 3))
        start += p * levels
    return tuple(out)


def _rows(design: Design) -> dict[str, Any]:
    X, _ = centred_columns(design)
    N = X.shape[0]
    covariates = [t.Z[:, c] for t in design.groups for c in range(len(t.coefs))]
    varying = [not np.all(z == 1) for z in covariates]
    kept = [z for z, v in zip(covariates, varying, strict=True) if v]
    return {
        "N": N,
        "X": X,
        "offset_": np.zeros(N) if design.offset is None else design.offset,
        "weighted": int(design.weights is not None),
        "weights": np.empty(0) if design.weights is None else design.weights,
        "level": np.array([t.index + 1 for t in design.groups], dtype=int).reshape(len(design.groups), N),
        "n_z": len(kept),
        "Z": np.column_stack(kept) if kept else np.empty((N, 0)),
        "z_column": np.where(varying, np.cumsum(varying), 0).astype(int),
    }


def _centring(design: Design, spec: ModelSpec, place: Coordinates) -> dict[str, Any]:
    share = np.empty(0) if spec.prior_PD else centring(design, spec.family, place)
    return {"partly_centred": int(share.any()), "centring": share if share.any() else np.empty(0)}


def _outcome(design: Design, spec: ModelSpec) -> dict[str, Any]:
    assert design.response is not None
    y, trials = design.response.y, design.response.trials
    if spec.family.name == "gaussian":
        return {"y": y}
    counts = {"y": y.astype(int)}
    if spec.family.name == "binomial":
        return counts if trials is None else {**counts, "trials": trials}
    has_aux = spec.family.aux is not None
    return {**counts, "has_aux": int(has_aux), "coupled": int(has_aux and spec.compat == "rstanarm")}


def _aux_unit(design: Design, spec: ModelSpec, priors: ResolvedPriors) -> float | None:
    if spec.family.aux is None:
        return None
    if spec.family.name == "gaussian" and design.response is not None and not spec.prior_PD:
        return float(np.std(design.response.y)) or 1.0
    return aux_prior_unit(priors.aux)
