"""Predictions as methods of `StanReg`: plain functions of a fit, which the class takes over by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.fit import log_lik as likelihood
from nbmixed.fit import predict
from nbmixed.fit.request import Fitted, Request, request

if TYPE_CHECKING:
    import pandas as pd

    from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]


def asked(fit: StanReg, **arguments: Any) -> Request:
    """What a method of a fit was asked for; the rows and all draws of the fit without arguments."""
    return request(fitted(fit), **arguments)


def fitted(fit: StanReg) -> Fitted:
    """What predictions need of a fit."""
    return Fitted(fit.posterior, fit.design, fit.family, fit.draws.seed)


def posterior_predict(
    self: StanReg,
    newdata: Any = None,
    draws: int | None = None,
    re_form: str | None = None,
    fun: Callable[[Floats], Floats] | None = None,
    seed: int | None = None,
    offset: Any = None,
    new_levels: str = "independent",
) -> Floats:
    """Outcomes simulated for the rows of the fit or for new data, shape (draws, rows).

    Binomial outcomes are numbers of successes. For these newdata must say how many trials there are, but need not have
    the successes.

    Parameters
    ----------
    newdata
        A data frame with the predictors and grouping factors; None for the rows of the fit. Groups that the fit has not
        seen, at any depth of nesting, get effects drawn from the population of each posterior draw.
    draws
        How many draws to use, at random and each at most once; all by default. All parameters of a row of the result are
        of the same draw.
    re_form
        The group-specific terms that predictions are conditional on: None for all, "NA" or "~0" for none, or some of
        them as in "~ (1 | plate)".
    fun
        Applied to the array of outcomes, as in ``fun=np.exp`` for a model of logarithms.
    seed
        Of draws picked, new groups and outcomes; by default that of the fit, so that the same call gives the same.
    offset
        For newdata in place of the `offset` argument of the fit: numbers, a column or an expression. An expression
        given to the fit is evaluated in newdata without it.
    new_levels
        "independent": each new group has its own effects, the same in every prediction from the fit. "shared": all new
        groups of a factor share them, as in rstanarm, which makes differences between them 0.

    Returns
    -------
    Chains one after the other; columns in the order of the rows. Besides the result about 150 MB are in use, and the
    effects of the groups that occur.

    Raises
    ------
    DataError
        For a missing column or value, or a level of a predictor that the fit did not have.
    SettingError
        For `draws` larger than the posterior, or a `re_form` that names no term.
    """
    return predict.outcomes(_asked(self, newdata, draws, re_form, seed, offset, new_levels), fun)


def posterior_epred(
    self: StanReg,
    newdata: Any = None,
    draws: int | None = None,
    re_form: str | None = None,
    seed: int | None = None,
    offset: Any = None,
    new_levels: str = "independent",
) -> Floats:
    """Expected outcomes, of binomial outcomes the chance of success, shape (draws, rows).

    Parameters are those of `posterior_predict`. They are the means that its outcomes have in each draw.
    """
    return predict.expected(_asked(self, newdata, draws, re_form, seed, offset, new_levels))


def posterior_linpred(
    self: StanReg,
    transform: bool = False,
    newdata: Any = None,
    draws: int | None = None,
    re_form: str | None = None,
    seed: int | None = None,
    offset: Any = None,
    new_levels: str = "independent",
) -> Floats:
    """Linear predictors, shape (draws, rows); with `transform` what `posterior_epred` gives.

    The other parameters are those of `posterior_predict`.
    """
    found = _asked(self, newdata, draws, re_form, seed, offset, new_levels)
    return predict.linear_predictor(found, transform=transform)


def predictive_error(
    self: StanReg,
    newdata: Any = None,
    draws: int | None = None,
    re_form: str | None = None,
    seed: int | None = None,
    offset: Any = None,
    new_levels: str = "independent",
) -> Floats:
    """Observed minus simulated outcomes, shape (draws, rows); newdata must have the outcome.

    Parameters are those of `posterior_predict`.
    """
    return predict.errors(_asked(self, newdata, draws, re_form, seed, offset, new_levels))


def predictive_interval(
    self: StanReg,
    prob: float = 0.9,
    newdata: Any = None,
    draws: int | None = None,
    re_form: str | None = None,
    fun: Callable[[Floats], Floats] | None = None,
    seed: int | None = None,
    offset: Any = None,
    new_levels: str = "independent",
) -> pd.DataFrame:
    """Central intervals that hold a simulated outcome with probability `prob`: a frame with the labels of the rows.

    The other parameters are those of `posterior_predict`.
    """
    predict.check_prob(prob)
    found = _asked(self, newdata, draws, re_form, seed, offset, new_levels)
    return predict.intervals(predict.outcomes(found, fun), found.rows, prob)


def log_lik(
    self: StanReg,
    newdata: Any = None,
    draws: int | None = None,
    re_form: str | None = None,
    seed: int | None = None,
    offset: Any = None,
    new_levels: str = "independent",
) -> Floats:
    """Log likelihood of each row in each draw, shape (draws, rows): log density, times the row's weight if it has one.

    Parameters are those of `posterior_predict`; newdata must have the outcome.
    """
    return likelihood.log_lik(_asked(self, newdata, draws, re_form, seed, offset, new_levels))


def _asked(
    fit: StanReg,
    newdata: Any,
    draws: int | None,
    re_form: str | None,
    seed: int | None,
    offset: Any,
    new_levels: str,
) -> Request:
    return asked(
        fit, newdata=newdata, draws=draws, re_form=re_form, seed=seed, offset=offset, new_levels=new_levels
    )
