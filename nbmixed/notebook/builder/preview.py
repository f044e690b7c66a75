"""Which fit to make while a slider moves."""

from __future__ import annotations

from dataclasses import replace

from nbmixed.spec.model import ModelSpec
from nbmixed.spec.sampling import Sampling

FAST = 1.0  # seconds that a fit may take to be made again while a slider moves
APPROXIMATION = "pathfinder"
_SEED = 1


def live_spec(spec: ModelSpec, seconds: float | None) -> tuple[ModelSpec, bool]:
    """The model to fit, and whether it is an approximation.

    Parameters
    ----------
    spec
        As asked for.
    seconds
        What a fit of it took; None when there was none.

    Notes
    -----
    The seed stays the same, so that what moves is the posterior and not its Monte Carlo error.

    Examples
    --------
    >>> live_spec(ModelSpec("stan_glm", "y ~ x"), 0.4)[1], live_spec(ModelSpec("stan_glm", "y ~ x"), 40)[0].algorithm
    (False, 'pathfinder')
    """
    seed = _SEED if spec.sampling.seed is None else spec.sampling.seed
    if spec.algorithm != "sampling":
        return spec.with_seed(seed), True
    if seconds is not None and seconds < FAST:
        return spec.with_seed(seed), False
    return replace(spec, algorithm=APPROXIMATION, sampling=Sampling(seed=seed)), True
