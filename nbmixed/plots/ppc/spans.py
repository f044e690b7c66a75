"""Central intervals of the replicated outcomes of each row, or of any ends given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Floats
from nbmixed.plots.labels import percent
from nbmixed.plots.ppc.checked import Outcomes, probability, vector
from nbmixed.plots.ppc.groups import Groups, groups

ENDS = ("ll", "l", "m", "h", "hh")


def tails(prob: float, prob_outer: float) -> list[float]:
    """Where the ends and the median of both intervals are: five probabilities.

    >>> [round(tail, 3) for tail in tails(0.5, 0.9)]
    [0.05, 0.25, 0.5, 0.75, 0.95]

    Raises
    ------
    PlotError
        Unless ``0 < prob <= prob_outer < 1``.
    """
    inner, outer = probability(prob), probability(prob_outer, "prob_outer")
    if inner > outer:
        raise PlotError(
            f"prob = {prob:g} is larger than prob_outer = {prob_outer:g}: the inner interval is smaller."
        )
    return [(1 - outer) / 2, (1 - inner) / 2, 0.5, (1 + inner) / 2, (1 + outer) / 2]


def spans_of(found: Outcomes, prob: float, prob_outer: float) -> Floats:
    """Ends and median for each row, shape (N, 5)."""
    spans: Floats = np.quantile(found.yrep, tails(prob, prob_outer), axis=0).T
    return spans


def checked_spans(spans: ArrayLike, n: int) -> Floats:
    """Ends and median given for each row, shape (N, 5), in rising order."""
    given = np.asarray(spans, dtype=np.float64)
    if given.shape != (n, len(ENDS)) or not np.isfinite(given).all() or (np.diff(given, axis=1) < 0).any():
        raise PlotError(
            f"Intervals are given as an array of shape ({n}, 5), each row five rising numbers: outer, inner end, "
            f"median, inner, outer end; this one has the shape {given.shape}."
        )
    return given


def spans_frame(y: Floats, spans: Floats, x: Any, group: Any) -> tuple[pd.DataFrame, Groups]:
    """One row for each row of data, sorted by group and x.

    Returns
    -------
    frame
        ``group``, ``row`` (from 0), ``x`` (the row, counted from 1 in its group, where none is given),
        ``observed``, the ends ``ll``, ``l``, ``h``, ``hh`` and the median ``m``, and whether the outer interval
        holds the outcome, ``inside``.
    """
    by = groups(group, len(y))
    at = vector(x, "x", len(y)) if x is not None else _counted(by, len(y))
    rows = np.flatnonzero(by.codes >= 0)
    rows = rows[np.lexsort((at[rows], by.codes[rows]))]
    group_of = by.column(np.array(by.labels)[by.codes[rows]])
    own = pd.DataFrame({"group": group_of, "row": rows, "x": at[rows], "observed": y[rows]})
    frame = pd.concat([own, pd.DataFrame(spans[rows], columns=list(ENDS))], axis=1)
    inside = (frame["observed"] >= frame["ll"]) & (frame["observed"] <= frame["hh"])
    return frame.assign(inside=inside), by


def spans_words(frame: pd.DataFrame, prob_outer: float, outcome: str, kind: str) -> str:
    """How many outcomes the outer intervals hold."""
    inside = int(frame["inside"].sum())
    return (
        f"{kind} of {outcome} for {len(frame)} rows: {inside} of the observed outcomes "
        f"({100 * inside / len(frame):.3g} %) are inside their {percent(prob_outer)} interval."
    )


def _counted(by: Groups, n: int) -> Floats:
    """Each row's number in its group, from 1."""
    at = np.zeros(n)
    for _, rows in by:
        at[rows] = np.arange(1, len(rows) + 1)
    return at
