"""Boxes of observed and replicated outcomes; violins of replicated ones under the observed, by group."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Floats
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import tick_label
from nbmixed.plots.ppc.checked import Outcomes, outcomes
from nbmixed.plots.ppc.groups import Groups, groups
from nbmixed.plots.ppc.look import KEYS, OBSERVED, REPLICATED, caption, fill_key, key_theme, mixed_key, two
from nbmixed.plots.ppc.replicates import set_labels
from nbmixed.plots.ppc.smooth import FREE, Bounds, density_curve
from nbmixed.plots.ppc.words import compared
from nbmixed.plots.scheme import Scheme
from nbmixed.plots.theme import ink, nbmixed_theme, text_width

_MOST_OUTLIERS, _MOST_POINTS, _MOST_VIOLINS = 100, 2_000, 40
_HALF = 0.42  # of the room of a violin
_POOLED = 200_000


def ppc_boxplot_data(y: ArrayLike, yrep: ArrayLike) -> pd.DataFrame:
    """The frame that `ppc_boxplot` draws.

    Returns
    -------
    pandas.DataFrame
        ``set``, ``data``, the quartiles ``lower``, ``middle`` and ``upper``, the most extreme outcomes within
        1.5 interquartile ranges of the box, ``ymin`` and ``ymax``, and those beyond, ``outliers``: an array,
        evenly chosen where there are more than 100.

    Examples
    --------
    >>> frame = ppc_boxplot_data([1, 2, 3, 4, 100], [[1, 2, 3, 4, 5]])
    >>> frame.loc[0, ["ymin", "middle", "ymax"]].tolist(), frame.loc[0, "outliers"].tolist()
    ([1.0, 3.0, 4.0], [100.0])
    """
    return _boxes(outcomes(y, yrep))


def ppc_boxplot(
    y: ArrayLike, yrep: ArrayLike, outcome: str = "y", scheme: str | Scheme | None = None
) -> Plot:
    """A box of the outcomes beside one of each of a few replicated data sets.

    Parameters
    ----------
    y
        Observed outcomes, shape (N,).
    yrep
        Replicated outcomes, shape (S, N).
    outcome
        Name of the outcome, with its unit.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.
    """
    found = outcomes(y, yrep)
    frame = _boxes(found)
    box = p9.aes("set", ymin="ymin", lower="lower", middle="middle", upper="upper", ymax="ymax", fill="data")
    boxes = frame.drop(columns="outliers")
    far = frame[["set", "outliers"]].explode("outliers").dropna().astype({"outliers": float})
    fewer = max(map(len, frame["outliers"])) >= _MOST_OUTLIERS
    return plot(
        frame,
        box,
        compared("Boxes", found, groups(None, len(found.y)), outcome),
        p9.geom_boxplot(data=boxes, stat="identity", width=0.6, size=0.5, alpha=0.5, color=ink().text),
        p9.geom_point(
            p9.aes("set", "outliers"), data=far, inherit_aes=False, size=1.2, color=ink().text, stroke=0
        ),
        fill_key(scheme),
        p9.labs(
            x="data set",
            y=outcome,
            caption=caption(found.caption, f"At most {_MOST_OUTLIERS} outliers of a box." if fewer else ""),
        ),
        nbmixed_theme((max(6.4, 0.75 * len(frame)), 3.9)),
        p9.theme(legend_position="none", panel_grid_major_x=p9.element_blank()),
        p9.scale_x_discrete(labels=_short),
    )


def ppc_violin_grouped_data(y: ArrayLike, yrep: ArrayLike, group: Any, bounds: Bounds = FREE) -> pd.DataFrame:
    """The frame that `ppc_violin_grouped` draws: outlines of the violins.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``value`` (of the outcome), ``density`` (1 / unit of the outcome) of all replicated outcomes
        of the group, and ``half``, half the width of the violin there: its widest is 0.42 in every group.
    """
    found = outcomes(y, yrep)
    return _violins(found, _needed(group, found), bounds)


def ppc_violin_grouped(
    y: ArrayLike,
    yrep: ArrayLike,
    group: Any,
    bounds: Bounds = FREE,
    outcome: str = "y",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Densities of replicated outcomes as violins, the observed ones as points on them, by group.

    Arguments as `ppc_dens_overlay`. Groups named by text are in the order of their mean outcome, others in
    their own.
    """
    found = outcomes(y, yrep)
    by = _needed(group, found)
    frame, points = _violins(found, by, bounds), _points(found, by)
    colors = two(scheme)
    few = (
        f"{_MOST_POINTS:,} of {len(found.y):,} rows are shown." if len(points) < (by.codes >= 0).sum() else ""
    )
    sides = pd.concat([frame.assign(at=frame["place"] - frame["half"]), _back(frame)])
    return plot(
        frame,
        p9.aes(),
        compared("Violins", found, by, outcome),
        p9.geom_polygon(
            p9.aes("at", "value", group="group", fill=f"'{REPLICATED}'"),
            data=sides,
            color=colors.replicated,
            size=0.3,
            alpha=0.4,
        ),
        p9.geom_point(
            p9.aes("at", "value", color=f"'{OBSERVED}'"), data=points, size=1.6, alpha=0.7, stroke=0
        ),
        mixed_key(colors.replicated, colors.observed),
        p9.guides(color=p9.guide_legend(override_aes={"size": 2.5, "alpha": 1})),
        p9.scale_x_continuous(
            breaks=list(range(1, len(by.labels) + 1)),
            labels=[tick_label(name) for name in by.ticks],
            minor_breaks=[],
        ),
        p9.labs(x=by.name, y=outcome, caption=caption(found.caption, by.caption, few)),
        nbmixed_theme((max(6.4, min(14.0, 1.0 + 0.3 * len(by.labels))), 4.2)),
        key_theme(),
        _turned(by),
    )


