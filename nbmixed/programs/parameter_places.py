"""A place and a unit for the parameters of the covariance of sampled effects, and for the auxiliary parameter.

A chain's first step is as long as its narrowest parameter allows, until warmup has learned the units of all. At the joint mode
of coefficients and effects the variance v of a term over its levels is roughly known, and so is how well a level's rows know
its effect, with Fisher information A. Beside a normal likelihood the information on log(sd) is 2 sum(w^2) with w = A v / (1 +
A v), that on the correlation of two coefficients near 0 is the sum of the products of their w. A misplaced unit costs speed,
not the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.programs.joint_mode import JointMode
from nbmixed.programs.portable import few_digits, on_grid
from nbmixed.programs.term_priors import n_correlations

Floats = NDArray[np.float64]
_LARGEST_CORRELATION = 0.95
_FARTHEST = 12.0  # of a logarithm from 0, in the units of the program


def parameter_places(
    at: JointMode | None, terms: Mapping[str, Any], aux_unit: float | None, n_rows: int
) -> dict[str, Any]:
    """Return places and units of log sd_raw, atanh cpc and log aux_raw as the programs take them.

    Parameters
    ----------
    at
        The joint mode; None where it was not found: then places are 0 and units 1, in the units of the program.
    terms
        Data of the group-level terms, see stan/include/terms_data.stan.
    aux_unit
        Of the auxiliary parameter, where there is one.
    n_rows
        That tell of it.

    Returns
    -------
    dict
        The last digits do not depend on a machine's linear algebra library.
    """
    sizes = list(zip(terms["p"], terms["l"], strict=True))
    relative = np.repeat(np.asarray(terms["relative"], dtype=bool), terms["p"])
    unit = np.asarray(terms["sd_unit"]) * np.where(relative, aux_unit or 1.0, 1.0)
    if at is None:
        sds = (np.where(relative, -np.log(aux_unit or 1.0), 0.0), np.ones(len(unit)))
        cpcs = (np.zeros(n_correlations(terms["p"])), np.ones(n_correlations(terms["p"])))
    else:
        levels = [_of_levels(at, start, p, n) for start, (p, n) in zip(_starts(sizes), sizes, strict=True)]
        sds = _joined([_log_sds(*level) for level in levels])
        sds = (np.clip(sds[0] - np.log(unit), -_FARTHEST, _FARTHEST), sds[1])
        cpcs = _joined([_atanh_cpcs(*level) for level in levels])
    places: dict[str, Any] = {**_rounded("sd", *sds), **_rounded("cpc", *cpcs)}
    if aux_unit is None:
        return places
    step = 1.0 if at is None else min(1.0, np.sqrt(2 / n_rows))
    return {**places, "aux_place": 0.0, "aux_step": float(few_digits(step, bits=4))}


def _starts(sizes: Sequence[tuple[int, int]]) -> list[int]:
    starts: list[int] = np.cumsum([0, *(p * n for p, n in sizes)])[:-1].tolist()
    return starts


def _of_levels(at: JointMode, start: int, p: int, n: int) -> tuple[Floats, Floats, Floats]:
    """Return the effects of a term, their variances over its levels and the shares w, each of shape (p, levels)."""
    effects, variance, information = (
        values[start : start + p * n].reshape(p, n) for values in (at.effects, at.variance, at.information)
    )
    known = information * variance
    return effects, variance, known / (1 + known)


def _log_sds(effects: Floats, variance: Floats, share: Floats) -> tuple[Floats, Floats]:  # noqa: ARG001
    return 0.5 * np.log(variance[:, 0]), 1 / np.sqrt(1 + 2 * np.sum(share**2, axis=1))


def _atanh_cpcs(effects: Floats, variance: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Return canonical partial correlations, row by row, of what the effects at the mode have in common."""
    p, levels = effects.shape
    sd = np.sqrt(variance[:, 0])
    correlation = np.clip(effects @ effects.T / levels / np.outer(sd, sd), -1, 1) * _LARGEST_CORRELATION
    np.fill_diagonal(correlation, 1.0)
    values, vectors = np.linalg.eigh(correlation)
    nearest = (vectors * np.maximum(values, 1 - _LARGEST_CORRELATION)) @ vectors.T
    L = np.linalg.cholesky(nearest / np.sqrt(np.outer(np.diag(nearest), np.diag(nearest))))
    rest = np.sqrt(np.maximum(1 - np.cumsum(np.tril(L, -1) ** 2, axis=1), 0.0))
    before = np.column_stack([np.ones(p), rest[:, :-1]])
    i, j = np.tril_indices(p, -1)
    cpc = np.clip(L[i, j] / before[i, j], -_LARGEST_CORRELATION, _LARGEST_CORRELATION)
    return np.arctanh(cpc), 1 / np.sqrt(1 + np.sum(share[i] * share[j], axis=1))


def _joined(pairs: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    nothing = np.empty(0)
    return np.concatenate([nothing, *(a for a, _ in pairs)]), np.concatenate(
        [nothing, *(b for _, b in pairs)]
    )


def _rounded(name: str, place: Floats, unit: Floats) -> dict[str, Floats]:
    step = few_digits(unit, bits=4)
    return {f"{name}_place": on_grid(place, step / 4), f"{name}_step": step}
