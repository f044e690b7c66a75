"""Coordinates of the effects that stan/lmm.stan samples, because eliminating them would cost too much.

Given coefficients and the factors before it, the rows of a level say that its effect is about ``says = (Z3'r - Z3'Z3 b_before)
/ diag(Z3'Z3)`` with information A, in units of sigma. Effects that are integrated out, and factors behind, are unknown, which
makes A less than the number of rows. Coordinates are standard normal beside such rows (stan/external/informed_effects.hpp);
they decide speed, not the posterior.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.programs.effects import effects_from
from nbmixed.programs.portable import few_digits, on_grid
from nbmixed.programs.terms import lambda_times

Floats = NDArray[np.float64]
_LEAST = 1e-6  # information, beside the largest
_LEAST_SHARE = 0.1  # of the variance that an effect of average information is known with; less is not taken


def sampled_coordinates(
    products: Mapping[str, Any],
    terms: Mapping[str, Any],
    places: Mapping[str, Any],
    n_integrated: int,
    sigma: float,
    *,
    n_smooth: int,
    known: bool,
) -> dict[str, Any]:
    """Return what rows say of sampled effects, and places and units of their sds.

    Parameters
    ----------
    products
        Cross-products of the program's data.
    terms
        Data of all terms, those that are integrated out first.
    places
        Places and units of sds of all terms; those of sampled ones are 0 and 1.
    sigma
        About the residual sd.
    n_smooth
        How many of the sampled terms, the last ones, are blocks of smooths: their columns hang together, and the
        information of single ones would mislead.
    known
        Whether the outcome counts at all.
    """
    nothing = np.empty(0)
    if not known or not products["n_sampled"]:
        return {"informed": 0, "information": nothing, "Z3_square": nothing}
    weights = _cross_products(products)
    square = np.asarray(weights.diagonal())
    square = np.maximum(few_digits(square), _LEAST * float(square.max()) or 1.0)
    scale = 1 + min(_integrated_variance(terms, places, n_integrated), 10.0)
    estimate, information, variance = products["Z3tr"] / square / sigma, square / scale, np.empty(len(square))
    blocks = _blocks(terms, n_integrated)
    groups = blocks[: len(blocks) - n_smooth]
    for block in blocks[len(groups) :]:
        information[block], variance[block] = 0.0, 1.0
    for place, block in reversed(list(enumerate(groups))):
        own = information[block]
        for later in groups[place + 1 :]:
            through = np.abs(weights[block][:, later]) @ (1 / (1 + information[later] * variance[later]))
            own = np.minimum(own, np.asarray(through) / scale)
        information[block] = np.maximum(own, _LEAST * float(own.max()) or _LEAST)
        for part in _coefficients(block, terms["p"][n_integrated + place]):
            error = float(np.mean(1 / information[part]))
            variance[part] = max(float(np.var(estimate[part])) - error, _LEAST_SHARE * error)
    return {
        "informed": 1,
        "information": few_digits(information),
        "Z3_square": square,
        **_sds(terms, places, n_integrated, information, variance),
    }


def sampled_effects(
    data: Mapping[str, Any], z: Floats, factors: Sequence[Floats], delta: Floats, sigma: Floats
) -> Floats:
    """Return the effects that the program samples, relative to sigma, shape (S, n_sampled).

    Parameters
    ----------
    z
        Their coordinates.
    factors
        Cholesky factor of each of their terms relative to sigma, shape (S, p, p).
    delta
        Coefficients less the least-squares fit, shape (S, K1).
    """
    n_integrated = data["n_integrated"]
    levels = data["l"][n_integrated:]
    if not data["informed"]:
        return lambda_times(z, factors, levels)
    weights = _cross_products(data)
    rest = (data["Z3tr"] - delta @ data["Z3tX"].T) / sigma[:, None]
    b = np.zeros_like(z)
    for factor, size, block in zip(factors, levels, _blocks(data, n_integrated), strict=True):
        says = (rest - (weights @ b.T).T)[:, block] / data["Z3_square"][block]
        b[:, block] = effects_from(
            z[:, block], [factor], [size], data["information"][block], says, np.empty((0, 0))
        )
    return b


def _cross_products(data: Mapping[str, Any]) -> sparse.csr_matrix:
    """Return Z3'Z3."""
    parts = (data["Z3tZ3_w"], data["Z3tZ3_v"] - 1, data["Z3tZ3_u"] - 1)
    return sparse.csr_matrix(parts, shape=(data["n_sampled"], data["n_sampled"]))


def _blocks(terms: Mapping[str, Any], n_integrated: int) -> list[slice]:
    sizes = [p * n for p, n in zip(terms["p"], terms["l"], strict=True)][n_integrated:]
    ends = np.cumsum([0, *sizes])
    return [slice(int(a), int(b)) for a, b in pairwise(ends)]


def _coefficients(block: slice, p: int) -> list[slice]:
    """Return the effects of each coefficient of a term."""
    size = (block.stop - block.start) // p
    return [slice(block.start + a * size, block.start + (a + 1) * size) for a in range(p)]


def _integrated_variance(terms: Mapping[str, Any], places: Mapping[str, Any], n_integrated: int) -> float:
    """Return the variance of integrated effects relative to that of sigma, as far as their sds are relative to it."""
    n = sum(terms["p"][:n_integrated])
    relative = np.repeat(np.asarray(terms["relative"]), terms["p"])[:n] == 1
    sds = np.exp(places["sd_place"][:n]) * terms["sd_unit"][:n]
    return float(np.sum(sds[relative] ** 2))


def _sds(
    terms: Mapping[str, Any],
    places: Mapping[str, Any],
    n_integrated: int,
    information: Floats,
    variance: Floats,
) -> dict[str, Floats]:
    place, step = places["sd_place"].copy(), places["sd_step"].copy()
    row = sum(terms["p"][:n_integrated])
    for t, block in enumerate(_blocks(terms, n_integrated), start=n_integrated):
        for part in _coefficients(block, terms["p"][t]):
            if terms["relative"][t] and information[part].any():
                known = information[part] * variance[part]
                step[row] = float(few_digits(1 / np.sqrt(1 + 2 * np.sum((known / (1 + known)) ** 2)), bits=4))
                at = np.array([0.5 * np.log(variance[part][0]) - np.log(terms["sd_unit"][row])])
                place[row] = float(on_grid(at, step[row : row + 1] / 4)[0])
            row += 1
    return {"sd_place": place, "sd_step": step}
