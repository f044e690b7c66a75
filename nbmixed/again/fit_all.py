"""`fit_all`: many models of the same data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from nbmixed.again.jobs import checked_seed, quiet, run_jobs, seed_for
from nbmixed.again.source import Source, source
from nbmixed.again.stanreg_list import StanregList
from nbmixed.calls import checked
from nbmixed.display.views_provenance import model_facts
from nbmixed.engine.cache import Made
from nbmixed.engine.draws import seed_of
from nbmixed.engine.pool import check_executor
from nbmixed.engine.progress import Listener, Silent
from nbmixed.errors import NbmixedError, SettingError
from nbmixed.fitting import Prepared, announce, assemble, drawn, prepare
from nbmixed.methods.diagnosis import warn_of_changes
from nbmixed.options import options
from nbmixed.spec.model import ARRAY, ModelSpec
from nbmixed.spec.sampling import Sampling
from nbmixed.stanreg import StanReg


@dataclass(frozen=True, slots=True, eq=False)
class DrawJob:
    """A model to draw from, and how it uses the cache."""

    name: str
    spec: ModelSpec
    rows: Source
    cache: str


@checked
def fit_all(
    specs: Sequence[ModelSpec] | Mapping[str, ModelSpec],
    data: Any,
    *,
    seed: int | None = None,
    executor: Executor | None = None,
    listener: Listener | None = None,
) -> StanregList:
    """Fit several models to the same data.

    All are checked against the data before the first is fitted.

    Parameters
    ----------
    specs
        Models, in a list (they are then called model1, model2, ...) or by name.
    data
        The data frame of all of them.
    seed
        For models without one of their own, each of which gets another; drawn when None, and recorded in the fits. Fits
        whose seed was given use the cache as `nbmixed.options.cache` says.
    executor
        Any `concurrent.futures.Executor` on which models are fitted side by side; see `kfold`.
    listener
        Told of each model done; the session's own when None.

    Returns
    -------
    The fits by name, for `loo_compare` and the like.

    Raises
    ------
    NbmixedError
        With the name of the model that cannot be fitted.

    Examples
    --------
    >>> from nbmixed import ModelSpec, Sampling, datasets, fit_all
    >>> short = Sampling(chains=1, iter=200)
    >>> specs = [ModelSpec("stan_glm", f"kid_score ~ {x}", sampling=short) for x in ("mom_iq", "mom_hs")]
    >>> list(fit_all(specs, datasets.load("kidiq"), seed=1))
    ['model1', 'model2']
    """
    named = _named(specs)
    check_executor(executor)
    first = checked_seed(seed, seed_of(Sampling()))
    models: dict[str, Prepared] = {}
    for k, (name, spec) in enumerate(named.items()):
        own = seed_for(first, k) if spec.sampling.seed is None else spec.sampling.seed
        models[name] = _ready(name, spec.with_seed(own), data)
        warn_of_changes(name, models[name].design.notes)
    given = {name: seed is not None or spec.sampling.seed is not None for name, spec in named.items()}
    jobs = [_job(name, ready, executor, seed_given=given[name]) for name, ready in models.items()]
    results = run_jobs(draw_model, jobs, executor, listener)
    return StanregList(
        {
            name: _fit(name, ready, made, seed_given=given[name])
            for (name, ready), made in zip(models.items(), results, strict=True)
        }
    )


def draw_model(job: DrawJob) -> Made:
    """Draws of one model, and where they come from."""
    ready = prepare(job.spec, job.rows.frame, **job.rows.arguments())
    return drawn(ready, job.name, Silent(), cache=job.cache)


def _job(name: str, ready: Prepared, executor: Executor | None, *, seed_given: bool) -> DrawJob:
    spec = quiet(ready.spec, int(ready.spec.sampling.seed or 0), executor)
    cache = options.resolved_cache() if seed_given else "never"
    return DrawJob(name, spec, source(ready.spec, ready.design), cache)


def _fit(name: str, ready: Prepared, made: Made, *, seed_given: bool) -> StanReg:
    """The fit as the model function gives it: jobs know settings of their own, but not these facts."""
    draws, provenance = made
    facts = model_facts(ready.spec, ready.design, ready.priors, ready.packed, draws)
    provenance = replace(provenance, facts=replace(facts, seed_given=seed_given))
    fitted = assemble(ready, draws, name, provenance)
    announce(fitted)
    return fitted


def _named(specs: Sequence[ModelSpec] | Mapping[str, ModelSpec]) -> dict[str, ModelSpec]:
    if isinstance(specs, Mapping):
        named = {str(name): spec for name, spec in specs.items()}
    elif isinstance(specs, list | tuple):
        named = {f"model{k}": spec for k, spec in enumerate(specs, start=1)}
    else:
        raise SettingError(f"specs must be a list or a mapping of ModelSpec, not a {type(specs).__name__}.")
    if not named:
        raise SettingError("specs has no model: give at least one ModelSpec.")
    for name, spec in named.items():
        if not isinstance(spec, ModelSpec):
            raise SettingError(f"{name} is a {type(spec).__name__}, but each of specs must be a ModelSpec.")
        if ARRAY in (spec.weights, spec.offset, spec.subset):
            raise SettingError(
                f"{name} was given an array, which a ModelSpec cannot hold: make weights, offset and subset columns."
            )
    return named


def _ready(name: str, spec: ModelSpec, data: pd.DataFrame) -> Prepared:
    try:
        return prepare(spec, data)
    except NbmixedError as error:
        error.args = (f"{name}: {error}",)
        raise
