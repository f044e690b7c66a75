"""Density curves of outcomes: over their own range and a little beyond, never beyond what is possible."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from nbmixed.plots.density import bandwidth
from nbmixed.plots.draws import Floats, is_constant

Bounds = tuple[float | None, float | None]
FREE: Bounds = (None, None)
_TAIL = 4  # bandwidths beyond the extremes
_POINTS = 128  # evenly spaced, and as many where the outcomes are
_FEWEST_BINS, _MOST_BINS = 512, 65_536


def density_curve(x: Floats, bounds: Bounds = FREE) -> tuple[Floats, Floats]:
    """Points and a Gaussian kernel density at them, both of shape (G,); empty where `x` is constant.

    Parameters
    ----------
    x
        Outcomes, shape (N,).
    bounds
        Least and largest possible outcome, None where there is none. Mass that the kernel would put
        beyond is reflected back.

    Examples
    --------
    >>> at, height = density_curve(np.array([0.0, 1.0, 2.0, 4.0]), (0.0, None))
    >>> bool(at[0] == 0), round(float(np.trapezoid(height, at)), 3)
    (True, 1.0)
    """
    if len(x) < 2 or is_constant(x):
        return np.empty(0), np.empty(0)
    width = bandwidth(x)
    low, high = _inside(x.min() - _TAIL * width, x.max() + _TAIL * width, x, bounds)
    bins = int(np.clip(8 * (high - low) / width, _FEWEST_BINS, _MOST_BINS))
    counts, edges = np.histogram(x, bins=bins, range=(low, high))
    step = (high - low) / bins
    heights = gaussian_filter1d(counts / (x.size * step), width / step, mode="reflect", truncate=_TAIL)
    at = np.unique(
        np.concatenate([np.linspace(low, high, _POINTS), np.quantile(x, np.linspace(0, 1, _POINTS))])
    )
    return at, np.interp(at, (edges[:-1] + edges[1:]) / 2, heights)


def _inside(low: float, high: float, x: Floats, bounds: Bounds) -> tuple[float, float]:
    """The range of a curve; a bound that the outcomes themselves cross is none."""
    least, largest = bounds
    if least is not None and x.min() >= least:
        low = max(low, least)
    if largest is not None and x.max() <= largest:
        high = min(high, largest)
    return low, high
