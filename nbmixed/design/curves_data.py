"""What a curve is fitted to by least squares, and the fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.curves_code import Code
from nbmixed.design.curves_value import curve_gradient, curve_value

Floats = NDArray[np.float64]
_ROWS = 400  # that a search looks at


@dataclass(frozen=True, slots=True, eq=False)
class CurveFit:
    """Least-squares estimates of the parameters of a curve.

    Attributes
    ----------
    phi
        Shape (P,).
    deviance
        Weighted sum of squared residuals.
    rivals
        Other parameter values that fit about as well, each of shape (P,).
    """

    phi: Floats
    deviance: float
    rivals: tuple[Floats, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class CurveData:
    """What a curve is fitted to.

    Attributes
    ----------
    columns
        The code's columns, shape (C, N).
    y, weights
        Shape (N,); offsets are taken away from y.
    pull
        Location and scale of an informative prior of the parameters, the scale in residual standard deviations: it
        counts as one more row for each. None for none.
    """

    code: Code
    columns: Floats
    y: Floats
    weights: Floats
    pull: tuple[Floats, Floats] | None = None

    @classmethod
    def of(
        cls, code: Code, columns: Floats, y: Floats, offset: Floats | None, weights: Floats | None
    ) -> CurveData:
        """What is to be fitted to an outcome, with its offset and likelihood weights, if any."""
        left = y if offset is None else y - offset
        return cls(code, columns, left, np.ones(len(y)) if weights is None else weights)

    def residuals(self, phi: Floats) -> Floats:
        """Weighted residuals, shape (N,), then those from the prior; huge where the curve has no value."""
        mu = curve_value(self.code, self.columns, list(phi))
        rows = np.nan_to_num(np.sqrt(self.weights) * (self.y - mu), nan=1e60, posinf=1e60, neginf=-1e60)
        return rows if self.pull is None else np.concatenate([rows, (self.pull[0] - phi) / self.pull[1]])

    def jacobian(self, phi: Floats) -> Floats:
        """Derivatives of `residuals`, shape (N, P)."""
        gradient = curve_gradient(self.code, self.columns, list(phi))[1]
        rows = np.nan_to_num(-np.sqrt(self.weights)[:, None] * gradient.T, posinf=0.0, neginf=0.0)
        return np.asarray(rows if self.pull is None else np.vstack([rows, -np.diag(1 / self.pull[1])]))

    def deviance(self, phi: Floats) -> float:
        """Weighted sum of squared residuals."""
        with np.errstate(over="ignore"):
            return float(np.sum(self.residuals(phi) ** 2))

    def thinned(self, order: Floats) -> CurveData:
        """At most some hundred rows, spread evenly over `order`."""
        N = len(self.y)
        if N <= _ROWS:
            return self
        rows = np.argsort(order, kind="stable")[np.linspace(0, N - 1, _ROWS).astype(int)]
        return CurveData(self.code, self.columns[:, rows], self.y[rows], self.weights[rows], self.pull)
