"""Smooths of one number: curves with bands over a rug of the data, a panel each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.faceted import few_breaks
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import bands, ordered
from nbmixed.plots.labels import few, number, percent, tick_label
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.theme import TALLEST, ZERO, Panels, ink, nbmixed_theme, panels

_PANEL = 1.75  # inches, from top to bottom
_RUG = 500  # marks a panel


@dataclass(frozen=True, slots=True)
class Words:
    """What smooths are of.

    Attributes
    ----------
    x, z
        What stands on the horizontal axis, and of surfaces on the vertical one.
    unit
        Of their values: "effect on y", say.
    caption
        What else is to be said.
    """

    x: str
    unit: str
    z: str = ""
    caption: str = ""


def smooth_curves_data(draws: ArrayLike, lines: pd.DataFrame, prob: float = 0.9) -> pd.DataFrame:
    """The frame that `smooth_curves` and `smooth_surfaces` draw.

    Parameters
    ----------
    draws, lines, prob
        As for `smooth_curves`.

    Returns
    -------
    pandas.DataFrame
        `lines` with ``panel`` categorical in the order given, the median ``m`` and the ends ``l`` and ``h`` of the central
        interval that holds probability `prob`.

    Examples
    --------
    >>> lines = pd.DataFrame({"panel": ["s(x)"], "x": [1.0]})
    >>> smooth_curves_data([[1.0], [2.0], [3.0]], lines, 0.5)[["x", "l", "m", "h"]].to_numpy().tolist()
    [[1.0, 1.5, 2.0, 2.5]]
    """
    low, middle, high = bands(draws, len(lines), prob)
    codes, names = pd.factorize(lines["panel"])
    return lines.assign(panel=ordered(codes, list(names)), l=low, m=middle, h=high).reset_index(drop=True)


def smooth_curves(
    draws: ArrayLike,
    lines: pd.DataFrame,
    points: pd.DataFrame,
    words: Words,
    prob: float = 0.9,
    scales: str = "shared",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Median curves with their bands, a panel each.

    Parameters
    ----------
    draws
        Values of the smooths, shape (draws, R).
    lines
        One row for each column of `draws`: ``panel``, the name of the smooth; ``x``.
    points
        The data: ``panel`` and ``x``.
    words
        What they are of.
    prob
        Probability inside the bands.
    scales
        "shared": all panels have one vertical axis; "free": each its own.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `smooth_curves_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        Draws and lines, the probability or the scales do not fit.
    """
    if scales not in ("shared", "free"):
        raise PlotError(f'scales = {scales!r} is not possible: use "shared" or "free".')
    frame = smooth_curves_data(draws, lines, prob)
    names, colors = list(frame["panel"].cat.categories), color_scheme(scheme)
    size = panel_measures(names)
    return plot(
        frame,
        p9.aes(x="x"),
        _alt(frame, words, prob),
        p9.geom_hline(yintercept=0, color=ZERO, size=0.6),
        p9.geom_ribbon(p9.aes(ymin="l", ymax="h"), fill=colors.mid, alpha=0.35),
        p9.geom_line(p9.aes(y="m"), color=colors.mid_highlight, size=0.9),
        _rug(points, names),
        p9.scale_x_continuous(minor_breaks=[], **({"breaks": few_breaks} if len(names) > 1 else {})),
        p9.scale_y_continuous(minor_breaks=[], **({"breaks": few_breaks} if len(names) > 1 else {})),
        _panels(names, size, {"shared": "free_x", "free": "free"}[scales]),
        p9.labs(x=tick_label(words.x), y=_y(names, words), caption=_caption(words, prob)),
        nbmixed_theme(size.figure_size)
        + p9.theme(strip_text=p9.element_text(size=size.label_size), panel_spacing=0.025),
    )


def panel_measures(names: list[str]) -> Panels:
    """Measures of panels that are higher than those of single parameters."""
    size = panels(names)
    if len(names) == 1:
        return Panels(1, size.label_size, (6.4, 4.0))
    columns = min(len(names), 3) if len(names) <= 3 and size.columns > 1 else size.columns
    tall = -(-len(names) // columns)
    each = 2.4 if tall == 1 else _PANEL
    return Panels(columns, size.label_size, (size.figure_size[0], min(TALLEST, 1.0 + each * tall)))


def _panels(names: list[str], size: Panels, scales: str) -> Any:
    if len(names) == 1:
        return None
    return p9.facet_wrap("panel", ncol=size.columns, scales=scales, labeller=tick_label)


def _rug(points: pd.DataFrame, names: list[str]) -> Any:
    """Different values of the data; of many an even selection."""
    marks = []
    for i, name in enumerate(names):
        x = np.unique(points.loc[points["panel"] == name, "x"].to_numpy(dtype=np.float64))
        kept = x[np.unique(np.linspace(0, len(x) - 1, min(_RUG, len(x))).round().astype(int))]
        marks.append(pd.DataFrame({"panel": ordered(np.full(len(kept), i), names), "x": kept}))
    return p9.geom_rug(
        p9.aes(x="x"), data=pd.concat(marks), sides="b", color=ink().soft, alpha=0.55, inherit_aes=False
    )


def _y(names: list[str], words: Words) -> str:
    return tick_label(f"{names[0]}: {words.unit}" if len(names) == 1 else words.unit)


def _caption(words: Words, prob: float) -> str:
    told = f"Medians and central {percent(prob)} intervals; marks: values in the data."
    return "\n".join(filter(None, [told, words.caption]))


def _alt(frame: pd.DataFrame, words: Words, prob: float) -> str:
    told = [
        _told(str(name), part.reset_index(drop=True), prob)
        for name, part in frame.groupby("panel", observed=True)
    ]
    return f"Smooths, {words.unit}. {few(told)}"


def _told(name: str, part: pd.DataFrame, prob: float) -> str:
    places = dict.fromkeys([0, int(part["m"].argmin()), int(part["m"].argmax()), len(part) - 1])
    values = [f"{number(part['m'][i])} at {number(part['x'][i])}" for i in sorted(places)]
    clear = float(((part["l"] > 0) | (part["h"] < 0)).mean())
    return f"{name}: median {', '.join(values)}; the {percent(prob)} band is clear of zero on {percent(round(clear, 2))} of the axis"
