"""The least-squares fit of a curve without its groups: a search where it may be, then Levenberg-Marquardt.

Parameters in which a curve is linear follow from the others by least squares (Golub and Pereyra 1973, the idea of R's
"plinear"), so that only the others are sought: over the grids of self-starting functions, or at magnitudes from
0.001 to 1,000 for a curve of the user's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.curves_data import CurveData, CurveFit
from nbmixed.design.curves_rivals import rivals
from nbmixed.design.curves_value import curve_gradient
from nbmixed.errors import DataError

Floats = NDArray[np.float64]
_TRIED = 600  # candidates for a curve of the user's own
_REFINED = 6  # candidates from which Levenberg-Marquardt starts


def fit_curve(
    data: CurveData,
    candidates: Sequence[Mapping[str, float]],
    guess: tuple[Floats, Floats] | None = None,
    mirrored: Sequence[int] | None = None,
) -> CurveFit:
    """Fit a curve by least squares.

    Parameters
    ----------
    candidates
        Values of nonlinear parameters to start from, by name; none for a curve of which nothing is known.
    guess
        Location and scale of an informative prior, to start around.
    mirrored
        The order of parameters that gives the same curve again, where there is one that users want to know of.

    Raises
    ------
    DataError
        When no start gives finite values.
    """
    names = data.code.parameters
    points = [np.array([c.get(name, np.nan) for name in names]) for c in candidates] or _anywhere(len(names))
    if guess is not None:
        points += _around(*guess)
    thin = data.thinned(data.columns[-1] if len(data.columns) else data.y)
    linear = linear_parameters(thin, points)
    found = [p for p in (_completed(thin, point, linear) for point in points) if p is not None]
    if not found:
        raise DataError(
            "The curve has no finite value at any starting point: see that its inputs are where it is defined."
        )
    found.sort(key=thin.deviance)
    if guess is not None:
        residual_sd = np.sqrt(thin.deviance(found[0]) / len(thin.y)) or 1.0
        data = replace(data, pull=(guess[0], guess[1] / residual_sd))
    solutions = [refined(data, phi) for phi in _spread_out(found)]
    best = min(solutions, key=data.deviance)
    if mirrored is not None:
        solutions = [best[list(mirrored)]]
    elif candidates:
        solutions = []
    return CurveFit(best, data.deviance(best), rivals(data, best, solutions))


def refined(data: CurveData, phi: Floats) -> Floats:
    """Levenberg-Marquardt from `phi`; `phi` itself where that leads nowhere."""
    from scipy.optimize import least_squares

    method: Literal["lm", "trf"] = "lm" if len(data.y) >= len(phi) else "trf"
    with np.errstate(all="ignore"):
        try:
            found = least_squares(
                data.residuals,
                phi,
                data.jacobian,
                method=method,
                x_scale="jac",
                xtol=1e-12,
                ftol=1e-12,
                max_nfev=400,
            ).x
        except (ValueError, np.linalg.LinAlgError):
            return phi
    better = np.isfinite(found).all() and data.deviance(found) <= data.deviance(phi)
    return np.asarray(found) if better else phi


def linear_parameters(data: CurveData, points: Sequence[Floats]) -> list[int]:
    """Places of parameters in which, taken together, the curve is linear."""
    rng = np.random.default_rng(0)
    P = len(data.code.parameters)
    known = [k for k in range(P) if any(np.isfinite(p[k]) for p in points)]
    bases = [np.where(np.isfinite(p), p, rng.normal(size=P)) for p in points[:: max(1, len(points) // 8)]]
    chosen: list[int] = []
    missing = any(not np.isfinite(p).all() for p in points)
    for k in range(P):
        if missing and k in known:
            continue
        if all(_same_slopes(data, base, [*chosen, k], rng) for base in bases):
            chosen.append(k)
    return chosen


def _same_slopes(data: CurveData, base: Floats, places: Sequence[int], rng: np.random.Generator) -> bool:
    """Whether derivatives for `places` do not change with these parameters."""
    other = base.copy()
    other[list(places)] += rng.normal(size=len(places)) * (1 + np.abs(base[list(places)]))
    with np.errstate(all="ignore"):
        here = curve_gradient(data.code, data.columns, list(base))[1][list(places)]
        there = curve_gradient(data.code, data.columns, list(other))[1][list(places)]
    defined = np.isfinite(here) & np.isfinite(there)
    return bool(np.allclose(here[defined], there[defined], rtol=1e-9, atol=1e-12))


def _completed(data: CurveData, point: Floats, linear: Sequence[int]) -> Floats | None:
    """The point with its linear parameters found by least squares; None where the curve has no value."""
    phi = np.where(np.isfinite(point), point, 0.0)
    if linear:
        phi[list(linear)] = 0.0
        value, gradient = curve_gradient(data.code, data.columns, list(phi))
        root = np.sqrt(data.weights)
        A, b = (gradient[list(linear)] * root).T, (data.y - value) * root
        if not (np.isfinite(A).all() and np.isfinite(b).all()):
            return None
        phi[list(linear)] = np.linalg.lstsq(A, b, rcond=1e-10)[0]
    return phi if data.deviance(phi) < 1e100 else None


def _spread_out(found: Sequence[Floats]) -> list[Floats]:
    """The best candidates, no two of much the same parameters."""
    chosen: list[Floats] = []
    for phi in found:
        if all(np.max(np.abs(phi - c) / (1e-3 + np.abs(phi) + np.abs(c))) > 0.1 for c in chosen):
            chosen.append(phi)
        if len(chosen) == _REFINED:
            break
    return chosen


def _anywhere(P: int) -> list[Floats]:
    rng = np.random.default_rng(0)
    magnitude = 10.0 ** rng.uniform(-3, 3, size=(_TRIED, P))
    return [np.ones(P), *(magnitude * np.where(rng.random((_TRIED, P)) < 0.75, 1.0, -1.0))]


def _around(location: Floats, scale: Floats) -> list[Floats]:
    rng = np.random.default_rng(0)
    return [location, *(location + scale * rng.normal(size=(60, len(location))))]
