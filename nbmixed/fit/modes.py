"""Chains that sit in different places: which, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbmixed.fit.diagnostics import rhat_split

INSIDE = (0.05, 0.95)  # quantiles between which two chains of one place overlap
SETTLED = 1.2  # R-hat up to which chains of one place agree among themselves
_CHOOSE = (
    "No average over chains describes several modes, and how many chains are in a mode does not tell how probable it"
    " is. Choose a mode with informative priors, or describe each by its own chains; plot('pairs') shows them."
)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where chains are that stay apart.

    Attributes
    ----------
    chains
        The chains of each place, counted from 1, the place of the first chain first.
    separating
        Places of the parameters whose chains do not overlap.
    means
        Posterior means in each place, shape (places, P).
    settled
        Whether the chains of every place agree among themselves: then places are modes, and not stops of chains that
        are still on their way.
    """

    chains: tuple[tuple[int, ...], ...]
    separating: tuple[int, ...]
    means: NDArray[np.float64]
    settled: bool


def places(draws: ArrayLike) -> Places | None:
    """The places of chains that stay apart; None when all overlap.

    Two chains are in one place when the central 90 % of the draws of every parameter overlap, or when a sequence of
    chains that do leads from one to the other.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).

    Examples
    --------
    >>> draws = np.random.default_rng(1).normal(size=(4, 500, 1))
    >>> draws[[1, 3]] += 10
    >>> found = places(draws)
    >>> found.chains, found.settled
    (((1, 3), (2, 4)), True)
    """
    values = np.asarray(draws, dtype=np.float64)
    if len(values) < 2 or not values.size or not np.isfinite(values).all():
        return None
    low, high = np.quantile(values, INSIDE, axis=1)
    overlap = (low[:, None] <= high[None]) & (low[None] <= high[:, None])
    together = _connected(overlap.all(axis=-1))
    if len(together) == 1:
        return None
    of = np.empty(len(values), dtype=np.int64)
    for place, members in enumerate(together):
        of[members] = place
    apart = ~overlap[of[:, None] != of[None]].all(axis=0)
    return Places(
        tuple(tuple(int(c) + 1 for c in members) for members in together),
        tuple(np.flatnonzero(apart).tolist()),
        np.array([values[members].mean(axis=(0, 1)) for members in together]),
        all(bool((rhat_split(values[members][..., apart]) < SETTLED).all()) for members in together),
    )


def _connected(linked: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Members of each connected part of a symmetric relation, in the order of their first members."""
    reach = linked
    for _ in range(len(linked)):
        reach = reach @ linked
    firsts = dict.fromkeys(int(row.argmax()) for row in reach)
    return [np.flatnonzero(reach[first]) for first in firsts]


def told(found: Places, names: Sequence[str]) -> tuple[str, str]:
    """What was found, and what to do, a sentence or two each."""
    where = described(found, names)
    if found.settled:
        return f"The posterior has several modes, and chains stay in the one they came to: {where}.", _CHOOSE
    return (
        f"Chains are in different places, and still moving: {where}.",
        "Fit again with more warmup; what is still apart then are modes, or chains that got stuck.",
    )


def described(found: Places, names: Sequence[str], most: int = 4) -> str:
    """Where the chains are, in words, by the first `most` parameters that tell them apart, group effects last."""
    shown = sorted(found.separating, key=lambda k: names[k].startswith("b["))[:most]
    shown = [k for k in shown if not names[k].startswith("b[")] or shown
    more = len(found.separating) - len(shown)
    here = [
        f"{names[k]} is about {' and '.join(f'{value:.3g}' for value in found.means[:, k])}" for k in shown
    ]
    rest = f" ({more:,} more {'differs' if more == 1 else 'differ'})" if more else ""
    return f"{' against '.join(map(_chains, found.chains))}; there {', '.join(here)}{rest}"


def _chains(numbers: Sequence[int]) -> str:
    listed = ", ".join(map(str, numbers[:-1]))
    return f"chains {listed} and {numbers[-1]}" if listed else f"chain {numbers[0]}"
