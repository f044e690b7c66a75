"""P-splines, basis "ps": B-splines with a penalty on differences of coefficients (Eilers and Marx 1996)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nbmixed.design.smooths.basis import Columns, check_dimension
from nbmixed.design.values import Array
from nbmixed.errors import DataError

_MARGIN = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class PSpline:
    """B-splines on evenly spaced knots; straight beyond the range of the fit.

    Attributes
    ----------
    knots
        (k + degree + 1) evenly spaced.
    degree
        Of the pieces.
    penalty
        (k, k) the sum of squared differences of neighbouring coefficients.
    free
        (k, order of the differences) polynomials of the place of a coefficient.
    """

    knots: Array
    degree: int
    penalty: Array
    free: Array

    def at(self, columns: Columns) -> Array:
        """(N, k) columns."""
        from scipy.interpolate import BSpline

        (x,) = columns
        inside = np.clip(x, self.knots[self.degree], self.knots[-self.degree - 1])
        rows: Array = BSpline.design_matrix(inside, self.knots, self.degree).toarray()
        outside = np.flatnonzero(x != inside)
        if len(outside):
            spline = BSpline(self.knots, np.eye(len(self.penalty)), self.degree)
            slope = spline.derivative()(inside[outside])
            rows[outside] += (x[outside] - inside[outside])[:, None] * slope
        return rows


def p_spline(columns: Columns, k: int | None, m: tuple[int, ...], label: str) -> PSpline:
    """The basis for the data of a fit.

    Parameters
    ----------
    columns
        One variable.
    k
        Number of B-splines; None for 10 (more where `m` needs it).
    m
        Order of the spline (2 for cubic pieces) and of the differences; one number for both; empty for (2, 2).

    Raises
    ------
    DataError
        For a `k` or `m` that is not possible.
    """
    spline, differences = (m * 2)[:2] if m else (2, 2)
    least = max(spline + 2, differences + 1)
    size = max(10, least) if k is None else k
    if differences < 1:
        raise DataError(f"{label} has differences of order {differences}, but the order must be at least 1.")
    check_dimension(label, size, least, columns)
    low, high = float(columns[0].min()), float(columns[0].max())
    margin = _MARGIN * (high - low)
    step = (high - low + 2 * margin) / (size - spline - 1)
    places = np.arange(-(spline + 1), size + 1)
    knots: Array = np.asarray(low - margin + step * places, dtype=np.float64)
    D: Array = np.asarray(np.diff(np.eye(size), differences, axis=0), dtype=np.float64)
    penalty: Array = D.T @ D
    free = np.vander(np.linspace(-1, 1, size), differences, increasing=True)
    return PSpline(knots, spline + 1, penalty, free)
