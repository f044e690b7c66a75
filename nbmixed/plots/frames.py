"""Frames that plots draw: ordered columns, and draws in long form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Floats

Ints = NDArray[np.intp]


def ordered(codes: ArrayLike, categories: Sequence[str]) -> pd.Categorical[str]:
    """A categorical column in the order of its categories.

    Parameters
    ----------
    codes
        Places in `categories`, shape (N,).
    """
    return pd.Categorical.from_codes(
        np.asarray(codes, dtype=np.intp), categories=pd.Index(list(categories)), ordered=True
    )


def chain_labels(chains: int) -> list[str]:
    """Chains are numbered from 1.

    >>> chain_labels(2)
    ['1', '2']
    """
    return [str(number) for number in range(1, chains + 1)]


def long_frame(values: Floats, names: Sequence[str], chain: Ints, draw: Ints) -> pd.DataFrame:
    """Some draws of all parameters, one row for each value.

    Parameters
    ----------
    values
        Shape (chains, draws, P).
    chain, draw
        Places of the draws that are kept, shape (K,) each.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical in the order given), ``chain`` (categorical, from 1), ``iteration`` (from 1) and ``value``;
        K rows for each parameter.
    """
    P = len(names)
    return pd.DataFrame(
        {
            "parameter": ordered(np.repeat(np.arange(P), chain.size), names),
            "chain": ordered(np.tile(chain, P), chain_labels(values.shape[0])),
            "iteration": np.tile(draw + 1, P),
            "value": values[chain, draw].T.ravel(),
        }
    )


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames with the same columns and categories, one below the other."""
    return pd.concat(frames, ignore_index=True)


def by_name(names: Sequence[str], frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One frame for each name, below one another, with the names in a first column ``parameter``."""
    codes = np.repeat(np.arange(len(names)), [len(frame) for frame in frames])
    return led(stacked(frames), parameter=ordered(codes, names))


def led(frame: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """The frame with further columns before its own.

    >>> led(pd.DataFrame({"x": [1.0]}), parameter=["Days"]).columns.tolist()
    ['parameter', 'x']
    """
    return frame.assign(**columns)[[*columns, *frame.columns]]


def bands(draws: ArrayLike, lines: int, prob: float) -> Floats:
    """Ends of central intervals and medians of draws that have a value.

    Parameters
    ----------
    draws
        Shape (draws, lines).
    prob
        Probability inside the intervals.

    Returns
    -------
    numpy.ndarray
        Low ends, medians and high ends, shape (3, lines).

    Raises
    ------
    PlotError
        Draws of another shape, or a probability that is none.
    """
    values = np.asarray(draws, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] != lines or not values.size:
        raise PlotError(
            f"Draws must have the shape (draws, {lines}), a column a row of lines; these have {values.shape}."
        )
    if not (isinstance(prob, int | float) and 0 < prob < 1):
        raise PlotError(f"prob = {prob!r} is out of range: expected a number between 0 and 1.")
    quantiles = np.nanquantile if np.isnan(values).any() else np.quantile
    return np.asarray(quantiles(values, [(1 - prob) / 2, 0.5, (1 + prob) / 2], axis=0))
