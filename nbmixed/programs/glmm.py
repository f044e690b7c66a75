"""Programs that sample the group effects: bernoulli, binomial, count, continuous."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.design.build import Design
from nbmixed.programs.coefficients import aux_prior_unit, pack_aux, pack_coefficients
from nbmixed.programs.conditional_normal import ConditionalNormal, conditional_data, conditional_normal
from nbmixed.programs.coordinates import coordinates
from nbmixed.programs.cross_products import Term
from nbmixed.programs.decoupling import known_effects, roughly_known
from nbmixed.programs.duplicates import merge_duplicates
from nbmixed.programs.known import KnownEffects, effect_data
from nbmixed.programs.mode import SHRUNK, Mode, find_mode
from nbmixed.programs.packed import Coordinates, Packed, metric
from nbmixed.programs.parameter_places import parameter_places
from nbmixed.programs.portable import few_digits
from nbmixed.programs.predictors import Predictors, predictors
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.programs.smooth_coordinates import turned
from nbmixed.programs.smooths import SmoothBlock, smooth_blocks, smooth_sd_names
from nbmixed.programs.term_priors import pack_terms, smooth_sds
from nbmixed.programs.widening import widening, widening_data
from nbmixed.spec.family import Family
from nbmixed.spec.model import ModelSpec

Floats = NDArray[np.float64]
LINKS = ("identity", "log", "inverse", "1/mu^2", "sqrt", "logit", "probit", "cauchit", "cloglog")
FAMILIES = ("gaussian", "student", "Gamma", "inverse.gaussian", "beta")


def pack(design: Design, spec: ModelSpec, priors: ResolvedPriors) -> Packed:
    """Data of stan/bernoulli.stan, binomial.stan, count.stan or continuous.stan, by the family."""
    family, columns = spec.family, predictors(design, spec)
    mode = None if spec.prior_PD else find_mode(columns, design, family, priors)
    blocks = smooth_blocks(design)
    known = None if mode is None else _effects(columns, design, spec, mode, blocks)
    rotations = known.rotations if known else ()
    if rotations:
        blocks = turned(blocks, rotations)
    mode = mode if known is None else known.mode
    place = coordinates(columns, design, family, priors, mode)
    joint = known.joint if known else None
    given = _conditional(columns, design, spec, known, blocks, place)
    if given is not None:
        known, place = None, replace(place, linear=False)
    wider = None if known is None else widening([*design.groups, *blocks], known, place.spread)
    if wider is not None and wider.few.any():
        place = replace(place, linear=False)
    order = tuple(range(len(design.groups) + len(blocks)))
    unit = _aux_unit(family, priors, mode)
    name = program(design, spec)
    terms = _terms(design, spec, priors, blocks, order)
    data = {
        **pack_coefficients(place, priors, family, spec.prior_PD),
        **({} if name == "bernoulli" else pack_aux(priors.aux, unit or 1.0)),
        **terms,
        **parameter_places(joint, terms, unit, design.nobs),
        **_rows(design, columns, blocks),
        "link": LINKS.index(family.link) + 1,
        "bound": family.bound,
        **effect_data(known, sum(block.width for block in blocks)),
        **widening_data(wider, len(order)),
        **conditional_data(given),
        **_outcome(design, family, name),
    }
    n_effects = design.n_smooth + sum(len(t.levels) * len(t.coefs) for t in design.groups)
    return Packed(
        name,
        merge_duplicates(data),
        place,
        order,
        unit,
        metric(data, n_effects),
        smooth_sd_names(design),
        rotations=rotations,
    )


def _terms(
    design: Design,
    spec: ModelSpec,
    priors: ResolvedPriors,
    blocks: Sequence[SmoothBlock],
    order: Sequence[int],
) -> dict[str, Any]:
    gaussian = spec.family.name == "gaussian"
    return pack_terms(
        design.groups,
        order,
        priors.covariance or spec.prior_covariance,
        priors.covariance_scale,
        relative=gaussian or (spec.compat == "rstanarm" and spec.family.aux is not None),
        compat=spec.compat,
        smooths=smooth_sds([block.width for block in blocks], priors.smooth, relative=gaussian),
    )


def program(design: Design, spec: ModelSpec) -> str:
    """Name of the Stan program."""
    if spec.family.continuous:
        return "continuous"
    if spec.family.name in ("poisson", "neg_binomial_2"):
        return "count"
    trials = design.response.trials if design.response else None
    return "bernoulli" if trials is None and spec.family.name == "binomial" else "binomial"


def _rows(design: Design, columns: Predictors, blocks: Sequence[SmoothBlock]) -> dict[str, Any]:
    N, X = len(columns.X), np.column_stack([columns.X, *(block.columns for block in blocks)])
    covariates = [t.Z[:, c] for t in design.groups for c in range(len(t.coefs))]
    varying = [not np.all(z == 1) for z in covariates]
    kept = [z for z, v in zip(covariates, varying, strict=True) if v]
    return {
        "N": N,
        "n_smooth": len(blocks),
        "n_columns": X.shape[1],
        **_predictors(X, sparse_X=columns.sparse),
        "has_offset": int(design.offset is not None),
        "offset_": np.zeros(N) if design.offset is None else design.offset,
        "weighted": int(design.weights is not None),
        "weights": np.empty(0) if design.weights is None else design.weights,
        "level": np.array([t.index + 1 for t in design.groups], dtype=int).reshape(len(design.groups), N),
        "n_z": len(kept),
        "Z": np.column_stack(kept) if kept else np.empty((N, 0)),
        "z_column": np.where(varying, np.cumsum(varying), 0).astype(int),
    }


def _predictors(X: Floats, *, sparse_X: bool) -> dict[str, Any]:
    """X dense, or in compressed rows."""
    if not sparse_X:
        nothing = np.empty(0, dtype=int)
        return {"sparse_X": 0, "X": X, "nnz_X": 0, "X_w": np.empty(0), "X_v": nothing, "X_u": nothing}
    rows = sparse.csr_matrix(X)
    return {
        "sparse_X": 1,
        "X": np.empty((0, 0)),
        "nnz_X": rows.nnz,
        "X_w": rows.data,
        "X_v": rows.indices + 1,
        "X_u": rows.indptr + 1,
    }


def _effects(
    columns: Predictors, design: Design, spec: ModelSpec, mode: Mode, blocks: Sequence[SmoothBlock]
) -> KnownEffects:
    """What data say of effects; nothing of coefficients beside them where those are no linear functions of their coordinates.

    Where a link has a pole chains start within the narrow curvature of the model without groups, on the side of its mode.
    """
    terms: list[Term] = [*design.groups, *blocks]
    if spec.family.real_line and spec.family.link == "inverse":
        return roughly_known(columns, terms, mode)
    found = known_effects(columns, terms, mode)
    if spec.family.bound or isinstance(spec.prior, SHRUNK):
        return replace(found, mode=mode, shift=np.empty((0, 0)))
    return found


def _conditional(
    columns: Predictors,
    design: Design,
    spec: ModelSpec,
    known: KnownEffects | None,
    blocks: Sequence[SmoothBlock],
    place: Coordinates,
) -> ConditionalNormal | None:
    if known is None or not known.shift.size or spec.sparse:
        return None
    return conditional_normal(columns, [*design.groups, *blocks], known.mode, place)


def _outcome(design: Design, family: Family, name: str) -> dict[str, Any]:
    assert design.response is not None
    y, trials = design.response.y, design.response.trials
    if name == "continuous":
        return {"y": y, "family": FAMILIES.index(family.name) + 1}
    counts = {"y": y.astype(int)}
    if name == "bernoulli":
        return counts
    if name == "binomial":
        counts["trials"] = np.ones(len(y), dtype=int) if trials is None else trials
    return {**counts, "has_aux": int(family.aux is not None)}


def _aux_unit(family: Family, priors: ResolvedPriors, mode: Mode | None) -> float | None:
    if family.aux is None:
        return None
    return aux_prior_unit(priors.aux) if mode is None else float(few_digits(mode.aux()))
