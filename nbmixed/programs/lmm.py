"""Gaussian models with identity link: cross-products in, exact draws of the group effects out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.design.groups import GroupTerm
from nbmixed.programs.closed_form import closed_form
from nbmixed.programs.coefficients import aux_prior_unit, pack_aux, pack_coefficients
from nbmixed.programs.coordinates import coordinates
from nbmixed.programs.cross_products import cross_products
from nbmixed.programs.mode import find_mode
from nbmixed.programs.packed import Packed, metric
from nbmixed.programs.predictors import predictors
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.programs.terms import pack_terms
from nbmixed.spec.model import ModelSpec

Floats = NDArray[np.float64]
_DENSE_COST = 2_000_000  # multiplications a gradient spent on the Schur complement
_DENSE_SIZE = 200


def pack(design: Design, spec: ModelSpec, priors: ResolvedPriors) -> Packed:
    """Data of stan/lmm.stan.

    Costs O(N) once; what the sampler sees does not grow with the number of rows.
    """
    columns = predictors(design, spec)
    mode = None if spec.prior_PD else find_mode(columns, design, spec.family, priors)
    place = coordinates(columns, design, spec.family, priors, mode)
    order, n_eliminated, n_dense = arrange(design.groups)
    parts = _partition(design.groups, order, n_eliminated, n_dense)
    products, unit = cross_products(columns, design, *parts)
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
        ),
        "n_eliminated": n_eliminated,
        "n_dense": n_dense,
        **products,
        **closed_form(products, place),
    }
    return Packed("lmm", data, place, order, unit, metric(data, data["n_sampled"]))


def arrange(terms: tuple[GroupTerm, ...]) -> tuple[tuple[int, ...], int, int]:
    """The program's order of terms: eliminated level by level, eliminated together, sampled.

    Returns
    -------
    order
        Positions in `terms`.
    n_eliminated, n_dense
        How many terms the first two parts have. The first holds all terms of the factor with the
        most levels; the second takes further terms, smallest first, while the Schur complement stays cheap.
    """
    if not terms:
        return (), 0, 0
    main = max(terms, key=lambda t: len(t.levels)).group
    first = [i for i, t in enumerate(terms) if t.group == main]
    rows = len(terms[first[0]].levels) * sum(len(terms[i].coefs) for i in first)
    rest = sorted((i for i in range(len(terms)) if i not in first), key=lambda i: _width(terms[i]))
    dense: list[int] = []
    q = 0
    for i in rest:
        q += _width(terms[i])
        if q > _DENSE_SIZE or rows * q**2 > _DENSE_COST:
            break
        dense.append(i)
    sampled = [i for i in rest if i not in dense]
    return (*first, *dense, *sampled), len(first), len(dense)


def _width(term: GroupTerm) -> int:
    return len(term.levels) * len(term.coefs)


def _partition(
    terms: tuple[GroupTerm, ...], order: tuple[int, ...], n_eliminated: int, n_dense: int
) -> tuple[list[GroupTerm], list[GroupTerm], list[GroupTerm]]:
    ordered = [terms[i] for i in order]
    cut = n_eliminated + n_dense
    return ordered[:n_eliminated], ordered[n_eliminated:cut], ordered[cut:]
