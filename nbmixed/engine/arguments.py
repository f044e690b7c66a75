"""Our settings -> arguments of cmdstanpy's `sample` and of its approximations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nbmixed.engine.progress import counted
from nbmixed.errors import SettingError, nearest
from nbmixed.options import options
from nbmixed.spec.sampling import Sampling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIGITS = 12  # significant digits of a draw: a mean far from zero must not eat the spread
METRICS = ("diag_e", "dense_e")
REPORTS = 100  # of a chain's progress, by default
SHORTEST = 150  # warmup that holds Stan's default phases of 75, 25 and 50


def sampler_arguments(
    sampling: Sampling,
    inits: Sequence[Mapping[str, object]] | None,
    inverse_metric: NDArray[np.float64] | None,
    metric: str,
) -> dict[str, Any]:
    """Keyword arguments for `CmdStanModel.sample`, all but the seed and what concerns files and console.

    Raises
    ------
    SettingError
        `inits` are not one a chain, `inverse_metric` is no vector or square matrix, or `metric` is unknown.
    """
    return _steps(sampling) | _steering(sampling, inverse_metric, metric) | _start(sampling, inits)


def approximation_arguments(sampling: Sampling, algorithm: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keyword arguments of every method of `CmdStanModel` that approximates, and those of where it starts.

    Raises
    ------
    SettingError
        The start is to be an approximation itself.
    """
    if sampling.init not in ("random", 0):
        raise SettingError(
            f'init = {sampling.init!r} starts Markov chains, and algorithm="{algorithm}" has none: leave init out, or'
            " give init=0 or init_r=."
        )
    common: dict[str, Any] = {"sig_figs": DIGITS}
    return common | ({"refresh": sampling.refresh} if sampling.refresh else {}), {"inits": _radius(sampling)}


def _steps(sampling: Sampling) -> dict[str, Any]:
    """How many chains and iterations."""
    kept = sampling.kept * sampling.thin
    total = sampling.resolved_warmup + kept
    return {
        "chains": sampling.chains,
        "parallel_chains": min(sampling.chains, sampling.cores or options.resolved_cores()),
        "iter_warmup": sampling.resolved_warmup,
        "iter_sampling": kept,
        "thin": sampling.thin,
        "refresh": sampling.refresh or max(total // REPORTS, 1),
        "sig_figs": DIGITS,
    }


def _steering(sampling: Sampling, inverse_metric: NDArray[np.float64] | None, metric: str) -> dict[str, Any]:
    """What steers NUTS."""
    if metric not in METRICS:
        raise SettingError(
            f"metric = {metric!r} is not known: use 'diag_e' or 'dense_e'.{nearest(metric, METRICS)}"
        )
    steering = {"max_treedepth": sampling.max_treedepth, "metric": metric}
    if inverse_metric is not None:
        steering |= {"inv_metric": inverse_metric, "metric": _kind(inverse_metric)}
    if sampling.resolved_warmup == 0:
        return steering | {"adapt_engaged": False}
    phases = _phases(sampling.resolved_warmup, given=inverse_metric is not None)
    return steering | phases | {"adapt_delta": sampling.targets[0]}


def _phases(warmup: int, given: bool) -> dict[str, int]:
    """How warmup is divided.

    A given metric is kept by making all of warmup the final phase, which adapts the step size
    only. Below 150 iterations Stan says that it shortens its phases to 15, 75 and 10 %, but then never
    updates the metric (up to 2.37 `windowed_adaptation` returns before it sets the end of the first
    window); asked for the same phases outright, it does.

    >>> _phases(100, given=False)
    {'adapt_init_phase': 15, 'adapt_metric_window': 75, 'adapt_step_size': 10}
    >>> _phases(1000, given=False)
    {}
    """
    if given:
        first, last = 0, warmup
    elif warmup < SHORTEST:
        first, last = warmup * 15 // 100, warmup // 10
    else:
        return {}
    return {"adapt_init_phase": first, "adapt_metric_window": warmup - first - last, "adapt_step_size": last}


def _kind(inverse_metric: NDArray[np.float64]) -> str:
    shape = inverse_metric.shape
    if len(shape) == 1:
        return "diag_e"
    if shape == shape[:1] * 2:
        return "dense_e"
    raise SettingError(f"inverse_metric has shape {shape}: give a vector of variances or a square matrix.")


def _start(sampling: Sampling, inits: Sequence[Mapping[str, object]] | None) -> dict[str, Any]:
    """Where chains start."""
    if inits is None:
        return {"inits": _radius(sampling)}
    if len(inits) != sampling.chains:
        raise SettingError(
            f"inits has {len(inits)} elements for {counted(sampling.chains)}: give one mapping for each chain."
        )
    return {"inits": [dict(values) for values in inits]}


def _radius(sampling: Sampling) -> float:
    """Radius of random starting values on the unconstrained scale."""
    return 0 if sampling.init == 0 else sampling.resolved_init_r
