"""Kernel density of draws on their own range."""

from __future__ import annotations

import math

import numpy as np
from scipy.ndimage import gaussian_filter1d

from nbmixed.plots.draws import Floats, is_constant

_FEWEST_BINS, _MOST_BINS = 512, 65_536


def density(x: Floats, at: Floats) -> Floats:
    """Gaussian kernel density of the draws `x`, evaluated at the points `at`.

    Parameters
    ----------
    x
        Draws, shape (S,), not constant.
    at
        Points, shape (G,); the density is 0 outside the range of `x`.

    Returns
    -------
    Floats
        Shape (G,), in units of 1 / unit of `x`.

    Notes
    -----
    The draws are binned finely and smoothed with Silverman's bandwidth (Silverman 1986, eq. 3.31).
    Mass that the kernel would put outside the range of the draws is reflected back, so that the density
    of a standard deviation near zero neither crosses zero nor falls off before it.
    """
    low, high = float(x.min()), float(x.max())
    bins = int(np.clip(8 * (high - low) / bandwidth(x), _FEWEST_BINS, _MOST_BINS))
    counts, edges = np.histogram(x, bins=bins, range=(low, high))
    width = (high - low) / bins
    smooth = gaussian_filter1d(counts / (x.size * width), bandwidth(x) / width, mode="reflect", truncate=6)
    inside = (at >= low) & (at <= high)
    return np.where(inside, np.interp(at, (edges[:-1] + edges[1:]) / 2, smooth), 0.0)


def bandwidth(x: Floats) -> float:
    """Silverman's bandwidth: 0.9 min(sd, IQR / 1.34) S^(-1/5).

    >>> round(bandwidth(np.arange(32.0)), 3)
    4.221
    """
    if is_constant(x):
        return 0.0
    sd = float(x.std(ddof=1))
    quarters = np.quantile(x, [0.25, 0.75])
    spread = float(quarters[1] - quarters[0]) / 1.34
    return 0.9 * (min(sd, spread) if spread > 0 else sd) * math.pow(x.size, -0.2)
