"""Starting values around places that a program names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.engine.draws import seed_of
from nbmixed.spec.sampling import Sampling

Place = Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64] | float]]
_STREAM = 0x57A8


def around(places: Sequence[Place], sampling: Sampling) -> tuple[Sampling, list[dict[str, Any]] | None]:
    """Where each chain starts: uniform around the places, which chains take in turn.

    Parameters
    ----------
    places
        For vectors of the program by name their values, and how much of `init_r` a start may be away from them.

    Returns
    -------
    sampling
        The settings, their seed drawn if it was not given, for the starts depend on it.
    inits
        One mapping a chain; None where there are no places, or an approximation is to give the starts.

    Examples
    --------
    >>> places = [{"z": (np.zeros(1), 0.0)}, {"z": (np.ones(1), 0.0)}]
    >>> around(places, Sampling(chains=3, seed=1))[1]
    [{'z': [0.0]}, {'z': [1.0]}, {'z': [0.0]}]
    """
    if not places or sampling.init not in ("random", 0):
        return sampling, None
    settings = replace(sampling, seed=seed_of(sampling))
    rng = np.random.default_rng([settings.seed or 0, _STREAM])
    radius = 0.0 if settings.init == 0 else settings.resolved_init_r
    taken = (places[c % len(places)] for c in range(settings.chains))
    return settings, [{name: _near(v, radius * width, rng) for name, (v, width) in p.items()} for p in taken]


def _near(
    value: NDArray[np.float64], radius: NDArray[np.float64] | float, rng: np.random.Generator
) -> list[float]:
    return [float(v) for v in value + radius * rng.uniform(-1, 1, size=len(value))]
