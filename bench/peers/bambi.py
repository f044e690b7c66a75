"""A model in bambi: ``python -m bench.peers.bambi job.json``, in bambi's environment."""

from __future__ import annotations

import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bench.peers.handover import Call, Job, Result, read_frame, read_job, versions, write_result

if TYPE_CHECKING:
    import pandas as pd

SD = "_sigma"


def main(path: str) -> None:
    """Do the job."""
    job, started = read_job(path), perf_counter()
    import bambi  # type: ignore[import-not-found]

    imported, started = perf_counter() - started, perf_counter()
    data = read_frame(job)
    loaded = perf_counter() - started
    calls = [timed(bambi, data, job, job.seed + i) for i in range(job.calls)]
    packages = ("bambi", "pymc", "pytensor", "numba", *(["nutpie"] if job.method == "nutpie" else []))
    write_result(job, Result(imported, loaded, calls, versions(*packages)))


def timed(bambi: Any, data: pd.DataFrame, job: Job, seed: int) -> Call:
    """A fit, from the formula, and how long it took."""
    started = perf_counter()
    model = bambi.Model(job.formula, data, family=job.family)
    fit = model.fit(
        draws=job.draws,
        tune=job.warmup,
        chains=job.chains,
        cores=job.cores,
        random_seed=seed,
        inference_method=job.method,
        progressbar=False,
    )
    wall = perf_counter() - started
    columns = population(fit.posterior)
    divergent = int(fit.sample_stats["diverging"].sum())
    return Call(wall, list(columns), np.stack(list(columns.values()), axis=-1), divergent)


def population(posterior: Any) -> dict[str, NDArray[np.float64]]:
    """Population-level parameters under rstanarm's names, each (chains, draws)."""
    columns: dict[str, NDArray[np.float64]] = {}
    for variable in map(str, posterior.data_vars):
        if "|" not in variable:
            columns |= _levels(posterior[variable], "(Intercept)" if variable == "Intercept" else variable)
        elif variable.endswith(SD):
            effect, group = variable.removesuffix(SD).split("|", 1)
            for name, sd in _levels(posterior[variable], "(Intercept)" if effect == "1" else effect).items():
                columns[f"Sigma[{group}:{name},{name}]"] = sd**2
    return columns


def _levels(values: Any, name: str) -> dict[str, NDArray[np.float64]]:
    """One column for a number, one for each level of a factor."""
    extra = [dim for dim in values.dims if dim not in ("chain", "draw")]
    if not extra:
        return {name: values.transpose("chain", "draw").to_numpy()}
    table = values.transpose("chain", "draw", *extra).to_numpy()
    return {f"{name}{label}": table[..., i] for i, label in enumerate(values[extra[0]].to_numpy())}


if __name__ == "__main__":
    main(sys.argv[1])
