"""Methods of a fit that tell of it elsewhere: a record that a program reads, words and tables for a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nbmixed.display.report_table import Column, model_view
from nbmixed.display.report_words import Told, words_view
from nbmixed.display.shown import Shown
from nbmixed.display.table import Findings
from nbmixed.errors import SettingError, nearest
from nbmixed.fit.diagnostics import ess_mean
from nbmixed.fit.reported import convergence, estimates
from nbmixed.fit.summarise import percent
from nbmixed.methods.diagnosis import caution, sampled_names

if TYPE_CHECKING:
    import pandas as pd

    from nbmixed.stanreg import StanReg

_DIGITS = 8
SPREADS = (
    "Standard deviations between groups are medians of their draws; print() and VarCorr() show square roots of mean"
    " variances."
)


def report(self: StanReg, prob: float = 0.95) -> Shown:
    """The fit in words, as the results section of a paper tells of it.

    Model, priors in the units of the data, sampler, convergence, and medians with central intervals. Numbers have as many
    decimals as leave two digits of their uncertainty. What the checks warn of is said too.

    Parameters
    ----------
    prob
        Probability of the intervals.

    Returns
    -------
    Shown
        Text; `to_markdown()` and `to_latex()` write it otherwise.

    Examples
    --------
    >>> from nbmixed import datasets, stan_glm
    >>> fit = stan_glm("kid_score ~ mom_iq", data=datasets.load("kidiq"), seed=1, chains=1, iter=400)
    >>> str(fit.report()).startswith("A Bayesian linear model of kid_score was fitted to 434 observations")
    True
    """
    require_prob(prob)
    posterior, importance = self.posterior, self.posterior.importance
    told = Told(
        info=self.info,
        provenance=self.provenance,
        family=self.family.name,
        link=self.family.link,
        formula=_written(self),
        outcome=self.formula.partition("~")[0].strip(),
        estimates=estimates(posterior, prob, self.design.n_smooth),
        prob=prob,
        convergence=convergence(posterior, sampled_names(self)) if importance is None else None,
        khat=None if importance is None else importance.khat,
        findings=self.findings,
        from_prior=self.spec.prior_PD,
    )
    return Shown(words_view(told))


def table(
    self: StanReg,
    prob: float = 0.95,
    digits: int | None = None,
    labels: Mapping[str, str] | None = None,
) -> Shown:
    """A table for a paper: medians, MAD_SDs and intervals of coefficients, spreads between groups and the rest.

    Parameters
    ----------
    prob
        Probability of the intervals.
    digits
        Decimals; None gives each row as many as leave two digits of its uncertainty.
    labels
        What to call parameters: ``{"Days": "days of deprivation"}``.

    Returns
    -------
    Shown
        A table; `to_markdown()` and `to_latex()` write it otherwise, `to_frame()` has the numbers.

    Examples
    --------
    >>> from nbmixed import datasets, stan_glm
    >>> fit = stan_glm("kid_score ~ mom_iq", data=datasets.load("kidiq"), seed=1, chains=1, iter=400)
    >>> list(fit.table().to_frame().index)
    ['(Intercept)', 'mom_iq', 'sigma']
    """
    require_prob(prob)
    known = [*self.posterior.coef_names, *self.posterior.smooth_names, *self.posterior.aux_names]
    check_labels(labels, [*known, *(c for term in self.posterior.terms for c in term.coefs)])
    column = as_column(self, self.info.function, prob)
    note = f"Formula: {_written(self)}. Family: {self.info.family}."
    if self.design.groups:
        note = f"{note} {SPREADS}"
    view = model_view(column, prob, digits, labels or {}, note)
    found = caution(self)
    return Shown(view.followed_by(Findings(found)) if found else view, to_frame(column, prob))


def _written(fit: StanReg) -> str:
    """The formula on one line, with the group-level terms that an additive model has beside it."""
    parts = [fit.formula, *([] if fit.spec.random is None else [f"+ random {fit.spec.random}"])]
    return " ".join(" ".join(parts).split())


def as_column(fit: StanReg, name: str, prob: float, criteria: Sequence[tuple[str, str]] = ()) -> Column:
    """A fit as a column of a table."""
    levels = [(f"Levels of {group}", f"{n:,}") for group, n in fit.ngrps().items()]
    facts = [("Observations", f"{fit.nobs():,}"), *levels, *criteria]
    return Column(name, estimates(fit.posterior, prob, fit.design.n_smooth), facts)


def to_frame(column: Column, prob: float) -> pd.DataFrame:
    """The numbers of a column, not rounded; spreads between groups as `sd(Subject:Days)`, `cor(...)`."""
    import pandas as pd

    low, high = percent((1 - prob) / 2), percent((1 + prob) / 2)
    rows = {
        f"{e.kind}({e.part}:{e.name})" if e.kind in ("sd", "cor") else e.name: {
            "Median": e.median,
            "MAD_SD": e.mad_sd,
            low: e.low,
            high: e.high,
        }
        for e in column.estimates
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def require_prob(prob: float) -> None:
    """Refuse what is no probability of an interval.

    Raises
    ------
    SettingError
    """
    if isinstance(prob, bool) or not isinstance(prob, int | float) or not 0 < prob < 1:
        raise SettingError(f"prob = {prob!r} should be one number between 0 and 1, such as 0.95.")


def check_labels(labels: Mapping[str, str] | None, known: Sequence[str]) -> None:
    """Refuse labels of parameters that do not exist.

    Raises
    ------
    SettingError
    """
    for name in labels or {}:
        if name not in known:
            raise SettingError(f"labels: there is no parameter {name!r}.{nearest(name, known)}")


def fit_record(fit: StanReg) -> dict[str, Any]:
    """What a saved notebook keeps of a fit, so that a later run can be held against it; ready for JSON.

    Nothing in it changes from run to run unless the fit does: no times, no places of this machine.

    Returns
    -------
    dict
        `name`, `call`, `seed`, hashes of `data` and `program`, and `estimates`: mean, sd and Monte Carlo standard error of the
        mean for every parameter but group effects, in 8 significant digits.
    """
    told, posterior = fit.provenance, fit.posterior
    names = [name for name in posterior.names if name not in set(posterior.b_names)]
    draws = posterior.array(names)
    pooled = draws.reshape(-1, len(names))
    if posterior.importance is None:
        size = ess_mean(draws)
    else:
        size = np.full(len(names), posterior.importance.n_eff)
    columns = pooled.mean(axis=0), pooled.std(axis=0), pooled.std(axis=0) / np.sqrt(size)
    return {
        "name": fit.name,
        "call": told.facts.call,
        "seed": told.seed,
        "data": told.facts.rows_sha256,
        "program": told.source_sha256,
        "estimates": {name: [_short(c[k]) for c in columns] for k, name in enumerate(names)},
    }


def _short(value: float) -> float | None:
    """A number in few digits, or None where JSON has no word for it."""
    return float(f"{value:.{_DIGITS}g}") if np.isfinite(value) else None
