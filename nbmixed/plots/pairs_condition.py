"""Which draws of a pairs plot are above its diagonal, and which below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbmixed.errors import PlotError, nearest
from nbmixed.plots.draws import Bools
from nbmixed.plots.faceted import thinned
from nbmixed.plots.frames import Ints

CONDITIONS = ("chains", "draws", "divergences")


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """The draws above and below the diagonal.

    Attributes
    ----------
    above, below
        Shape (chains * draws,).
    told
        Which they are, for a caption.
    """

    above: Bools
    below: Bools
    told: str

    def kept(self, *, above: bool, most: int, always: Bools) -> Ints:
        """Places of at most about `most` draws of one side, and of all of it that are `always` kept."""
        own = np.flatnonzero(self.above if above else self.below)
        return np.union1d(own[thinned(own.size, most)[0]], own[always[own]])


def sides(condition: str | ArrayLike | None, shape: tuple[int, ...], diverged: Bools) -> Sides:
    """The draws above and below the diagonal, see `nbmixed.plots.mcmc_pairs`.

    Parameters
    ----------
    condition
        A name of `CONDITIONS`, an array of shape (chains, draws), or None.
    shape
        Chains and draws.
    diverged
        Shape (chains, draws).

    Raises
    ------
    PlotError
        No such condition, or an array of another shape.
    """
    chains, draws = shape
    if condition is None or (isinstance(condition, str) and condition == "chains" and chains < 2):
        everything = np.ones(chains * draws, dtype=np.bool_)
        return Sides(everything, everything, "")
    if not isinstance(condition, str):
        values = _values(condition, shape)
        if values.dtype == np.bool_:
            return _split(values, "Above the diagonal: draws for which the condition holds.")
        return _split(
            values > np.median(values), "Above the diagonal: draws above the median of the condition."
        )
    if condition not in CONDITIONS:
        raise PlotError(
            f"No condition {condition!r}.{nearest(condition, CONDITIONS)} Use {', '.join(CONDITIONS)}, an array of shape (chains, "
            "draws), or None."
        )
    chain, draw = np.indices(shape)
    if condition == "divergences":
        return _split(diverged, "Above the diagonal: divergent draws.")
    if condition == "draws":
        return _split(
            draw >= draws // 2, "Above the diagonal: the second half of each chain; below: the first."
        )
    half = chains // 2
    return _split(
        chain >= half, f"Above the diagonal: {_chains(half + 1, chains)}; below: {_chains(1, half)}."
    )


def _chains(first: int, last: int) -> str:
    return f"chain {first}" if first == last else f"chains {first} to {last}"


def _split(above: Bools, told: str) -> Sides:
    flat = np.asarray(above, dtype=np.bool_).ravel()
    return Sides(flat, ~flat, told)


def _values(condition: ArrayLike, shape: tuple[int, ...]) -> NDArray[Any]:
    values = np.asarray(condition)
    if values.shape != shape:
        raise PlotError(
            f"A condition must have the shape (chains, draws) = {shape}; this has {values.shape}."
        )
    return values
