"""Fits without some rows, and what they say of these rows: what `kfold` and `reloo` have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from nbmixed.again.source import Source, source
from nbmixed.engine.progress import Silent
from nbmixed.fit.density import log_density
from nbmixed.fitting import fit as fit_model
from nbmixed.methods.predictive import asked
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


def fit_without(job: LeftOut) -> StanReg:
    """The model fitted to the rows that stay, each with its own weight, trials and offset."""
    given = job.training.arguments()
    return fit_model(
        job.spec, job.training.frame, listener=Silent(), name=job.name, cache=job.cache, told=False, **given
    )


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
