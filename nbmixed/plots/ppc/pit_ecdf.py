"""Whether probability integral transforms are uniform: their distribution function in its band."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.draws import Floats
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import few, number, percent
from nbmixed.plots.ppc.bands import uniform_band
from nbmixed.plots.ppc.checked import probability
from nbmixed.plots.ppc.groups import Groups, groups
from nbmixed.plots.ppc.look import LINE, caption, grouped, two
from nbmixed.plots.ppc.pit import checked_pit
from nbmixed.plots.scheme import Scheme


def ppc_pit_ecdf_data(pit: ArrayLike, group: Any = None, prob: float = 0.99) -> pd.DataFrame:
    """The frame that `ppc_pit_ecdf` draws.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``pit`` (0, 0.01, ..., 1), the share of rows whose transform is at most that, ``ecdf``, the band
        that holds it everywhere with probability `prob`, from ``lower`` to ``upper``, and whether it does, ``inside``.

    Examples
    --------
    >>> frame = ppc_pit_ecdf_data([0.2, 0.4, 0.6, 0.8])
    >>> float(frame.loc[50, "ecdf"]), bool(frame["inside"].all())
    (0.5, True)
    """
    values = checked_pit(pit)
    return _frame(values, groups(group, len(values)), probability(prob))


def ppc_pit_ecdf(
    pit: ArrayLike,
    group: Any = None,
    prob: float = 0.99,
    plot_diff: bool = True,
    outcome: str = "y",
    told: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Distribution function of probability integral transforms, with the band that holds that of uniform ones.

    A line below the band on the left and above on the right is of replicated outcomes that vary too much, the opposite
    of ones that vary too little; one that is above everywhere is of replicated outcomes that are too large.

    Parameters
    ----------
    pit
        Transforms, shape (N,), see `nbmixed.plots.ppc.pit_values` and `loo_pit_values`.
    group
        One value for each row; a panel for each group.
    prob
        Probability that the whole function of uniform transforms is inside the band (Säilynoja, Bürkner and Vehtari
        2022, Statistics and Computing 32).
    plot_diff
        Whether the function is drawn minus that of the uniform distribution, so that more is seen.
    outcome
        Name of the outcome.
    told
        What to say below of the transforms.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `ppc_pit_ecdf_data`, with what is drawn as ``line``, ``low`` and ``high``.
    """
    values = checked_pit(pit)
    by = groups(group, len(values))
    frame, colors = _frame(values, by, probability(prob)), two(scheme)
    base = frame["pit"] if plot_diff else 0.0
    shown = frame.assign(line=frame["ecdf"] - base, low=frame["lower"] - base, high=frame["upper"] - base)
    verdict = _verdict(frame, by)
    return plot(
        shown,
        p9.aes("pit"),
        f"PIT of {outcome}, {len(values)} rows. {verdict}",
        p9.geom_ribbon(p9.aes(ymin="low", ymax="high"), fill=colors.replicated, alpha=0.25),
        p9.geom_abline(intercept=0, slope=0 if plot_diff else 1, color=LINE, linetype="dashed", size=0.6),
        p9.geom_step(p9.aes(y="line"), color=colors.observed, size=0.9),
        p9.scale_x_continuous(breaks=[0, 0.25, 0.5, 0.75, 1], labels=["0", "0.25", "0.5", "0.75", "1"]),
        p9.labs(
            x=f"PIT of {outcome}",
            y="ECDF minus uniform" if plot_diff else "ECDF",
            subtitle=f"shaded: {percent(prob)} simultaneous band of uniform values" + _outside(frame, by),
            caption=caption(told, by.caption),
        ),
        grouped(by),
    )


def _frame(values: Floats, by: Groups, prob: float) -> pd.DataFrame:
    pieces = []
    for label, rows in by:
        at, lower, upper = uniform_band(len(rows), prob)
        ecdf = np.searchsorted(np.sort(values[rows]), at, side="right") / len(rows)
        columns = {"group": label, "pit": at, "ecdf": ecdf, "lower": lower, "upper": upper}
        pieces.append(pd.DataFrame(columns))
    frame = pd.concat(pieces, ignore_index=True)
    margin = 1e-9
    inside = (frame["ecdf"] >= frame["lower"] - margin) & (frame["ecdf"] <= frame["upper"] + margin)
    ends = frame["pit"].isin((0.0, 1.0))  # a transform may be 0 or 1 because draws are finite
    return frame.assign(group=by.column(frame["group"]), inside=inside | ends)


def _verdict(frame: pd.DataFrame, by: Groups) -> str:
    parts = []
    for label, part in frame.groupby("group", observed=True):
        head = "" if by.one else f"{label}: "
        out = part[~part["inside"]]
        if out.empty:
            parts.append(f"{head}their distribution function stays inside the band of uniform values")
            continue
        low, high = number(float(out["pit"].min())), number(float(out["pit"].max()))
        above = out["ecdf"] > out["upper"]
        way = "above" if above.all() else "above and below" if above.any() else "below"
        parts.append(
            f"{head}their distribution function leaves the band of uniform values {way}, at {low} to {high}"
        )
    told = few(parts)
    return told[0].upper() + told[1:]


def _outside(frame: pd.DataFrame, by: Groups) -> str:
    inside = frame.groupby("group", observed=True)["inside"].all()
    if by.one:
        return "; the line stays inside" if inside.all() else "; the line leaves it"
    return f"; {int((~inside).sum())} of {len(inside)} groups leave it"