def _needed(group: Any, found: Outcomes) -> Groups:
    if group is None:
        raise PlotError("violin_grouped needs group=: one value for each row.")
    by = groups(group, len(found.y), _MOST_VIOLINS)
    if by.ranked:
        return by
    return by.reordered(np.argsort([found.y[rows].mean() for _, rows in by], kind="stable"))


def _boxes(found: Outcomes) -> pd.DataFrame:
    names = set_labels(len(found.yrep))
    boxes = pd.DataFrame([_box(values) for values in (found.y, *found.yrep)])
    data = np.where(np.arange(len(names)) == 0, *KEYS)
    own = {
        "set": pd.Categorical(names, categories=names, ordered=True),
        "data": pd.Categorical(data, categories=list(KEYS)),
    }
    return pd.concat([pd.DataFrame(own), boxes], axis=1)


def _box(x: Floats) -> dict[str, Any]:
    lower, middle, upper = np.quantile(x, [0.25, 0.5, 0.75])
    near = np.abs(x - np.clip(x, lower, upper)) <= 1.5 * (upper - lower)
    far = np.sort(x[~near])
    if len(far) > _MOST_OUTLIERS:
        far = far[np.linspace(0, len(far) - 1, _MOST_OUTLIERS).round().astype(np.intp)]
    return {
        "ymin": x[near].min(),
        "lower": lower,
        "middle": middle,
        "upper": upper,
        "ymax": x[near].max(),
        "outliers": far,
    }


def _violins(found: Outcomes, by: Groups, bounds: Bounds) -> pd.DataFrame:
    pieces = []
    for k, (label, rows) in enumerate(by):
        pooled = found.yrep[:, rows].ravel()
        at, height = density_curve(pooled[:: max(1, len(pooled) // _POOLED)], bounds)
        half = _HALF * height / height.max() if len(height) else height
        pieces.append(
            pd.DataFrame({"group": label, "place": k + 1.0, "value": at, "density": height, "half": half})
        )
    frame = pd.concat(pieces, ignore_index=True)
    return frame.assign(group=by.column(frame["group"]))


def _back(frame: pd.DataFrame) -> pd.DataFrame:
    """The other side of the violins, from the end to the start."""
    return frame.iloc[::-1].assign(at=lambda d: d["place"] + d["half"])


def _points(found: Outcomes, by: Groups) -> pd.DataFrame:
    """The observed outcomes, spread over the width of their violin by their rank in golden steps."""
    rows = np.flatnonzero(by.codes >= 0)
    rows = rows[:: -(-len(rows) // _MOST_POINTS)]
    spread = (np.arange(len(rows)) * 0.6180339887) % 1 - 0.5
    return pd.DataFrame({"at": by.codes[rows] + 1 + 0.4 * spread, "value": found.y[rows]})


def _turned(by: Groups) -> Any:
    """Names that would not fit side by side are turned."""
    blank = p9.theme(panel_grid_major_x=p9.element_blank())
    if text_width(by.ticks, 9) * len(by.ticks) < 5.4:
        return blank
    return blank + p9.theme(axis_text_x=p9.element_text(angle=60, ha="right", size=7.5))


def _short(labels: list[str]) -> list[str]:
    return [label.removeprefix("replicate ") for label in labels]
