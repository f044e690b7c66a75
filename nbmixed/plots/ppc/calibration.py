"""Predicted chances against how often it happened."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Floats
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import few, number, percent
from nbmixed.plots.ppc.checked import probability, vector
from nbmixed.plots.ppc.groups import Groups, groups
from nbmixed.plots.ppc.isotonic import Chances, chances, consistency_band, scores
from nbmixed.plots.ppc.look import LINE, SQUARE, caption, grouped, two
from nbmixed.plots.scheme import Scheme
from nbmixed.plots.whole import whole

_BARS = 40
_FAR = 0.8
_TALL = 0.12  # of the highest bar at the bottom


def ppc_calibration_data(
    y: ArrayLike,
    p: ArrayLike,
    trials: ArrayLike | None = None,
    group: Any = None,
    prob: float = 0.95,
    samples: int = 400,
    seed: int = 0,
) -> pd.DataFrame:
    """The frame that `ppc_calibration` draws.

    Returns
    -------
    pandas.DataFrame
        ``group``, the different chances, ``p``, how many ``trials`` have them and how many ``successes`` these, the
        ``calibrated`` chance, and the band from ``lower`` to ``upper``.

    Examples
    --------
    >>> frame = ppc_calibration_data([0, 1, 0, 1], [0.1, 0.4, 0.6, 0.9])
    >>> frame["calibrated"].tolist()
    [0.0, 0.5, 0.5, 1.0]
    """
    rows = _rows(y, p, trials)
    by = groups(group, len(rows[0]))
    return _frame(*rows, by, probability(prob), whole("samples", samples, 1), seed)


def ppc_calibration(
    y: ArrayLike,
    p: ArrayLike,
    trials: ArrayLike | None = None,
    group: Any = None,
    prob: float = 0.95,
    samples: int = 400,
    seed: int = 0,
    outcome: str = "y",
    told: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """How often it happened where a chance was predicted: a rising curve, with the band of right predictions.

    Parameters
    ----------
    y
        0/1 outcomes, or numbers of successes, shape (N,).
    p
        Predicted chance of success of each row, shape (N,).
    trials
        Numbers of trials, shape (N,); None for 0/1 outcomes.
    group
        One value for each row; a panel for each group.
    prob
        Probability that the curve of right predictions is inside the band at a chance (not at all of them).
    samples
        How many simulated sets of outcomes make the band.
    seed
        Of these.
    outcome
        Name of the outcome, or of its success.
    told
        What to say below of the chances.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `ppc_calibration_data`: layers can be added with ``+``. The bars at the bottom say how many
        rows have a chance.

    Raises
    ------
    PlotError
        Outcomes that are not 0 to 1 or to their trials, or chances that are none.
    """
    rows = _rows(y, p, trials)
    by = groups(group, len(rows[0]))
    frame = _frame(*rows, by, probability(prob), whole("samples", samples, 1), seed)
    colors, top = two(scheme), _top(frame)
    return plot(
        frame,
        p9.aes("p"),
        f"Calibration of the chance of {outcome}, {len(rows[0])} rows: {_words(frame, by)}",
        p9.geom_rect(
            p9.aes(xmin="left", xmax="right", ymin=0, ymax="height"),
            data=_bars(frame, by, top),
            inherit_aes=False,
            fill=LINE,
            alpha=0.4,
        ),
        p9.geom_ribbon(p9.aes(ymin="lower", ymax="upper"), fill=colors.replicated, alpha=0.3),
        p9.geom_abline(intercept=0, slope=1, color=LINE, linetype="dashed", size=0.6),
        p9.geom_line(p9.aes(y="calibrated"), color=colors.observed, size=1.1),
        _dots(frame, colors.observed),
        p9.coord_cartesian(xlim=(0, top), ylim=(0, top)),
        p9.labs(
            x=f"predicted chance of {outcome}",
            y="how often it happened",
            subtitle=f"shaded: {percent(prob)} band of right predictions",
            caption=caption(_scored(frame) if by.one else "", told, by.caption),
        ),
        grouped(by, single=SQUARE),
    )


def _rows(y: ArrayLike, p: ArrayLike, trials: ArrayLike | None) -> tuple[Floats, Floats, Floats]:
    """Successes, chances and trials, checked."""
    successes = vector(y, "y")
    n = len(successes)
    chance = vector(p, "p", n)
    count = np.ones(n) if trials is None else vector(trials, "trials", n)
    if (chance < 0).any() or (chance > 1).any():
        raise PlotError("p must be chances, numbers from 0 to 1.")
    outside = (successes < 0) | (successes > count) | (successes != np.rint(successes))
    if outside.any():
        raise PlotError(
            f"Calibration is of 0/1 outcomes, or of successes among trials; {number(float(successes[outside][0]))} is "
            "neither: take dens_overlay, bars or pit_ecdf."
        )
    return successes, chance, count


def _frame(
    y: Floats, p: Floats, trials: Floats, by: Groups, prob: float, samples: int, seed: int
) -> pd.DataFrame:
    pieces = []
    for label, rows in by:
        if not trials[rows].any():
            continue
        of = chances(y[rows], p[rows], trials[rows])
        lower, upper = consistency_band(of, prob, samples, seed)
        pieces.append(
            pd.DataFrame(
                {
                    "group": label,
                    "p": of.chance,
                    "trials": of.trials,
                    "successes": of.successes,
                    "calibrated": of.calibrated,
                    "lower": lower,
                    "upper": upper,
                }
            )
        )
    frame = pd.concat(pieces, ignore_index=True)
    return frame.assign(group=by.column(frame["group"]))


def _top(frame: pd.DataFrame) -> float:
    """The end of both axes: 1, or less where all is far below."""
    largest = 1.05 * float(frame[["p", "calibrated", "upper"]].max().max())
    return largest if largest < _FAR else 1.0


def _bars(frame: pd.DataFrame, by: Groups, top: float) -> pd.DataFrame:
    """A histogram of the chances along the bottom."""
    pieces = []
    for label, part in frame.groupby("group", observed=True):
        count, edges = np.histogram(part["p"], bins=_BARS, range=(0, top), weights=part["trials"])
        pieces.append(
            pd.DataFrame(
                {
                    "group": label,
                    "left": edges[:-1],
                    "right": edges[1:],
                    "height": top * _TALL * count / count.max(),
                }
            )
        )
    bars = pd.concat(pieces, ignore_index=True)
    return bars[bars["height"] > 0].assign(group=lambda d: by.column(d["group"]))


def _dots(frame: pd.DataFrame, color: str) -> Any:
    """Points at the chances while they are few."""
    few_ones = frame.groupby("group", observed=True).size().max() <= _BARS
    return p9.geom_point(p9.aes(y="calibrated"), color=color, size=2, stroke=0) if few_ones else None


def _scored(frame: pd.DataFrame) -> str:
    s = scores(_chances(frame))
    return (
        f"Brier score {number(s.brier)} = miscalibration {number(s.miscalibration)} - discrimination "
        f"{number(s.discrimination)} + uncertainty {number(s.uncertainty)}."
    )


def _words(frame: pd.DataFrame, by: Groups) -> str:
    parts = []
    for label, part in frame.groupby("group", observed=True):
        outside = (part["calibrated"] < part["lower"]) | (part["calibrated"] > part["upper"])
        share = float((part["trials"] * outside).sum() / part["trials"].sum())
        head = "" if by.one else f"{label}: "
        told = number(scores(_chances(part)).miscalibration)
        parts.append(
            f"{head}the curve is outside the band of right predictions for {number(100 * share)} % of them, "
            f"miscalibration {told}"
        )
    return few(parts)


def _chances(part: pd.DataFrame) -> Chances:
    p, trials, successes = (part[name].to_numpy() for name in ("p", "trials", "successes"))
    return Chances(p, trials, successes)
