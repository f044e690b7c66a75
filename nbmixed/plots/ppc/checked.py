"""What every check asks of its input: outcomes y, shape (N,), and replicated outcomes yrep, shape (S, N)."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Floats
from nbmixed.plots.labels import counted

_HUGE = 1e100  # squares of larger outcomes are no numbers


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """Observed outcomes and replicated ones that can be drawn.

    Attributes
    ----------
    y
        Shape (N,).
    yrep
        Shape (S, N).
    left_out
        How many replicated data sets had outcomes that are not finite, or beyond 1e100.
    """

    y: Floats
    yrep: Floats
    left_out: int

    @property
    def caption(self) -> str:
        """How many data sets are drawn, and why not all."""
        left = f"; {self.left_out} more have outcomes beyond all numbers" if self.left_out else ""
        return f"{counted(len(self.yrep), 'replicated data set')}{left}."


def outcomes(y: ArrayLike, yrep: ArrayLike) -> Outcomes:
    """Observed and replicated outcomes, checked.

    Raises
    ------
    PlotError
        Shapes that do not fit, nothing to draw, an outcome that is not finite.
    """
    observed, replicated = vector(y, "y"), _numbers(yrep, "yrep")
    if replicated.ndim != 2 or replicated.shape[1] != len(observed):
        raise PlotError(
            f"yrep must have the shape (data sets, rows) with the {len(observed)} rows of y; "
            f"it has {replicated.shape}."
        )
    with np.errstate(invalid="ignore"):
        usable = (np.abs(replicated) < _HUGE).all(axis=1)
    if not usable.any():
        raise PlotError(
            "No replicated data set has finite outcomes in all rows: give at least one, or, of draws from "
            "the prior, take narrower priors."
        )
    return Outcomes(observed, replicated if usable.all() else replicated[usable], int((~usable).sum()))


def vector(values: ArrayLike, name: str, n: int | None = None) -> Floats:
    """Finite numbers, shape (N,)."""
    array = _numbers(values, name)
    if array.ndim != 1 or not array.size:
        raise PlotError(f"{name} must be one number for each row; its shape is {array.shape}.")
    if n is not None and len(array) != n:
        raise PlotError(f"{name} has {len(array)} values, but y has {n}: give one for each row.")
    if not np.isfinite(array).all():
        raise PlotError(f"{name} has values that are not finite: leave those rows out.")
    return array


def counted_outcomes(found: Outcomes, kind: str) -> None:
    """Refuse outcomes that do not count, for a plot that is of counts."""
    for name, values in (("y", found.y), ("yrep", found.yrep)):
        if not (values == np.rint(values)).all():
            raise PlotError(f"{kind} shows whole numbers, and {name} has others: take dens_overlay or hist.")


def probability(prob: object, name: str = "prob") -> float:
    """A probability strictly between 0 and 1."""
    if isinstance(prob, bool) or not isinstance(prob, Real) or not 0 < float(prob) < 1:
        raise PlotError(f"{name} = {prob!r} is no probability: expected a number between 0 and 1.")
    return float(prob)


def _numbers(values: ArrayLike, name: str) -> Floats:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise PlotError(f"{name} must be numbers.") from None
