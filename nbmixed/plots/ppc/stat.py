"""A statistic of the outcomes among those of replicated data sets."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Floats
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import few, number
from nbmixed.plots.ppc.bins import counts, shared_edges
from nbmixed.plots.ppc.checked import Outcomes, outcomes
from nbmixed.plots.ppc.groups import Groups, groups
from nbmixed.plots.ppc.look import OBSERVED, REPLICATED, Two, caption, grouped, inner_breaks, mixed_key, two
from nbmixed.plots.ppc.statistics import Statistic, statistic
from nbmixed.plots.ppc.words import standing
from nbmixed.plots.scheme import Scheme


class Values(NamedTuple):
    """A statistic in one group: of the outcomes, and of the replicated data sets, shape (S,)."""

    label: str
    observed: float
    replicated: Floats


def ppc_stat_data(y: ArrayLike, yrep: ArrayLike, stat: Any = "mean", group: Any = None) -> pd.DataFrame:
    """The statistic of every data set.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``data`` ("observed" or "replicated"), ``replicate`` (0 is observed) and ``value``. Groups in
        which the statistic has no value, as an sd of one row, are not there.

    Examples
    --------
    >>> ppc_stat_data([1, 2, 3], [[1, 2, 6], [1, 1, 1]])["value"].tolist()
    [2.0, 3.0, 1.0]
    """
    found = outcomes(y, yrep)
    by = groups(group, len(found.y))
    return _frame(_values(found, by, statistic(stat)), by)


def ppc_stat(
    y: ArrayLike,
    yrep: ArrayLike,
    stat: Any = "mean",
    group: Any = None,
    bins: int | None = None,
    outcome: str = "y",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Histogram of a statistic of replicated data sets, a line at that of the outcomes.

    Parameters
    ----------
    y
        Observed outcomes, shape (N,).
    yrep
        Replicated outcomes, shape (S, N); the more data sets the better.
    stat
        "mean", "median", "sd", "var", "min", "max", "range", "q25", "q75", "prop_zero", or a function of an array.
    group
        One value for each row; a panel for each group.
    bins
        How many; None for as many as Freedman and Diaconis's rule gives.
    outcome
        Name of the outcome, with its unit.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over the bins; `ppc_stat_data` has the values.

    Raises
    ------
    PlotError
        Shapes that do not fit, no such statistic, one without a value in any group.
    """
    return _drawn(y, yrep, stat, group, bins, outcome, scheme, polygon=False)


def ppc_stat_freqpoly(
    y: ArrayLike,
    yrep: ArrayLike,
    stat: Any = "mean",
    group: Any = None,
    bins: int | None = None,
    outcome: str = "y",
    scheme: str | Scheme | None = None,
) -> Plot:
    """As `ppc_stat`, with a frequency polygon for the histogram."""
    return _drawn(y, yrep, stat, group, bins, outcome, scheme, polygon=True)


def _drawn(
    y: ArrayLike,
    yrep: ArrayLike,
    stat: Any,
    group: Any,
    bins: int | None,
    outcome: str,
    scheme: str | Scheme | None,
    *,
    polygon: bool,
) -> Plot:
    found, one = outcomes(y, yrep), statistic(stat)
    by = groups(group, len(found.y))
    values = _values(found, by, one)
    frame = _binned(values, by, bins)
    lines = pd.DataFrame(
        {"group": by.column([v.label for v in values]), "value": [v.observed for v in values]}
    )
    colors = two(scheme)
    label = f"{one.name} of {outcome}"
    return plot(
        frame,
        p9.aes(),
        f"{label[0].upper()}{label[1:]}: {_told(values)}",
        _polygon(frame, colors) if polygon else _bars(),
        p9.geom_vline(p9.aes(xintercept="value", color=f"'{OBSERVED}'"), data=lines, size=1.3),
        mixed_key(colors.replicated, colors.observed),
        p9.scale_y_continuous(expand=(0, 0, 0.05, 0)),
        None if by.one else p9.scale_x_continuous(breaks=inner_breaks, minor_breaks=[]),
        p9.labs(x=label, y="data sets", subtitle=_subtitle(values), caption=_caption(found, by, values)),
        grouped(by, scales="free"),
    )


def _values(found: Outcomes, by: Groups, one: Statistic) -> list[Values]:
    """The statistic in each group where it has values."""
    everywhere = [
        Values(label, float(one.of_rows(found.y[None, rows])[0]), one.of_rows(found.yrep[:, rows]))
        for label, rows in by
    ]
    values = [v for v in everywhere if np.isfinite(v.observed) and np.isfinite(v.replicated).all()]
    if not values:
        raise PlotError(f"The {one.name} of these outcomes is not finite: take another statistic.")
    return values


def _frame(values: list[Values], by: Groups) -> pd.DataFrame:
    number_of = np.arange(len(values[0].replicated) + 1)
    return pd.DataFrame(
        {
            "group": by.column(np.repeat([v.label for v in values], len(number_of))),
            "data": np.tile(np.where(number_of == 0, OBSERVED, REPLICATED), len(values)),
            "replicate": np.tile(number_of, len(values)),
            "value": np.concatenate([[v.observed, *v.replicated] for v in values]),
        }
    )


def _binned(values: list[Values], by: Groups, bins: int | None) -> pd.DataFrame:
    """Counts of replicated values, in bins of each group's own."""
    pieces = []
    for v in values:
        edges = shared_edges(v.replicated, bins)
        count = counts(v.replicated[None, :], edges)[0]
        middle = (edges[:-1] + edges[1:]) / 2
        pieces.append(
            pd.DataFrame(
                {"group": v.label, "left": edges[:-1], "x": middle, "right": edges[1:], "count": count}
            )
        )
    frame = pd.concat(pieces, ignore_index=True)
    return frame.assign(group=by.column(frame["group"]))


def _bars() -> Any:
    box = p9.aes(xmin="left", xmax="right", ymin=0, ymax="count", fill=f"'{REPLICATED}'")
    return p9.geom_rect(box, alpha=0.5, color="none")


def _polygon(frame: pd.DataFrame, colors: Two) -> list[Any]:
    shape = p9.aes("x", "count", fill=f"'{REPLICATED}'")
    return [
        p9.geom_area(shape, alpha=0.3),
        p9.geom_line(p9.aes("x", "count"), data=frame, color=colors.replicated, size=0.9),
    ]


def _subtitle(values: list[Values]) -> str:
    if len(values) > 1:
        return ""
    above = float((values[0].replicated >= values[0].observed).mean())
    return (
        f"{OBSERVED} {number(values[0].observed)}; {100 * above:.3g} % of replicates are as large or larger"
    )


def _caption(found: Outcomes, by: Groups, values: list[Values]) -> str:
    without = len(by.labels) - len(values)
    left = f"{without} without a value {'is' if without == 1 else 'are'} left out." if without else ""
    return caption(found.caption, by.caption, left)


def _told(values: list[Values]) -> str:
    return few(
        [f"{v.label}: {standing(v.observed, v.replicated)}".removeprefix(": ") for v in values]
    ).replace("..", ".")
