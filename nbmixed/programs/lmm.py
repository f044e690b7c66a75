"""Gaussian models with identity link: cross-products in, exact draws of the group effects out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.design.build import Design
from nbmixed.programs.closed_form import closed_form
from nbmixed.programs.coefficients import aux_prior_unit, pack_aux, pack_coefficients
from nbmixed.programs.coordinates import coordinates
from nbmixed.programs.cross_products import Term, cross_products
from nbmixed.programs.elimination import NOTHING, Elimination, elimination
from nbmixed.programs.elimination_order import Factor, Order, elimination_order, factors_of
from nbmixed.programs.elimination_plan import plan_data
from nbmixed.programs.marginal_mode import marginal_mode, placed_terms
from nbmixed.programs.mode import find_mode
from nbmixed.programs.packed import Packed, metric
from nbmixed.programs.predictors import predictors
from nbmixed.programs.sampled_effects import sampled_coordinates
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.programs.smooths import smooth_blocks, smooth_sd_names
from nbmixed.programs.term_priors import pack_terms, smooth_sds
from nbmixed.spec.model import ModelSpec

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_MOST = 20_000_000  # multiplications a gradient; beyond it a factor is sampled


def pack(design: Design, spec: ModelSpec, priors: ResolvedPriors) -> Packed:
    """Data of stan/lmm.stan.

    Costs O(N) once; what the sampler sees does not grow with the number of rows.
    """
    columns, blocks = predictors(design, spec), smooth_blocks(design)
    widths = [block.width for block in blocks]
    mode = None if spec.prior_PD else find_mode(columns, design, spec.family, priors)
    place = coordinates(columns, design, spec.family, priors, mode)
    parts = arrange(factors_of(design.groups), len(design.groups), widths)
    every: list[Term] = [*design.groups, *blocks]
    products, ZtZ, unit = cross_products(
        columns, design, [every[t] for t in parts.integrated], [every[t] for t in parts.sampled]
    )
    if spec.prior_PD:
        unit = aux_prior_unit(priors.aux)
    terms = pack_terms(
        design.groups,
        parts.order,
        priors.covariance or spec.prior_covariance,
        priors.covariance_scale,
        relative=True,
        compat=spec.compat,
        smooths=smooth_sds(widths, priors.smooth, relative=True),
    )
    found = _eliminated(parts, terms["p"], terms["l"], ZtZ)
    at = None
    if mode is not None:
        facts = {**terms, **products, "n_integrated": len(parts.integrated)}
        at = marginal_mode(facts, found, mode, unit)
    if mode is not None and at is not None:
        place = coordinates(columns, design, spec.family, priors, at.with_coefficients(mode))
    closed = closed_form(products, found, place)
    places = placed_terms(at, terms["p"], len(parts.integrated))
    data = {
        **pack_coefficients(place, priors, spec.family, spec.prior_PD),
        **pack_aux(priors.aux, unit),
        **terms,
        "n_integrated": len(parts.integrated),
        **products,
        **closed,
        **places,
        **sampled_coordinates(
            products,
            terms,
            places,
            len(parts.integrated),
            unit,
            n_smooth=sum(t >= len(design.groups) for t in parts.sampled),
            known=mode is not None,
        ),
        **plan_data(NOTHING if closed["closed"] else found, sum(terms["p"])),
    }
    return Packed(
        "lmm",
        data,
        place,
        parts.order,
        unit,
        metric(data, data["n_sampled"]),
        smooth_sd_names(design),
        elimination=found,
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """Terms that are integrated out, in the program's order, and terms that are sampled."""

    factors: Order
    integrated: tuple[int, ...]
    sampled: tuple[int, ...]

    @property
    def order(self) -> tuple[int, ...]:
        """All terms in the program's order."""
        return self.integrated + self.sampled


def arrange(factors: Sequence[Factor], n_terms: int, smooths: Sequence[int] = ()) -> Parts:
    """Return the program's order of terms: integrated out as far as that is cheap, the rest sampled, the smallest first.

    Where one factor has to be sampled, so are those that would be eliminated together with it: integrated out they would
    leave its effects tied to each other.

    Parameters
    ----------
    smooths
        Widths of the blocks of smooths, whose positions follow those of the `n_terms` group-level terms.
    """
    inside, outside = list(factors), list[Factor]()
    order = elimination_order(inside)
    while order.cost(sum(smooths)) > _MOST and order.together:
        outside += order.together
        inside = [factor for factor in inside if factor not in order.together]
        order = elimination_order(inside)
    outside.sort(key=lambda factor: factor.width)
    integrated = [t for factor in (*order.by_level, *order.together) for t in factor.terms]
    blocks = range(n_terms, n_terms + len(smooths))
    sampled = [t for factor in outside for t in factor.terms]
    if order.cost(sum(smooths)) > _MOST:
        return Parts(order, tuple(integrated), (*sampled, *blocks))
    return Parts(order, (*integrated, *blocks), tuple(sampled))


def _eliminated(parts: Parts, p: Sequence[int], levels: Sequence[int], ZtZ: sparse.csr_matrix) -> Elimination:
    sizes = list(zip(p, levels, strict=True))[: len(parts.integrated)]
    starts = np.concatenate([[0], np.cumsum([k * n for k, n in sizes])]).astype(np.int64)
    theta = np.concatenate([[0], np.cumsum([k for k, _ in sizes])]).astype(np.int64)
    effects, at = [], []
    term = 0
    for factor in (*parts.factors.by_level, *parts.factors.together):
        own = range(term, term + len(factor.terms))
        blocks = [np.arange(starts[t], starts[t + 1]).reshape(sizes[t][0], sizes[t][1]).T for t in own]
        effects.append(np.hstack(blocks))
        at.append(int(theta[term]))
        term += len(factor.terms)
    first = sum(len(factor.terms) for factor in parts.factors.by_level)
    root = np.arange(starts[first], starts[-1])
    terms = [(*sizes[t], int(theta[t])) for t in range(first, len(sizes))]
    return elimination(parts.factors, effects, root, terms, at, ZtZ)
