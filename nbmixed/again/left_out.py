"""Fits without some rows, and what they say of these rows: what `kfold` and `reloo` have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from nbmixed.again.source import Source, joined, source
from nbmixed.again.troubles import Trouble, troubles
from nbmixed.engine.progress import Silent
from nbmixed.errors import DataError, NbmixedError, PriorError
from nbmixed.fit.density import log_density
from nbmixed.fitting import Prepared, assemble, draw, prepare
from nbmixed.fitting import fit as fit_model
from nbmixed.methods.predictive import asked
from nbmixed.programs.model import pack
from nbmixed.spec.model import ModelSpec
from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """Rows to leave out of a fit and to predict by it; a plain value that can be sent to another process.

    Attributes
    ----------
    label
        What the rows are called.
    spec
        The model, with the seed of this fit.
    training, held_out
        The rows that are fitted, and the others.
    y, trials, weights
        Of the rows held out, as the full fit read them.
    name
        What this fit is called in a list of the cache.
    cache
        How it uses the cache.
    """

    label: object
    spec: ModelSpec
    training: Source
    held_out: Source
    y: Floats
    trials: NDArray[np.int64] | None
    weights: Floats | None
    name: str
    cache: str


def left_out(fit: StanReg, out: NDArray[np.intp], label: object, spec: ModelSpec, cache: str) -> LeftOut:
    """What a fit without some rows (by place) needs to know."""
    design, rows = fit.design, source(fit.spec, fit.design)
    response = design.response
    assert response is not None
    return LeftOut(
        label=label,
        spec=spec,
        training=rows.rows(np.setdiff1d(np.arange(design.nobs), out)),
        held_out=rows.rows(out),
        y=response.y[out],
        trials=None if response.trials is None else response.trials[out],
        weights=None if design.weights is None else design.weights[out],
        name=f"{fit.name} without {label}",
        cache=cache,
    )


def predicted(job: LeftOut) -> tuple[StanReg, Floats, tuple[Trouble, ...]]:
    """A fit to the rows that stay, the log likelihood of the others under it, and what was wrong.

    Where the rows that stay lack something that the model needs (the only row of a level of a predictor is left out, say),
    the model keeps the coding and the priors that all rows gave it: what only the rows left out tell of has its prior.

    Raises
    ------
    DataError
        When the model cannot be fitted to the rows that stay, not even so.
    """
    try:
        _check_prediction(job)
    except (DataError, PriorError) as error:
        refit = fit_as_coded(job, error)
        told = Trouble(
            "level",
            "warning",
            f"the other rows could not tell of all effects, which had their priors ({error})",
            "",
        )
        return refit, log_lik_held_out(job, refit), (told, *troubles(refit))
    refit = fit_without(job)
    return refit, log_lik_held_out(job, refit), troubles(refit)


def _check_prediction(job: LeftOut) -> None:
    design = prepare(job.spec, job.training.frame, **job.training.arguments()).design
    design.at(job.held_out.frame, offset=job.held_out.offset)


def fit_without(job: LeftOut) -> StanReg:
    """The model fitted to the rows that stay, each with its own weight, trials and offset."""
    given = job.training.arguments()
    return fit_model(
        job.spec, job.training.frame, listener=Silent(), name=job.name, cache=job.cache, told=False, **given
    )


def fit_as_coded(job: LeftOut, reason: NbmixedError) -> StanReg:
    """The same with the coding and the priors of all rows; flat priors, and curves, leave the `reason` standing."""
    if job.spec.prior is None or job.spec.function == "stan_nlmer":
        raise reason
    whole = joined(job.training, job.held_out)
    ready = prepare(job.spec, whole.frame, **whole.arguments())
    design = ready.design.some_rows(np.arange(len(job.training.frame)))
    try:
        new = Prepared(ready.spec, design, ready.priors, pack(design, ready.spec, ready.priors))
    except NbmixedError:
        raise reason from None
    return assemble(new, draw(new, Silent()), job.name)


def log_lik_held_out(job: LeftOut, refit: StanReg) -> Floats:
    """Log likelihood of the rows held out under a fit that has not seen them, shape (draws, rows).

    Effects of groups that the fit has not seen are drawn from the population.
    """
    request = asked(refit, newdata=job.held_out.frame, offset=job.held_out.offset)
    density = log_density(
        job.spec.family, request.predictor.all(), job.y, request.aux, request.further, job.trials
    )
    return density if job.weights is None else density * job.weights


def log_mean(log_density: Floats) -> Floats:
    """Log of the mean density over draws, the first axis.

    >>> log_mean(np.log([[1.0], [3.0]])).round(4)
    array([0.6931])
    """
    return np.asarray(logsumexp(log_density, axis=0) - np.log(len(log_density)))
