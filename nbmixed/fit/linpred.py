"""Linear predictors of the rows of a design, for draws of a posterior, a block at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.design.curves import CurveDesign
from nbmixed.fit.curve_means import curve_means
from nbmixed.fit.draws import Posterior

Floats = NDArray[np.float64]
_BLOCK_DOUBLES = 2_000_000
_BOUND = 1e-300  # linear predictors that the model keeps off 0 and rounding puts on it


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """Effects of one group-specific term at the rows of a design.

    Attributes
    ----------
    Z
        Covariates, shape (N, p).
    b
        Effects, shape (draws, levels, p).
    index
        Place of each row's level among the levels, shape (N,).
    on
        For a curve the parameter that each coefficient adds to, shape (p,).
    """

    Z: Floats
    b: Floats
    index: NDArray[np.int64]
    on: NDArray[np.int64] | None = None

    def add_to(self, eta: Floats, draws: slice, rows: slice) -> None:
        """Add ``Z b`` to the linear predictors of some draws and rows, in place."""
        index = self.index[rows]
        for c in range(self.Z.shape[1]):
            eta += self.Z[rows, c] * self.b[draws, :, c][:, index]


@dataclass(frozen=True, slots=True, eq=False)
class Predictor:
    """Everything that linear predictors are made of.

    Attributes
    ----------
    X
        Columns of the population-level part, shape (N, K).
    coef
        Their coefficients, shape (draws, K).
    offset
        Shape (N,), or None.
    terms
        Group-specific terms.
    bound
        Sign that linear predictors have in the model, see `Family.bound`; 0 where they may have any.
    curve
        Of a nonlinear model: what is predicted is then the curve itself.
    """

    X: Floats
    coef: Floats
    offset: Floats | None
    terms: tuple[Term, ...]
    bound: int = 0
    curve: CurveDesign | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Draws and rows."""
        return len(self.coef), len(self.X)

    def at(self, draws: slice = slice(None), rows: slice = slice(None)) -> Floats:
        """``X coef + offset + Z b`` for some draws (first axis) and rows (second)."""
        if self.curve is not None:
            effects = [
                (term.b[draws], term.index[rows], term.on) for term in self.terms if term.on is not None
            ]
            mu = curve_means(self.curve, self.X[rows], self.coef[draws], effects, rows)
            return mu if self.offset is None else mu + self.offset[rows]
        eta: Floats = self.coef[draws] @ self.X[rows].T
        if self.offset is not None:
            eta += self.offset[rows]
        for term in self.terms:
            term.add_to(eta, draws, rows)
        return self.bound * np.maximum(self.bound * eta, _BOUND) if self.bound else eta

    def all(self) -> Floats:
        """All of them, shape (draws, N); made a block at a time."""
        eta = np.empty(self.shape)
        for part, block in self.by_draws():
            eta[part] = block
        return eta

    def by_draws(self) -> Iterator[tuple[slice, Floats]]:
        """Blocks of draws, each with all rows: at most two million numbers (16 MB), or one draw."""
        S, N = self.shape
        for part in _parts(S, N):
            yield part, self.at(draws=part)

    def by_rows(self) -> Iterator[tuple[slice, Floats]]:
        """Blocks of rows, each with all draws: at most two million numbers (16 MB), or one row."""
        S, N = self.shape
        for part in _parts(N, S):
            yield part, self.at(rows=part)


def linear_predictors(posterior: Posterior, design: Design) -> Iterator[tuple[slice, Floats]]:
    """Blocks of draws (chains merged) of ``X coef + offset + Z b`` for the rows a model was fitted to.

    Yields
    ------
    The slice of draws and their linear predictors, shape (draws in the block, N). A block holds at
    most two million numbers (16 MB), or one draw.
    """
    effects = merged(posterior.effects)
    terms = tuple(
        Term(term.Z, b, term.index, places(design, k))
        for k, (term, b) in enumerate(zip(design.groups, effects, strict=True))
    )
    coef = posterior.parameters.coef.reshape(posterior.size, -1)
    return Predictor(design.X, coef, design.offset, terms, curve=design.curve).by_draws()


def places(design: Design, k: int, coefs: slice | list[int] = slice(None)) -> NDArray[np.int64] | None:
    """For a curve the parameters that coefficients of a design's k-th term add to; None for other models."""
    return None if design.curve is None else design.curve.effects[k][coefs]


def merged(arrays: Sequence[Floats]) -> list[Floats]:
    """Arrays (chains, draws, ...) with chains one after the other, (S, ...)."""
    return [a.reshape(a.shape[0] * a.shape[1], *a.shape[2:]) for a in arrays]


def _parts(total: int, other: int) -> Iterator[slice]:
    step = max(1, _BLOCK_DOUBLES // max(other, 1))
    for start in range(0, total, step):
        yield slice(start, min(start + step, total))
