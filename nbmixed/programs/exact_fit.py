"""Whether a model reproduces its outcome exactly, so that nothing is left to tell how far outcomes are from their means."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nbmixed.design.build import Design
from nbmixed.design.curves_value import curve_value
from nbmixed.design.groups import GroupTerm
from nbmixed.programs.cross_products import sparse_Z
from nbmixed.programs.links import apply_link
from nbmixed.spec.family import Family

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
_ROWS = 300  # looked at first: what fits all rows exactly fits some of them exactly
_MOST_ROWS = 2400
_EXACT = 1e-9  # a residual below this share of the outcome's sd is rounding error
_ROUNDING = 1e-15  # or below this share of the outcome itself
_STEPS = 2000


def exact_fit(design: Design, family: Family) -> tuple[GroupTerm, ...] | None:
    """Return the group-specific terms that it takes, with the predictors, to reproduce the outcome; None if none do.

    The linear predictors that give the outcomes as means are a combination of the columns of the design, which has
    fewer columns than rows.

    Parameters
    ----------
    design
        Of the fit.
    family
        Of a continuous outcome.
    """
    target, X, rows = _target(design, family), design.X, _counted(design)
    if design.curve is not None:
        value = curve_value(design.curve.code, design.curve.columns, list(design.curve.fit.phi))
        return () if _is_rounding(target[rows] - value[rows], target[rows]) else None
    if not np.isfinite(target[rows]).all():
        return None
    for terms in dict.fromkeys(((), design.groups)):
        if _reproduces(X, terms, target, rows):
            return terms
    return None


def _target(design: Design, family: Family) -> Floats:
    """Return the linear predictors that give the outcomes as means, without the offset."""
    assert design.response is not None
    eta = apply_link(family.link, design.response.y)
    return eta if design.offset is None else eta - design.offset


def _counted(design: Design) -> Places:
    """Return the places of rows that count."""
    return np.arange(design.nobs) if design.weights is None else np.flatnonzero(design.weights > 0)


def _reproduces(X: Floats, terms: Sequence[GroupTerm], target: Floats, rows: Places) -> bool:
    some = _some_rows(X, terms, rows)
    if some is None or not _fits_exactly(X, terms, target, some):
        return False
    return len(some) == len(rows) or _fits_all(X, terms, target, rows)


def _some_rows(X: Floats, terms: Sequence[GroupTerm], rows: Places) -> Places | None:
    """Return rows of whole levels, more of them than they have coefficients and effects; None where there are too few."""
    rng, size = np.random.default_rng(0), _ROWS + 2 * X.shape[1]
    while True:
        some = _of_levels(terms[0], rows, size, rng) if terms else rng.permutation(rows)[:size]
        effects = sum(len(np.unique(term.index[some])) * len(term.coefs) for term in terms)
        if len(some) > X.shape[1] + effects:
            return some
        if len(some) == len(rows) or size > _MOST_ROWS:
            return None
        size *= 2


def _of_levels(term: GroupTerm, rows: Places, size: int, rng: np.random.Generator) -> Places:
    """Return the rows of random levels, those of the largest among them first, until there are enough."""
    counts = np.bincount(term.index[rows], minlength=len(term.levels))
    order = np.argsort(-counts + rng.random(len(counts)))
    chosen = order[: int(np.searchsorted(np.cumsum(counts[order]), size)) + 1]
    return rows[np.isin(term.index[rows], chosen)]


def _fits_exactly(X: Floats, terms: Sequence[GroupTerm], target: Floats, rows: Places) -> bool:
    y = target[rows]
    columns = _columns(X, terms, rows).toarray()
    used = columns[:, columns.any(axis=0)]
    fit, _, rank, _ = np.linalg.lstsq(used, y, rcond=None)
    return bool(rank < len(rows)) and _is_rounding(y - used @ fit, y)


def _fits_all(X: Floats, terms: Sequence[GroupTerm], target: Floats, rows: Places) -> bool:
    from scipy.sparse.linalg import lsqr  # not at import: it is slow to come

    y = target[rows] - (target[rows].mean() if _has_ones(X) else 0.0)
    unit = float(np.abs(y).max()) or 1.0
    columns = _columns(X, terms, rows)
    fit = lsqr(columns, y / unit, atol=1e-14, btol=1e-14, conlim=0, iter_lim=_STEPS)[0]
    return _is_rounding(y - unit * (columns @ fit), target[rows])


def _columns(X: Floats, terms: Sequence[GroupTerm], rows: Places) -> sparse.csr_matrix:
    """Return columns of unit length; those that vary without their means beside an intercept."""
    parts = [np.ones((len(rows), 1)), _standardized(X[rows])] if _has_ones(X) else [_unit(X[rows])]
    Z = [sparse.csr_matrix(sparse_Z(terms, len(X)))[rows]] if terms else []
    return sparse.csr_matrix(sparse.hstack([*map(sparse.csr_matrix, parts), *Z]))


def _has_ones(X: Floats) -> bool:
    return X.shape[1] > 0 and bool((X[:, 0] == 1).all())


def _standardized(X: Floats) -> Floats:
    return _unit(X[:, 1:] - X[:, 1:].mean(axis=0))


def _unit(X: Floats) -> Floats:
    length = np.linalg.norm(X, axis=0)
    return np.asarray(X / np.where(length > 0, length, 1.0))


def _is_rounding(residual: Floats, y: Floats) -> bool:
    size = float(np.sqrt(np.mean(residual**2)))
    return bool(size <= max(_EXACT * float(np.std(y)), _ROUNDING * float(np.max(np.abs(y)))))
