"""What every plot asks of its input: draws (chains, draws, P) and P names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbmixed.errors import PlotError, listed

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def checked_draws(draws: ArrayLike, names: Sequence[str]) -> Floats:
    """The draws as floats, shape (chains, draws, P), with every value finite and one name for each parameter.

    Raises
    ------
    PlotError
        Wrong shape, nothing to draw, names that do not fit or occur twice, values that are not finite.
    """
    values = np.asarray(draws, dtype=np.float64)
    if values.ndim != 3:
        raise PlotError(f"Draws must have the shape (chains, draws, parameters); these have {values.shape}.")
    if values.size == 0:
        raise PlotError("There is nothing to draw: give at least one parameter with at least one draw.")
    _check_names(names, values.shape[2])
    _check_finite(values, names)
    return values


def checked_divergences(divergences: ArrayLike | None, values: Floats) -> Bools:
    """Which draws diverged, shape (chains, draws); none did when nothing is given."""
    shape = values.shape[:2]
    if divergences is None:
        return np.zeros(shape, dtype=np.bool_)
    flags = np.asarray(divergences)
    if flags.shape != shape:
        raise PlotError(
            f"Divergences must have the shape (chains, draws) = {shape}; these have {flags.shape}."
        )
    return flags.astype(np.bool_)


def pooled(values: Floats) -> Floats:
    """All chains one after the other, shape (chains * draws, P)."""
    return values.reshape(-1, values.shape[2])


def is_constant(x: Floats) -> bool:
    """Whether the draws of one parameter differ by no more than rounding."""
    return bool(np.ptp(x) <= 1e-12 * np.abs(x).max())


def _check_names(names: Sequence[str], size: int) -> None:
    if len(names) != size:
        raise PlotError(f"There are {size} parameters but {len(names)} names: give one name for each.")
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise PlotError(f"Parameter names must differ; these occur more than once: {listed(twice)}.")


def _check_finite(values: Floats, names: Sequence[str]) -> None:
    finite = np.isfinite(pooled(values))
    bad = [name for i, name in enumerate(names) if not finite[:, i].all()]
    if bad:
        raise PlotError(f"The draws of {listed(bad)} are not all finite: leave these parameters out.")
