"""What a model predicts for each row from all other rows: expectations under leave-one-out weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.errors import SettingError, nearest
from nbmixed.fit.criteria import loo_weights
from nbmixed.fit.density import log_density
from nbmixed.fit.request import Request
from nbmixed.fit.simulate import simulate
from nbmixed.programs.links import inverse_link

Floats = NDArray[np.float64]
KINDS = ("mean", "var", "quantile")
QUANTITIES = ("outcome", "linpred", "epred")
_STREAM = 0x100


def loo_expectation(
    asked: Request,
    quantity: str,
    kind: str = "mean",
    probs: float | Sequence[float] = 0.5,
) -> pd.DataFrame:
    """Mean, variance or quantiles of a prediction for each row, the row itself left out.

    Parameters
    ----------
    asked
        The rows and all draws of the fit.
    quantity
        "outcome" (simulated), "linpred" or "epred".
    kind
        "mean", "var" or "quantile".
    probs
        Quantiles wanted.

    Returns
    -------
    One row for each row of data: "mean", "var" or quantiles, and "pareto_k", which says whether the weights can be
    trusted (see `loo`).
    """
    names, wanted = _columns(kind, probs)
    values, khat = np.empty((asked.shape[1], len(names))), np.empty(asked.shape[1])
    rng = np.random.default_rng([asked.seed, _STREAM])
    for rows, eta in asked.predictor.by_rows():
        ll = _log_lik(asked, rows, eta)
        predicted = _predicted(asked, rows, eta, quantity, rng)
        for i in range(eta.shape[1]):
            log_weights, k = loo_weights(ll[:, i])
            values[rows.start + i] = _expected(predicted[:, i], np.exp(log_weights), kind, wanted)
            khat[rows.start + i] = k
    return pd.DataFrame(values, index=asked.rows, columns=names).assign(pareto_k=khat)


def _columns(kind: str, probs: float | Sequence[float]) -> tuple[list[str], Floats]:
    if kind not in KINDS:
        raise SettingError(
            f"type must be 'mean', 'var' or 'quantile', not {kind!r}.{nearest(str(kind), KINDS)}"
        )
    wanted = np.atleast_1d(np.asarray(probs, dtype=np.float64))
    if not ((wanted > 0) & (wanted < 1)).all():
        raise SettingError(f"probs must lie between 0 and 1, not {probs!r}.")
    return ([f"{100 * p:.10g}%" for p in wanted] if kind == "quantile" else [kind]), wanted


def _log_lik(asked: Request, rows: slice, eta: Floats) -> Floats:
    response, weights = asked.design.response, asked.design.weights
    assert response is not None
    trials = None if response.trials is None else response.trials[rows]
    density = log_density(asked.family, eta, response.y[rows], asked.aux, asked.further, trials)
    return density if weights is None else density * weights[rows]


def _predicted(asked: Request, rows: slice, eta: Floats, quantity: str, rng: np.random.Generator) -> Floats:
    if quantity == "linpred":
        return eta
    if quantity == "epred":
        return inverse_link(asked.family.link, eta)
    trials = None if asked.trials is None else asked.trials[rows]
    return simulate(asked.family, eta, asked.aux, asked.further, trials, rng)


def _expected(x: Floats, weights: Floats, kind: str, probs: Floats) -> Floats:
    weights = weights / weights.sum()
    if kind == "quantile":
        order = np.argsort(x)
        return np.interp(probs, np.cumsum(weights[order]), x[order])
    mean = weights @ x
    if kind == "mean":
        return np.array([mean])
    return np.array([weights @ (x - mean) ** 2 / (1 - weights @ weights)])
