"""Arithmetic on draws: the same for every peer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.peers.handover import Call

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast one fit was.

    Attributes
    ----------
    wall
        Seconds from the call to the posterior in memory.
    ess
        Smallest bulk effective sample size of the population-level parameters; NaN without draws.
    slowest
        The parameter that has it.
    rhat
        Largest R-hat of those parameters.
    """

    wall: float
    ess: float
    slowest: str
    rhat: float
    divergent: int

    @property
    def rate(self) -> float:
        """Effective draws per second of wall time."""
        return self.ess / self.wall


def speed(call: Call) -> Speed:
    """Of one fit; `ess` and `rhat` are NaN where there are no draws to speak of (lme4)."""
    if call.draws.shape[1] == 1:
        return Speed(call.wall, np.nan, "", np.nan, 0)
    ess, rhat = bulk_ess_and_rhat(call.draws)
    at = int(np.argmin(ess))
    return Speed(call.wall, float(ess[at]), call.names[at], float(rhat.max()), call.divergent)


def bulk_ess_and_rhat(draws: Floats) -> tuple[Floats, Floats]:
    """Both for each parameter by arviz, 0.x or 1.x.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    """
    try:
        from arviz_stats.base import array_stats  # type: ignore[import-not-found,unused-ignore]
    except ModuleNotFoundError:
        arviz: Any = import_module("arviz")
        by_name = {str(i): draws[..., i] for i in range(draws.shape[-1])}
        data = arviz.convert_to_dataset(by_name)
        ess, rhat = arviz.ess(data, method="bulk"), arviz.rhat(data)
        return np.array([ess[i].item() for i in by_name]), np.array([rhat[i].item() for i in by_name])
    both = [measure(draws, chain_axis=0, draw_axis=1) for measure in (array_stats.ess, array_stats.rhat)]
    return np.asarray(both[0]), np.asarray(both[1])


def middle(speeds: Sequence[Speed]) -> Speed:
    """The fit of median rate (of median wall time, without draws); of two in the middle the slower one."""
    ordered = sorted(speeds, key=lambda s: s.wall if np.isnan(s.ess) else -s.rate)
    return ordered[len(ordered) // 2]


def distance(call: Call, other: Call) -> float:
    """How far posterior means are from another's, in that other's posterior sds: the largest over the
    parameters that both have."""
    shared = [name for name in other.names if name in call.names]
    mine = np.array([call.draws[..., call.names.index(n)].mean() for n in shared])
    columns = [other.draws[..., other.names.index(n)] for n in shared]
    gaps = np.abs(mine - [c.mean() for c in columns]) / [c.std() for c in columns]
    return float(gaps.max()) if shared else np.nan


def median_of(values: Sequence[float]) -> float:
    """The median, NaN of none."""
    return median(values) if values else np.nan
