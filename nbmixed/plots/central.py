"""Central intervals and a point for each parameter: the numbers under intervals and areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError, nearest
from nbmixed.plots.draws import Floats, checked_draws, pooled
from nbmixed.plots.labels import few, number, percent

POINTS = ("median", "mean", "none")


@dataclass(frozen=True, slots=True)
class Central:
    """Two central intervals and a point estimate.

    Attributes
    ----------
    prob, prob_outer
        Probability inside the inner and the outer interval, 0 < prob <= prob_outer <= 1.
    point_est
        ``median``, ``mean`` or ``none``.
    """

    prob: float
    prob_outer: float
    point_est: str

    def __post_init__(self) -> None:
        if not _nested(self.prob, self.prob_outer):
            raise PlotError(
                f"prob = {self.prob!r} and prob_outer = {self.prob_outer!r} do not fit: "
                "expected 0 < prob <= prob_outer <= 1."
            )
        if self.point_est not in POINTS:
            hint = nearest(str(self.point_est), POINTS)
            raise PlotError(f"No point estimate {self.point_est!r}.{hint} Use median, mean or none.")

    @property
    def has_point(self) -> bool:
        """Whether a point is drawn."""
        return self.point_est != "none"

    def describe(self) -> str:
        """What is drawn, for a subtitle.

        >>> Central(0.5, 0.9, "median").describe()
        '50 % and 90 % central intervals, medians'
        """
        probs = dict.fromkeys([percent(self.prob), percent(self.prob_outer)])
        point = f", {self.point_est}s" if self.has_point else ""
        return f"{' and '.join(probs)} central intervals{point}"


def central_frame(draws: ArrayLike, names: Sequence[str], central: Central) -> pd.DataFrame:
    """One row for each parameter, in the order given.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical in the order given), ``outer_width``, ``inner_width``, ``point_est``,
        and the ends and the point: ``ll``, ``l``, ``m``, ``h``, ``hh``. ``m`` is NaN without a point.
        The columns are those of bayesplot's ``mcmc_intervals_data``.
    """
    x = pooled(checked_draws(draws, names))
    ll, low, high, hh = np.quantile(x, _tails(central), axis=0)
    return pd.DataFrame(
        {
            "parameter": pd.Categorical(list(names), categories=list(names), ordered=True),
            "outer_width": central.prob_outer,
            "inner_width": central.prob,
            "point_est": central.point_est,
            "ll": ll,
            "l": low,
            "m": point(x, central.point_est),
            "h": high,
            "hh": hh,
        }
    )


def point(x: Floats, point_est: str) -> Floats:
    """The point estimate of each column of `x`, shape (S, P); NaN for ``none``."""
    if point_est == "none":
        return np.full(x.shape[1], np.nan)
    estimate: Floats = np.median(x, axis=0) if point_est == "median" else x.mean(axis=0)
    return estimate


def zero_is_near(low: float, high: float, share: float = 0.15) -> bool:
    """Whether zero is between `low` and `high`, or no further out than `share` of their distance."""
    margin = share * (high - low)
    return low - margin <= 0 <= high + margin


def above_zero(values: Floats) -> Floats:
    """Share of the draws of each parameter that are above zero, shape (P,)."""
    share: Floats = (values > 0).mean(axis=(0, 1))
    return share


def central_alt(frame: pd.DataFrame, above: Floats) -> str:
    """What an interval plot shows, in words.

    Parameters
    ----------
    frame
        Of `central_frame`.
    above
        Share of draws above zero, shape (P,).

    Examples
    --------
    >>> frame = central_frame([[[1.0], [2.0], [3.0]]], ["Days"], Central(0.5, 0.9, "median"))
    >>> central_alt(frame, np.array([1.0]))
    'Days is above zero with probability 1: median 2, 90 % interval 1.1 to 2.9.'
    """
    outer = _outer(float(frame["outer_width"].iloc[0]))
    kind = frame["point_est"].iloc[0]
    columns = zip(frame["parameter"], frame["m"], frame["ll"], frame["hh"], above, strict=True)
    return few(
        [
            f"{sign(name, share)}: {_point(kind, m)}{outer} {number(ll)} to {number(hh)}"
            for name, m, ll, hh, share in columns
        ]
    )


def sign(name: str, above: float) -> str:
    """On which side of zero a parameter is, and how surely.

    >>> sign("Days", 1.0), sign("age", 0.25), sign("size", 0.99975)
    ('Days is above zero with probability 1', 'age is below zero with probability 0.75', 'size is above zero with probability 0.9998')
    """
    share = max(above, 1 - above)
    told = f"{share:.4f}" if 0.999 <= share < 1 else f"{share:.3g}"
    return f"{name} is {'above' if above >= 0.5 else 'below'} zero with probability {told}"


def _outer(prob: float) -> str:
    return f"{percent(prob)} interval" if prob < 1 else "draws from"


def _nested(prob: object, prob_outer: object) -> bool:
    return (
        isinstance(prob, Real) and isinstance(prob_outer, Real) and 0 < float(prob) <= float(prob_outer) <= 1
    )


def _point(kind: str, value: float) -> str:
    return "" if kind == "none" else f"{kind} {number(value)}, "


def _tails(central: Central) -> list[float]:
    outer, inner = (1 - central.prob_outer) / 2, (1 - central.prob) / 2
    return [outer, inner, 1 - inner, 1 - outer]
