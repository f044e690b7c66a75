"""Predictions as methods of `StanReg`: plain functions of a fit, which the class takes over by name.

What they all take stands once, in `Asked`, and in the signatures that help and completion show.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack

import numpy as np
from numpy.typing import NDArray

from nbmixed.errors import SettingError, nearest
from nbmixed.fit import log_lik as likelihood
from nbmixed.fit import predict
from nbmixed.fit.request import Fitted, Request, request

if TYPE_CHECKING:
    import pandas as pd

    from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]
F = TypeVar("F", bound=Callable[..., Any])


class Asked(TypedDict, total=False):
    """Arguments of every prediction besides newdata; see `posterior_predict`."""

    draws: int | None
    re_form: str | None
    offset: Any
    seed: int | None
    new_levels: str


def asked(fit: StanReg, newdata: Any = None, **arguments: Unpack[Asked]) -> Request:
    """What a method of a fit was asked for; the rows and all draws of the fit without arguments.

    Raises
    ------
    SettingError
        For an argument that predictions do not have.
    """
    for name in arguments:
        if name not in Asked.__annotations__:
            known = ("newdata", *Asked.__annotations__)
            raise SettingError(f"There is no argument {name!r} here.{nearest(name, known)}")
    return request(fitted(fit), newdata, **arguments)


def fitted(fit: StanReg) -> Fitted:
    """What predictions need of a fit."""
    return Fitted(fit.posterior, fit.design, fit.family, fit.draws.seed)


def signed(method: F) -> F:
    """Give a method the signature that its arguments have, with the defaults of `request`."""
    shared = inspect.signature(request).parameters
    keywords = [shared[n].replace(kind=inspect.Parameter.KEYWORD_ONLY) for n in Asked.__annotations__]
    own = [p for p in inspect.signature(method).parameters.values() if p.kind is not p.VAR_KEYWORD]
    method.__signature__ = inspect.Signature([*own, *keywords])  # type: ignore[attr-defined]
    return method


@signed
def posterior_predict(
    self: StanReg,
    newdata: Any = None,
    *,
    fun: Callable[[Floats], Floats] | None = None,
    **arguments: Unpack[Asked],
) -> Floats:
    """Outcomes simulated for the rows of the fit or for new data, shape (draws, rows).

    Binomial outcomes are numbers of successes. For these newdata must say how many trials there are, but need not have
    the successes.

    Parameters
    ----------
    newdata
        A data frame with the predictors and grouping factors; None for the rows of the fit. Groups that the fit has not
        seen, at any depth of nesting, get effects drawn from the population of each posterior draw. Groups are known by
        their labels: 308 and "308" are the same.
    fun
        Applied to the array of outcomes, as in ``fun=np.exp`` for a model of logarithms.
    draws
        How many draws to use, at random and each at most once; all by default. All parameters of a row of the result are
        of the same draw.
    re_form
        The group-specific terms that predictions are conditional on: None for all, "NA" or "~0" for none, or some of
        them as in "~ (1 | plate)".
    offset
        For newdata in place of the `offset` argument of the fit: numbers, a column or an expression. An expression
        given to the fit is evaluated in newdata without it.
    seed
        Of draws picked, new groups and outcomes; by default that of the fit, so that the same call gives the same.
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
    return predict.outcomes(asked(self, newdata, **arguments), fun)


@signed
def posterior_epred(self: StanReg, newdata: Any = None, **arguments: Unpack[Asked]) -> Floats:
    """Expected outcomes, of binomial outcomes the chance of success, shape (draws, rows).

    Parameters are those of `posterior_predict`. They are the means that its outcomes have in each draw.
    """
    return predict.expected(asked(self, newdata, **arguments))


@signed
def posterior_linpred(
    self: StanReg, transform: bool = False, newdata: Any = None, **arguments: Unpack[Asked]
) -> Floats:
    """Linear predictors, shape (draws, rows); with `transform` what `posterior_epred` gives.

    The other parameters are those of `posterior_predict`.
    """
    return predict.linear_predictor(asked(self, newdata, **arguments), transform=transform)


@signed
def predictive_error(self: StanReg, newdata: Any = None, **arguments: Unpack[Asked]) -> Floats:
    """Observed minus simulated outcomes, shape (draws, rows); newdata must have the outcome.

    Parameters are those of `posterior_predict`.
    """
    return predict.errors(asked(self, newdata, **arguments))


@signed
def predictive_interval(
    self: StanReg,
    prob: float = 0.9,
    newdata: Any = None,
    *,
    fun: Callable[[Floats], Floats] | None = None,
    **arguments: Unpack[Asked],
) -> pd.DataFrame:
    """Central intervals that hold a simulated outcome with probability `prob`: a frame with the labels of the rows.

    The other parameters are those of `posterior_predict`.
    """
    predict.check_prob(prob)
    found = asked(self, newdata, **arguments)
    return predict.intervals(predict.outcomes(found, fun), found.rows, prob)


@signed
def log_lik(self: StanReg, newdata: Any = None, **arguments: Unpack[Asked]) -> Floats:
    """Log likelihood of each row in each draw, shape (draws, rows): log density, times the row's weight if it has one.

    Parameters are those of `posterior_predict`; newdata must have the outcome.
    """
    return likelihood.log_lik(asked(self, newdata, **arguments))
