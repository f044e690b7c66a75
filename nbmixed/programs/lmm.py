"""Gaussian models with identity link: cross-products in, exact draws of the group effects out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.design.groups import GroupTerm
from nbmixed.programs.closed_form import closed_form
from nbmixed.programs.coefficients import aux_prior_unit, pack_aux, pack_coefficients
from nbmixed.programs.coordinates import coordinates
from nbmixed.programs.cross_products import Term, cross_products
from nbmixed.programs.mode import find_mode
from nbmixed.programs.packed import Packed, metric
from nbmixed.programs.predictors import predictors
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.programs.smooths import smooth_blocks, smooth_sd_names
from nbmixed.programs.term_priors import pack_terms, smooth_sds
from nbmixed.spec.model import ModelSpec

Floats = NDArray[np.float64]
_DENSE_COST = 2_000_000  # multiplications a gradient spent on the Schur complement
_SMOOTH_COST = 20_000_000  # the same for smooths, whose coefficients depend on one another
_DENSE_SIZE = 200


def pack(design: Design, spec: ModelSpec, priors: ResolvedPriors) -> Packed:
    """Data of stan/lmm.stan.

    Costs O(N) once; what the sampler sees does not grow with the number of rows.
    """
    columns, blocks = predictors(design, spec), smooth_blocks(design)
    mode = None if spec.prior_PD else find_mode(columns, design, spec.family, priors)
    place = coordinates(columns, design, spec.family, priors, mode)
    order, n_eliminated, n_dense = arrange(design.groups, [block.width for block in blocks])
    parts = _partition([*design.groups, *blocks], order, n_eliminated, n_dense)
    first = [term for term in parts[0] if isinstance(term, GroupTerm)]
    products, unit = cross_products(columns, design, first, *parts[1:])
    if spec.prior_PD:
        unit = aux_prior_unit(priors.aux)
    data = {
        **pack_coefficients(place, priors, spec.family, spec.prior_PD),
        **pack_aux(priors.aux, unit),
        **pack_terms(
            design.groups,
            order,
            spec.prior_covariance,
            priors.covariance_scale,
            relative=True,
            compat=spec.compat,
            smooths=smooth_sds([block.width for block in blocks], priors.smooth, relative=True),
        ),
        "n_eliminated": n_eliminated,
        "n_dense": n_dense,
        **products,
        **closed_form(products, place),
    }
    return Packed("lmm", data, place, order, unit, metric(data, data["n_sampled"]), smooth_sd_names(design))


def arrange(terms: Sequence[GroupTerm], smooths: Sequence[int] = ()) -> tuple[tuple[int, ...], int, int]:
    """The program's order of terms: eliminated level by level, eliminated together, sampled.

    Parameters
    ----------
    smooths
        Widths of the blocks of smooths, whose positions follow those of `terms`.

    Returns
    -------
    order
        Positions in `terms`, and after them of `smooths`.
    n_eliminated, n_dense
        How many terms the first two parts have. The first holds all terms of the factor with the
        most levels; the second takes smooths, then further terms, smallest first, while the Schur complement
        stays cheap.
    """
    main = max(terms, key=lambda t: len(t.levels)).group if terms else None
    first = [i for i, t in enumerate(terms) if t.group == main]
    rows = len(terms[first[0]].levels) * sum(len(terms[i].coefs) for i in first) if first else 0
    widths = [*(len(t.levels) * len(t.coefs) for t in terms), *smooths]
    rest = sorted((i for i in range(len(terms)) if i not in first), key=lambda i: widths[i])
    dense: list[int] = []
    q = 0
    for i in [*range(len(terms), len(widths)), *rest]:
        q += widths[i]
        if q > _DENSE_SIZE or rows * q**2 > (_DENSE_COST if i < len(terms) else _SMOOTH_COST):
            break
        dense.append(i)
    sampled = [i for i in [*rest, *range(len(terms), len(widths))] if i not in dense]
    return (*first, *dense, *sampled), len(first), len(dense)


def _partition(
    terms: Sequence[Term], order: tuple[int, ...], n_eliminated: int, n_dense: int
) -> tuple[list[Term], list[Term], list[Term]]:
    ordered = [terms[i] for i in order]
    cut = n_eliminated + n_dense
    return ordered[:n_eliminated], ordered[n_eliminated:cut], ordered[cut:]
