"""Where chains start: draws of a quick approximation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from nbmixed.engine import approximate
from nbmixed.engine.failure import OTHERWISE
from nbmixed.errors import EngineError
from nbmixed.spec.sampling import Sampling

QUICK = ("pathfinder", "laplace")
_STREAM = 0x57A7


def starting_values(
    program: str, data: Mapping[str, object], sampling: Sampling, seed: int
) -> tuple[list[dict[str, object]] | None, tuple[str, ...]]:
    """A draw of the approximation `sampling.init` for each chain, no two the same.

    Parameters
    ----------
    seed
        Of the fit; the same seed gives the same starts.

    Returns
    -------
    inits
        Starting values of each chain, or None where the approximation failed: then chains start at random.
    messages
        That it failed, and why.
    """
    quick = replace(sampling, init="random", seed=seed, refresh=0, draws=max(sampling.chains, 1))
    algorithm = str(sampling.init)
    try:
        draws = approximate.run(program, data, algorithm, quick)
    except EngineError as error:
        return None, (_at_random(algorithm, str(error).removesuffix(OTHERWISE)),)
    assert draws.log_p is not None
    possible = np.flatnonzero(np.isfinite(draws.log_p[0]))
    if possible.size < sampling.chains:
        return None, (_at_random(algorithm, "hardly any of its draws has a positive density."),)
    rng = np.random.default_rng([seed, _STREAM])
    chosen = rng.choice(possible, size=sampling.chains, replace=False)
    return [{name: values[0, i].tolist() for name, values in draws.parameters.items()} for i in chosen], ()


def _at_random(algorithm: str, reason: str) -> str:
    return f"Chains started at random, not at init = {algorithm!r}: {reason}"
