"""How well a model predicts rows it has not seen: PSIS-LOO and WAIC.

References
----------
Vehtari, Gelman and Gabry (2017), Practical Bayesian model evaluation using leave-one-out cross-validation and WAIC,
Statistics and Computing 27; Vehtari, Simpson, Gelman, Yao and Gabry (2024), Pareto smoothed importance sampling,
Journal of Machine Learning Research 25(72), for the threshold of khat.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logsumexp

from nbmixed.errors import SettingError
from nbmixed.fit.checks import Finding
from nbmixed.fit.diagnostics import ess_mean
from nbmixed.fit.log_lik import log_lik_by_rows
from nbmixed.fit.psis import smooth
from nbmixed.fit.request import Request
from nbmixed.provenance import hash_data

Floats = NDArray[np.float64]
_WORST = 0.7
_LARGE_P_WAIC = 0.4
_IC = {"loo": "looic", "waic": "waic", "kfold": "kfoldic"}


@dataclass(frozen=True, slots=True)
class Judged:
    """The model that a criterion is about.

    Attributes
    ----------
    name, formula, family
        For tables; the formula as written.
    continuous
        Whether its outcomes are real numbers, whose densities do not compare with probabilities of counts.
    outcome
        Hash of the outcomes, numbers of trials and weights.
    """

    name: str
    formula: str
    family: str
    continuous: bool
    outcome: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Criterion:
    """An estimate of the expected log predictive density of new data (elpd).

    Attributes
    ----------
    kind
        "loo", "waic" or "kfold".
    pointwise
        One row for each row of data: `elpd`, `p` (the row's share of the effective number of parameters) and `ic`
        (-2 elpd); of "loo" also `mcse` (Monte Carlo standard error of `elpd`) and `pareto_k`.
    draws
        Size of the posterior.
    model
        Whose criterion it is.
    findings
        What is right or wrong with it, in words.
    """

    kind: str
    pointwise: pd.DataFrame
    draws: int
    model: Judged
    findings: tuple[Finding, ...]

    @property
    def estimates(self) -> pd.DataFrame:
        """Sums over the rows with their standard errors: `elpd_loo`, `p_loo`, `looic` and the like."""
        sums = self.pointwise[["elpd", "p", "ic"]]
        se = np.sqrt(len(sums) * sums.var(ddof=1))
        index = [f"elpd_{self.kind}", f"p_{self.kind}", _IC[self.kind]]
        return pd.DataFrame({"Estimate": sums.sum().to_numpy(), "SE": se.to_numpy()}, index=index)

    @property
    def elpd(self) -> float:
        """Expected log predictive density, summed over the rows."""
        return float(self.pointwise["elpd"].sum())

    @property
    def se(self) -> float:
        """Standard error of `elpd` over the rows."""
        return float(self.estimates["SE"].iloc[0])

    @property
    def mcse(self) -> float:
        """Monte Carlo standard error of `elpd`; nan where importance sampling has failed for a row, or is not used."""
        if "mcse" not in self.pointwise or len(self.bad()):
            return float("nan")
        return float(np.sqrt((self.pointwise["mcse"] ** 2).sum()))

    @property
    def threshold(self) -> float:
        """The largest khat at which importance sampling from this many draws can be trusted."""
        return khat_threshold(self.draws)

    def bad(self, k_threshold: float | None = None) -> NDArray[np.intp]:
        """Places of the rows whose khat is above a threshold, by default `threshold`."""
        if "pareto_k" not in self.pointwise:
            return np.empty(0, dtype=np.intp)
        limit = self.threshold if k_threshold is None else k_threshold
        return np.flatnonzero(self.pointwise["pareto_k"].to_numpy() > limit)

    def to_frame(self) -> pd.DataFrame:
        """`pointwise`, a copy."""
        return self.pointwise.copy()


def khat_threshold(draws: int) -> float:
    """``min(1 - 1 / log10(S), 0.7)``: with a larger khat, S draws are too few.

    >>> khat_threshold(100), khat_threshold(4000)
    (0.5, 0.7)
    """
    return min(1 - 1 / math.log10(max(draws, 2)), _WORST)


def judged(asked: Request, name: str, formula: str) -> Judged:
    """The facts of the model that make criteria comparable."""
    response, weights = asked.design.response, asked.design.weights
    assert response is not None
    held: dict[str, Any] = {"y": response.y, "trials": response.trials, "weights": weights}
    if response.trials is not None and (response.trials == 1).all():
        held["trials"] = None  # a 0/1 outcome, however it was written
    return Judged(name, formula, str(asked.family), asked.family.continuous, hash_data(held))


def loo(asked: Request, model: Judged, chains: int) -> Criterion:
    """Leave-one-out cross-validation by Pareto smoothed importance sampling.

    Parameters
    ----------
    asked
        The rows and all draws of the fit.
    chains
        Of how many Markov chains the draws are; 0 where they are independent.
    """
    N = asked.shape[1]
    columns = {name: np.empty(N) for name in ("elpd", "p", "ic", "mcse", "pareto_k")}
    for rows, ll in log_lik_by_rows(asked):
        for i in range(ll.shape[1]):
            elpd, se, k = _left_out(ll[:, i])
            columns["elpd"][rows.start + i] = elpd
            columns["mcse"][rows.start + i] = se
            columns["pareto_k"][rows.start + i] = k
        columns["p"][rows] = _lpd(ll) - columns["elpd"][rows]
        columns["mcse"][rows] /= np.sqrt(_relative_ess(ll, chains))
    columns["ic"] = -2 * columns["elpd"]
    frame = pd.DataFrame(columns, index=asked.rows)
    return Criterion("loo", frame, asked.shape[0], model, khat_findings(frame, asked.shape[0], model.name))


def waic(asked: Request, model: Judged) -> Criterion:
    """The widely applicable information criterion; `loo` estimates the same and says when it fails."""
    N = asked.shape[1]
    elpd, p = np.empty(N), np.empty(N)
    for rows, ll in log_lik_by_rows(asked):
        p[rows] = ll.var(axis=0, ddof=1)
        elpd[rows] = _lpd(ll) - p[rows]
    frame = pd.DataFrame({"elpd": elpd, "p": p, "ic": -2 * elpd}, index=asked.rows)
    return Criterion("waic", frame, asked.shape[0], model, _waic_findings(p))


def loo_weights(log_lik: Floats) -> tuple[Floats, float]:
    """Smoothed log weights that make draws of the posterior ones of that without a row, and khat.

    Parameters
    ----------
    log_lik
        Of the row in each draw, shape (S,).
    """
    if not np.isfinite(log_lik).all():
        return np.where(np.isneginf(log_lik), 0.0, -np.inf), np.inf
    return smooth(-log_lik)


def _left_out(log_lik: Floats) -> tuple[float, float, float]:
    """Elpd of a row left out, its Monte Carlo error for independent draws, and khat."""
    weights, k = loo_weights(log_lik)
    if not np.isfinite(log_lik).all():
        return -np.inf, np.nan, k
    elpd = float(logsumexp(weights + log_lik))
    se = float(np.sqrt(np.sum((np.exp(weights + log_lik - elpd) - np.exp(weights)) ** 2)))
    return elpd, se, k


def _lpd(log_lik: Floats) -> Floats:
    """Log predictive density of each row, shape (N,)."""
    return np.asarray(logsumexp(log_lik, axis=0) - np.log(len(log_lik)))


def _relative_ess(log_lik: Floats, chains: int) -> Floats:
    """Effective over actual number of draws for the likelihood of each row."""
    if not chains:
        return np.ones(log_lik.shape[1])
    likelihood = np.exp(log_lik - log_lik.max(axis=0)).reshape(chains, -1, log_lik.shape[1])
    relative = ess_mean(likelihood) / len(log_lik)
    return np.where(np.isfinite(relative), relative, 1.0)


def khat_findings(frame: pd.DataFrame, draws: int, name: str) -> tuple[Finding, ...]:
    """What the `pareto_k` of rows say about an elpd from `draws` draws of the fit called `name`."""
    k, limit = frame["pareto_k"].to_numpy(), khat_threshold(draws)
    bad = np.flatnonzero(k > limit)
    if not len(bad):
        return (Finding("ok", "ok", f"All Pareto k estimates are good (k < {limit:.2g})."),)
    worst = bad[np.argmax(k[bad])]
    very = int((k > 1).sum())
    message = (
        f"{len(bad)} of {len(k)} rows {'has' if len(bad) == 1 else 'have'} a Pareto k above {limit:.2g}, the largest "
        f"{k[worst]:.2f} in row {frame.index.tolist()[worst]!r}: leaving such a row out changes the posterior too much to be "
        "seen from the draws of the fit."
    )
    refit = (
        f"nm.reloo({name}) fits again without {'it' if len(bad) == 1 else 'each of them'} "
        f"({len(bad)} fit{'s' * (len(bad) > 1)})"
    )
    advice = f"{refit}." if len(bad) <= 10 else f"K-fold cross-validation is the better estimate; {refit}."
    few = " More draws will raise the limit." if limit < _WORST and k[worst] < _WORST else ""
    return (Finding("khat", "serious" if very else "warning", message, advice + few),)


def _waic_findings(p: Floats) -> tuple[Finding, ...]:
    large = int((p > _LARGE_P_WAIC).sum())
    if not large:
        return (Finding("ok", "ok", f"No row has a p_waic above {_LARGE_P_WAIC}."),)
    return (
        Finding(
            "p_waic",
            "warning",
            f"{large} of {len(p)} rows {'has' if large == 1 else 'have'} a p_waic above {_LARGE_P_WAIC}, where WAIC is a "
            "poor approximation.",
            "Use loo(), which says where it can be trusted.",
        ),
    )


def require_posterior(prior_PD: bool, what: str) -> None:
    """Refuse to judge draws that know nothing of the data."""
    if prior_PD:
        raise SettingError(
            f"{what}() judges a model fitted to data; with prior_PD=True the draws are from the prior."
        )
