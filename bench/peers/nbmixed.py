"""A model in nbmixed: ``python -m bench.peers.nbmixed job.json``."""

from __future__ import annotations

import sys
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bench.peers.handover import Call, Job, Result, read_frame, read_job, versions, write_result

if TYPE_CHECKING:
    import pandas as pd

    from nbmixed.stanreg import StanReg


def main(path: str) -> None:
    """Do the job."""
    # cmdstanpy reads with polars where it finds it; an environment of nbmixed alone has none, that of its tests has.
    sys.modules["polars"] = None  # type: ignore[assignment]
    job, started = read_job(path), perf_counter()
    import nbmixed

    imported, started = perf_counter() - started, perf_counter()
    data = read_frame(job)
    loaded = perf_counter() - started
    arguments = dict(job.arguments)
    if "prior" in arguments:
        arguments["prior"] = nbmixed.normal(**arguments["prior"])
    if job.function != "stan_nlmer":
        arguments["family"] = job.family
    function = partial(getattr(nbmixed, job.function), **arguments)
    calls = [timed(function, data, job, job.seed + i) for i in range(job.calls)]
    packages = {"nbmixed": nbmixed.__version__} | versions("cmdstanpy", "arviz")
    write_result(job, Result(imported, loaded, calls, packages))


def timed(function: Any, data: pd.DataFrame, job: Job, seed: int) -> Call:
    """A fit with its group effects, as the peers hold them too, and how long it took."""
    started = perf_counter()
    fit: StanReg = function(
        job.formula,
        data=data,
        chains=job.chains,
        iter=job.warmup + job.draws,
        warmup=job.warmup,
        cores=job.cores,
        seed=seed,
        refresh=0,
    )
    posterior = fit.posterior
    names = [
        *posterior.coef_names,
        *posterior.aux_names,
        *posterior.smooth_names,
        *posterior.Sigma_names,
    ]
    draws = posterior.array(names)
    sampled = perf_counter() - started
    _ = posterior.effects
    wall = perf_counter() - started
    stats = posterior.sample_stats
    extra = {
        "engine": fit.draws.wall,
        "effects": wall - sampled,
        "leapfrogs": float(stats["n_steps"].mean()),
    }
    return Call(wall, names, draws, int(stats["diverging"].sum()), extra)


if __name__ == "__main__":
    main(sys.argv[1])
