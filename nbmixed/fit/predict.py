"""Predictions for the rows of a fit or for new data: one row a draw, one column a row of data.

Predictions are numpy arrays, shape (draws, N), chains one after the other and columns in the order of the rows; what
is said of rows (intervals) comes as a data frame with the labels of the data.

Unlike rstanarm's, effects of new groups are drawn independently for each group, and with `draws` less than all
every parameter of a prediction is of the same draw. Nothing is random that is not drawn with a seed: without `seed`
it is that of the fit, and the same call gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.errors import SettingError
from nbmixed.fit.request import Request
from nbmixed.fit.simulate import simulate
from nbmixed.programs.links import inverse_link

Floats = NDArray[np.float64]
Transformation = Callable[[Floats], Floats]
_STREAM = 0x92ED


def linear_predictor(asked: Request, *, transform: bool = False) -> Floats:
    """Linear predictors, or with `transform` expected outcomes, shape (draws, N)."""
    if not isinstance(transform, bool | np.bool_):
        raise SettingError(
            f"transform must be True or False, not a {type(transform).__name__}; give new data as newdata=."
        )
    return expected(asked) if transform else asked.predictor.all()


def expected(asked: Request) -> Floats:
    """Means of the outcome, of binomial outcomes the chance of success, shape (draws, N).

    A linear predictor of new data that the link cannot have gives nan.
    """
    out = np.empty(asked.shape)
    for part, eta in asked.predictor.by_draws():
        out[part] = inverse_link(asked.family.link, eta)
    return out


def outcomes(asked: Request, fun: Transformation | None = None) -> Floats:
    """Simulated outcomes, of binomial outcomes the number of successes, shape (draws, N)."""
    rng = np.random.default_rng([asked.seed, _STREAM])
    out = np.empty(asked.shape)
    for part, eta in asked.predictor.by_draws():
        aux = None if asked.aux is None else asked.aux[part]
        further = {name: values[part] for name, values in asked.further.items()}
        out[part] = simulate(asked.family, eta, aux, further, asked.trials, rng)
    return out if fun is None else _transformed(out, fun)


def errors(asked: Request) -> Floats:
    """Observed minus simulated outcomes, shape (draws, N)."""
    y = asked.y
    simulated = outcomes(asked)
    np.subtract(y, simulated, out=simulated)
    return simulated


def intervals(values: Floats, rows: pd.Index, prob: float = 0.9) -> pd.DataFrame:
    """Central intervals of each column that hold probability `prob`, a frame with the labels `rows`.

    Examples
    --------
    >>> intervals(np.arange(101.0)[:, None], pd.Index(["first"]))
            5%   95%
    first  5.0  95.0
    """
    check_prob(prob)
    probs = [(1 - prob) / 2, (1 + prob) / 2]
    return pd.DataFrame(
        np.quantile(values, probs, axis=0).T, index=rows, columns=[f"{100 * p:.10g}%" for p in probs]
    )


def check_prob(prob: float) -> None:
    """Refuse what is no probability of an interval."""
    if not isinstance(prob, int | float | np.number) or isinstance(prob, bool) or not 0 < prob < 1:
        raise SettingError(f"prob must be one number between 0 and 1, not {prob!r}.")


def _transformed(values: Floats, fun: Transformation) -> Floats:
    if not callable(fun):
        raise SettingError(f"fun must be a function of an array, such as numpy.exp, not {fun!r}.")
    changed = np.asarray(fun(values))
    if changed.shape != values.shape:
        raise SettingError(
            f"fun must keep the shape of what it is given, {values.shape}; it returned shape {changed.shape}."
        )
    return changed
