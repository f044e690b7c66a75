"""How well a fit predicts, as methods of `StanReg`: plain functions of a fit, which the class takes over by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nbmixed.display.criteria import ShownCriterion, shown_criterion
from nbmixed.fit import criteria, r2
from nbmixed.fit.checks import Finding
from nbmixed.fit.loo_expect import loo_expectation
from nbmixed.fit.predict import check_prob
from nbmixed.fit.request import Request
from nbmixed.methods.diagnosis import caution
from nbmixed.methods.predictive import asked

if TYPE_CHECKING:
    import pandas as pd

    from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]


def loo(self: StanReg) -> ShownCriterion:
    """Leave-one-out cross-validation by Pareto smoothed importance sampling (PSIS).

    Rows with weights are left out with all that they stand for. Where Pareto k is above ``min(1 - 1 / log10(draws), 0.7)``
    a row cannot be left out this way; `nm.reloo(fit)` fits again without it.

    Returns
    -------
    A `Criterion`: `estimates`, `elpd`, `pointwise`, and in words what they are worth (`findings`).

    Raises
    ------
    SettingError
        For draws from the prior.
    """
    chains = self.posterior.shape[0] if self.posterior.importance is None else 0
    found = _asked(self, "loo")
    return _shown(self, criteria.loo(found, _judged(self, found), chains))


def waic(self: StanReg) -> ShownCriterion:
    """The widely applicable information criterion. `loo` estimates the same thing and says where it cannot."""
    found = _asked(self, "waic")
    return _shown(self, criteria.waic(found, _judged(self, found)))


def loo_predict(
    self: StanReg,
    type: str = "mean",  # noqa: A002
    probs: float | Sequence[float] = 0.5,
    seed: int | None = None,
) -> pd.DataFrame:
    """Mean, variance ("var") or quantiles ("quantile", at `probs`) of each outcome as the other rows predict it.

    Returns
    -------
    One row for each row of data; `pareto_k` says whether the weights can be trusted, see `loo`.
    """
    return loo_expectation(_asked(self, "loo_predict", seed), "outcome", type, probs)


def loo_linpred(
    self: StanReg,
    type: str = "mean",  # noqa: A002
    probs: float | Sequence[float] = 0.5,
    transform: bool = False,
) -> pd.DataFrame:
    """As `loo_predict`, of the linear predictor, or with `transform` of the expected outcome."""
    return loo_expectation(_asked(self, "loo_linpred"), "epred" if transform else "linpred", type, probs)


def loo_predictive_interval(self: StanReg, prob: float = 0.9, seed: int | None = None) -> pd.DataFrame:
    """Central intervals that hold each outcome with probability `prob` as the other rows predict it."""
    check_prob(prob)
    return loo_predict(self, "quantile", [(1 - prob) / 2, (1 + prob) / 2], seed)


def bayes_R2(self: StanReg, re_form: str | None = None) -> Floats:
    """Share of the variance of outcomes that the model explains, one value a draw, for every family.

    Variance of the means over itself plus the mean variance of outcomes around their means, both of the model (Gelman,
    Goodrich, Gabry and Vehtari, 2019). Binomial outcomes are counted; rows of weight w count as w rows.

    Parameters
    ----------
    re_form
        Group-specific terms that count as explaining, see `posterior_predict`.
    """
    return r2.bayes_R2(asked(self, re_form=re_form))


def loo_R2(self: StanReg, seed: int | None = None) -> Floats:
    """Share of the variance of outcomes that the model predicts for rows it has not seen: 4000 values.

    They show the uncertainty from having these rows and not others (Bayesian bootstrap), not that of the posterior.
    """
    return r2.loo_R2(_asked(self, "loo_R2", seed))


def _asked(fit: StanReg, what: str, seed: int | None = None) -> Request:
    criteria.require_posterior(fit.spec.prior_PD, what)
    return asked(fit, seed=seed)


def _shown(fit: StanReg, found: criteria.Criterion) -> ShownCriterion:
    """The criterion, with a word on draws that are in doubt, or not those of the posterior."""
    found = replace(found, findings=(*found.findings, *caution(fit)))
    if fit.posterior.importance is None:
        return shown_criterion(found)
    told = Finding(
        "approximation",
        "note",
        f'The draws are from an approximation (algorithm="{fit.spec.algorithm}"): this is as good as they are.',
        "See check().",
    )
    return shown_criterion(replace(found, findings=(*found.findings, told)))


def _judged(fit: StanReg, found: Request) -> criteria.Judged:
    return criteria.judged(found, fit.name, fit.formula)
