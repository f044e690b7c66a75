"""Numbers for a program that are the same, bit for bit, whatever linear algebra library a machine has.

The last bit of a matrix product depends on the order of its sums, which libraries choose by processor and number of
threads; chains amplify it until their draws have nothing in common. What enters a density is therefore summed in a
fixed order, and what only places coordinates is given in few digits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_NOTHING = 2.0**-32  # of the largest number of a row
_MOST = 300_000_000  # multiplications, half a second; beyond it a library is needed


def product(left: Floats, right: Floats) -> Floats:
    """The matrix product, summed in a fixed order."""
    if left.shape[0] * left.shape[-1] * (right.shape[1] if right.ndim > 1 else 1) > _MOST:
        return np.asarray(left @ right)
    return np.asarray(np.einsum("ik,kj->ij" if right.ndim > 1 else "ik,k->i", left, right))


def few_digits(x: ArrayLike, bits: int = 12) -> Floats:
    """Rounded to so many bits, far from rounding errors; zero where nothing beside the largest number of its row.

    >>> few_digits([[1 / 3, 1e-17, 2.0]]).tolist()
    [[0.3333740234375, 0.0, 2.0]]
    """
    values = np.asarray(x, dtype=np.float64)
    fraction, exponent = np.frexp(values)
    rounded = np.ldexp(np.round(fraction * 2.0**bits) / 2.0**bits, exponent)
    largest = np.max(np.abs(values), axis=-1, keepdims=True, initial=0.0) if values.ndim else np.abs(values)
    return np.asarray(np.where(np.abs(values) > _NOTHING * largest, rounded, 0.0))


def on_grid(x: Floats, step: Floats) -> Floats:
    """Rounded to multiples of about a step, which is a power of two.

    Parameters
    ----------
    step
        Of each number, positive.
    """
    power = np.exp2(np.floor(np.log2(np.maximum(step, 1e-300))))
    return np.asarray(np.round(x / power) * power)


def placed(center: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Center and spread of coordinates; the center is moved by less than a thousandth of a coordinate.

    The spread keeps more bits: predictors that nearly repeat each other make it nearly singular.

    Parameters
    ----------
    center
        Shape (K1,).
    spread
        Shape (K1, K1).
    """
    kept, diagonal = few_digits(spread, bits=26), np.diag(spread)
    if not np.any(spread - np.diag(diagonal)):
        return on_grid(center, diagonal / 1024), kept
    try:
        steps = np.round(np.linalg.solve(kept, center) * 1024)
    except np.linalg.LinAlgError:
        return center, spread
    return product(kept, steps / 1024), kept
