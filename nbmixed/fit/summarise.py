"""Point summaries of draws: medians, MAD_SD, intervals, the table behind `summary`."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nbmixed.errors import SettingError
from nbmixed.fit.diagnostics import ess_mean, rhat_split
from nbmixed.fit.draws import Posterior
from nbmixed.fit.importance import diagnose

Floats = NDArray[np.float64]
_NORMAL_CONSISTENT = 1.4826
DEFAULT_PROBS = (0.1, 0.5, 0.9)


def medians(draws: ArrayLike) -> Floats:
    """Median over all draws of all chains; `draws` has shape (chains, draws, P)."""
    return np.asarray(np.median(_pooled(draws), axis=0))


def mad_sd(draws: ArrayLike) -> Floats:
    """1.4826 times the median absolute deviation from the median, over all draws of all chains.

    Estimates the standard deviation of a normal distribution, and little disturbed by tails;
    rstanarm's MAD_SD and `se`.

    >>> mad_sd(np.array([1.0, 2.0, 3.0, 4.0, 100.0]).reshape(1, 5, 1)).round(4)
    array([1.4826])
    """
    pooled = _pooled(draws)
    return np.asarray(_NORMAL_CONSISTENT * np.median(np.abs(pooled - np.median(pooled, axis=0)), axis=0))


def estimates(draws: ArrayLike, names: Sequence[str]) -> pd.DataFrame:
    """Columns Median and MAD_SD, one row for each parameter: the table of `print`."""
    return pd.DataFrame({"Median": medians(draws), "MAD_SD": mad_sd(draws)}, index=list(names))


def summary_frame(
    draws: ArrayLike, names: Sequence[str], probs: Sequence[float] = DEFAULT_PROBS
) -> pd.DataFrame:
    """The table of `summary`.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        The P parameters.
    probs
        Which quantiles to give, each between 0 and 1.

    Returns
    -------
    DataFrame
        Columns mean, mcse, sd, the quantiles ("10%", ...), n_eff (rounded) and Rhat, of which mcse is
        sd / sqrt(n_eff); n_eff and Rhat are rstan's: on split chains, not rank-normalised.

    Raises
    ------
    SettingError
        For a probability outside [0, 1].
    """
    pooled = _pooled(draws)
    sd, n_eff = _sd(pooled), ess_mean(draws)
    frame = pd.DataFrame(
        {"mean": pooled.mean(axis=0), "mcse": sd / np.sqrt(n_eff), "sd": sd}, index=list(names)
    )
    return _with_quantiles(frame, pooled, probs).assign(n_eff=np.round(n_eff), Rhat=rhat_split(draws))


def approximate_frame(
    posterior: Posterior, names: Sequence[str], probs: Sequence[float] = DEFAULT_PROBS, point: str = "mean"
) -> pd.DataFrame:
    """The table of `summary` for draws from an approximation.

    Parameters
    ----------
    posterior
        With its `importance` and `proposals`.
    names
        Parameters.
    probs
        Which quantiles to give, each between 0 and 1.
    point
        "mean", or "median" for rstanarm's table of `algorithm="optimizing"`.

    Returns
    -------
    DataFrame
        Columns mean, mcse, sd, the quantiles, n_eff, khat; or Median, MAD_SD, the quantiles, mcse, khat,
        n_eff. mcse, n_eff and khat are those of the mean, see `nbmixed.fit.importance.diagnose`.

    Raises
    ------
    SettingError
        For a probability outside [0, 1].
    """
    assert posterior.importance is not None and posterior.proposals is not None
    draws = posterior.array(names)
    pooled = _pooled(draws)
    mcse, n_eff, khat = diagnose(posterior.proposals.array(names)[0], posterior.importance)
    if point == "median":
        frame = _with_quantiles(estimates(draws, names), pooled, probs)
        return frame.assign(mcse=mcse, khat=khat, n_eff=np.round(n_eff))
    frame = pd.DataFrame({"mean": pooled.mean(axis=0), "mcse": mcse, "sd": _sd(pooled)}, index=list(names))
    return _with_quantiles(frame, pooled, probs).assign(n_eff=np.round(n_eff), khat=khat)


def posterior_interval(draws: ArrayLike, names: Sequence[str], prob: float = 0.9) -> pd.DataFrame:
    """Central intervals that hold the posterior probability `prob`.

    Returns
    -------
    DataFrame
        One row for each parameter, columns named after the quantiles: "5%" and "95%" for 0.9.

    Raises
    ------
    SettingError
        Unless `prob` is one number strictly between 0 and 1.

    Examples
    --------
    >>> posterior_interval(np.arange(101.0).reshape(1, 101, 1), ["x"], prob=0.5)
        25%   75%
    x  25.0  75.0
    """
    if not _is_inside(prob):
        raise SettingError(f"prob = {prob!r} should be one number between 0 and 1, such as 0.9.")
    tails = [(1 - float(prob)) / 2, (1 + float(prob)) / 2]
    low, high = np.quantile(_pooled(draws), tails, axis=0)
    return pd.DataFrame({percent(tails[0]): low, percent(tails[1]): high}, index=list(names))


def percent(prob: float) -> str:
    """Column name of a quantile, as R names it.

    >>> percent(0.025), percent(0.9)
    ('2.5%', '90%')
    """
    return f"{100 * prob:.7g}%"


def _is_inside(prob: object) -> bool:
    """Whether this is one number strictly between 0 and 1."""
    if isinstance(prob, bool) or not isinstance(prob, Real):
        return False
    return 0 < float(prob) < 1


def _with_quantiles(frame: pd.DataFrame, pooled: Floats, probs: Sequence[float]) -> pd.DataFrame:
    chosen = _probs(probs)
    values = np.quantile(pooled, chosen, axis=0)
    return frame.assign(**{percent(prob): row for prob, row in zip(chosen, values, strict=True)})


def _sd(pooled: Floats) -> Floats:
    return pooled.std(axis=0, ddof=1) if len(pooled) > 1 else np.full(pooled.shape[1], np.nan)


def _pooled(draws: ArrayLike) -> Floats:
    values = np.asarray(draws, dtype=float)
    return values.reshape(values.shape[0] * values.shape[1], values.shape[2])


def _probs(probs: Sequence[float]) -> list[float]:
    values = [float(p) for p in np.atleast_1d(np.asarray(probs, dtype=float))]
    if any(not 0 <= p <= 1 for p in values):
        raise SettingError(f"probs = {probs!r} should be numbers between 0 and 1, such as (0.1, 0.5, 0.9).")
    return values
