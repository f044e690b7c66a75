"""`Draws`: what a run of a Stan program gives back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbmixed.spec.sampling import Sampling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Draws:
    """What a run gives back.

    Attributes
    ----------
    parameters
        Stan variable -> array (chains, draws, *shape): parameters, transformed parameters and
        generated quantities. An approximation has one "chain": its proposals, not yet resampled.
    sample_stats
        `lp acceptance_rate step_size tree_depth n_steps diverging energy`, each (chains, draws); of
        an approximation `lp` only.
    seed
        The seed used, drawn if none was given.
    wall
        Seconds from call to draws in memory.
    engine
        Such as "Stan 2.39.0".
    messages
        What Stan had to say, in distinct sentences.
    notes
        Those messages that bear on the result, for the findings to repeat.
    max_treedepth
        The limit that `tree_depth` was held to.
    adapt_delta
        The target acceptance rate; None without adaptation.
    algorithm
        "sampling" (MCMC), or the approximation.
    log_p, log_g
        Of an approximation: log density of the posterior on the unconstrained scale, and log density of
        the approximation, at each draw, shape (1, draws); both up to a constant.
    paths
        Of how many Gaussians an approximation consists; their draws, equally many, stand one after the other.
    """

    parameters: Mapping[str, NDArray[np.float64]]
    sample_stats: Mapping[str, NDArray[Any]]
    seed: int
    wall: float
    engine: str
    messages: tuple[str, ...]
    max_treedepth: int
    notes: tuple[str, ...] = ()
    algorithm: str = "sampling"
    log_p: NDArray[np.float64] | None = None
    log_g: NDArray[np.float64] | None = None
    paths: int = 1
    adapt_delta: float | None = None


def seed_of(sampling: Sampling) -> int:
    """The seed of the settings, or a new one."""
    return secrets.randbelow(2**31 - 1) + 1 if sampling.seed is None else sampling.seed
