"""What data tell of the parameters of a curve: solutions that fit as well, parameters that nothing identifies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.curves_data import CurveData

Floats = NDArray[np.float64]
_SAME_FIT = 7.0  # difference of log likelihoods up to which two solutions are rivals
_APART = 5.0  # standard errors between rivals
_DEPENDENT = 1e-8


def rivals(data: CurveData, best: Floats, solutions: Sequence[Floats]) -> tuple[Floats, ...]:
    """Solutions that fit about as well as the best, some standard errors away from it and each other."""
    N = len(data.y)
    deviance = max(data.deviance(best), 1e-300)
    errors = np.sqrt(deviance / N) * _unit_errors(data, best)
    apart: list[Floats] = []
    for phi in solutions:
        worse = 0.5 * N * np.log(max(data.deviance(phi), 1e-300) / deviance)
        own = np.sqrt(deviance / N) * _unit_errors(data, phi)
        known = bool((own < 30 * errors + np.abs(phi)).all())  # else it runs away to the edge of the curves
        far = all(np.max(np.abs(phi - other) / errors) > _APART for other in (best, *apart))
        if worse < _SAME_FIT and known and far:
            apart.append(phi)
    return tuple(apart)


def _unit_errors(data: CurveData, phi: Floats) -> Floats:
    """Standard errors of the parameters with a residual standard deviation of 1; infinite where there are none."""
    J = data.jacobian(phi)
    unit = np.linalg.norm(J, axis=0)
    if not (unit > 0).all() or len(J) < len(phi):
        return np.full(len(phi), np.inf)
    R = np.linalg.qr(J / unit, mode="r")
    if np.min(np.abs(np.diag(R))) < _DEPENDENT:
        return np.full(len(phi), np.inf)
    return np.asarray(np.linalg.norm(np.linalg.inv(R), axis=1) / unit)


def unidentified(gradient: Floats) -> list[int]:
    """Places of parameters that the data cannot tell from those before them.

    Parameters
    ----------
    gradient : shape (P, N)
        Derivatives of the curve.
    """
    found: list[int] = []
    kept: list[int] = []
    for k, slope in enumerate(gradient):
        rest = slope
        if kept:
            rest = slope - gradient[kept].T @ np.linalg.lstsq(gradient[kept].T, slope, rcond=None)[0]
        size = np.linalg.norm(slope)
        (found if np.linalg.norm(rest) <= _DEPENDENT * size or size == 0 else kept).append(k)
    return found
