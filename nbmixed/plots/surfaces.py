"""Smooths of two numbers: the median as colours and contour lines, where there are data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import contourpy
import numpy as np
import pandas as pd
from mizani.breaks import breaks_extended
from numpy.typing import ArrayLike

from nbmixed.options import options
from nbmixed.plots.draws import Floats
from nbmixed.plots.faceted import few_breaks
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import ordered
from nbmixed.plots.labels import few, number, percent, tick_label
from nbmixed.plots.scheme import Scheme, chain_colors, color_scheme
from nbmixed.plots.smooths import Words, smooth_curves_data
from nbmixed.plots.theme import TALLEST, nbmixed_theme, panels

_LINES = 7  # contours
_NEUTRAL, _ON_FILL = "#F2F2F2", "#333333"
_POINTS = 2_000  # a panel


def smooth_surfaces(
    draws: ArrayLike,
    cells: pd.DataFrame,
    points: pd.DataFrame,
    words: Words,
    prob: float = 0.9,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Median surfaces as colours with contour lines, a panel each; dashed is where intervals begin to hold zero.

    Parameters
    ----------
    draws
        Values of the smooths, shape (draws, R).
    cells
        One row for each column of `draws`, for all points of a regular grid: ``panel``, ``x``, ``z``, and ``near``, whether
        it is near enough to data to be drawn.
    points
        The data: ``panel``, ``x`` and ``z``.
    words
        What they are of.
    prob
        Probability inside the intervals.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`. One of two hues has zero between them; by default
        blue is below zero and orange above.

    Returns
    -------
    Plot
        A ggplot over `nbmixed.plots.smooth_curves_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        Draws and cells, or the probability, do not fit.
    """
    frame = smooth_curves_data(draws, cells, prob)
    near = frame[frame["near"]]
    names = list(frame["panel"].cat.categories)
    several = len(names) > 1
    size = panels(names)
    columns = min(len(names), 3) if len(names) != 4 else 2
    lines = _contours(frame, names, "m", _levels(near))
    clear = frame.assign(distance=np.maximum(frame["l"], -frame["h"]))
    edges = _contours(clear, names, "distance", [0.0])
    return plot(
        frame,
        p9.aes(x="x", y="z"),
        _alt(near, words, prob),
        _rasters(frame),
        p9.geom_path(p9.aes(group="piece"), data=lines, color=_ON_FILL, size=0.35, alpha=0.8),
        p9.geom_path(p9.aes(group="piece"), data=edges, color=_ON_FILL, size=0.7, linetype="dashed"),
        _labels(lines),
        _dots(points, names),
        _fill(scheme, words),
        p9.scale_alpha_identity(),
        p9.scale_x_continuous(
            minor_breaks=[], expand=(0.01, 0), **({"breaks": few_breaks} if several else {})
        ),
        p9.scale_y_continuous(
            minor_breaks=[], expand=(0.01, 0), **({"breaks": few_breaks} if several else {})
        ),
        p9.facet_wrap("panel", ncol=columns, scales="free", labeller=tick_label) if several else None,
        p9.labs(
            x=tick_label(words.x),
            y=tick_label(words.z),
            fill=tick_label(words.unit),
            caption=_caption(words, prob),
        ),
        nbmixed_theme(_figure_size(len(names), columns))
        + p9.theme(strip_text=p9.element_text(size=size.label_size), panel_spacing=0.03),
    )


def _rasters(frame: pd.DataFrame) -> list[Any]:
    """One for each panel, for a raster takes the size of its pixels from all of its data."""
    near = frame["near"]
    shown = frame.assign(there=near.astype(float), m=frame["m"].where(near, frame.loc[near, "m"].median()))
    return [
        p9.geom_raster(p9.aes(fill="m", alpha="there"), data=own)
        for _, own in shown.groupby("panel", observed=True)
    ]


def _figure_size(count: int, columns: int) -> tuple[float, float]:
    tall = -(-count // columns)
    return (6.4, 5.4) if count == 1 else (3.4 * columns, min(TALLEST, 1.3 + 2.9 * tall))


def _fill(scheme: str | Scheme | None, words: Words) -> Any:
    """Two hues that meet at zero, or the levels of one."""
    name = scheme or options.color_scheme
    key = p9.guide_colorbar(title=tick_label(words.unit))
    if name is None or (isinstance(name, str) and name.startswith("mix-")):
        low, high = chain_colors(scheme, 2)
        return p9.scale_fill_gradient2(low=low, mid=_NEUTRAL, high=high, midpoint=0, guide=key)
    return p9.scale_fill_gradientn(colors=list(color_scheme(scheme).levels[:4]), guide=key)


def _levels(frame: pd.DataFrame) -> list[float]:
    """Values that have a line: some round ones between the ends of the medians."""
    low, high = float(frame["m"].min()), float(frame["m"].max())
    return [float(v) for v in breaks_extended(n=_LINES)((low, high)) if low < v < high]


def _contours(frame: pd.DataFrame, names: list[str], column: str, levels: list[float]) -> pd.DataFrame:
    """Lines of equal values near data: ``panel``, ``x``, ``z``, ``level`` and ``piece``, a number for each line."""
    found = [
        pd.DataFrame({"panel": i, "x": line[:, 0], "z": line[:, 1], "level": level})
        for i, name in enumerate(names)
        for level, line in _lines_of(frame[frame["panel"] == name], column, levels)
    ]
    empty = pd.DataFrame({"panel": [], "x": [], "z": [], "level": []})
    joined = pd.concat(found, ignore_index=True) if found else empty
    piece = np.repeat(np.arange(len(found)), [len(f) for f in found])
    return joined.assign(panel=ordered(joined["panel"], names), piece=piece)


def _lines_of(own: pd.DataFrame, column: str, levels: list[float]) -> Iterator[tuple[float, Floats]]:
    x, z = (np.unique(own[axis].to_numpy()) for axis in ("x", "z"))
    sorted_ = own.sort_values(["z", "x"])
    values = sorted_[column].where(sorted_["near"]).to_numpy().reshape(len(z), len(x))
    generator = contourpy.contour_generator(x, z, np.ma.masked_invalid(values))
    for level in levels:
        for line in generator.lines(level):
            yield level, np.asarray(line, dtype=np.float64)


def _labels(lines: pd.DataFrame) -> Any:
    """The value in the middle of the longest line of each."""
    if lines.empty:
        return None
    places = []
    for _, own in lines.groupby(["panel", "level"], observed=True):
        longest = own[own["piece"] == own["piece"].value_counts().idxmax()]
        if len(longest) > 6:
            places.append(longest.iloc[[len(longest) // 2]])
    if not places:
        return None
    at = pd.concat(places)
    at = at.assign(label=[number(v) for v in at["level"]])
    return p9.geom_text(p9.aes(label="label"), data=at, size=7.5, color=_ON_FILL)


def _dots(points: pd.DataFrame, names: list[str]) -> Any:
    kept = [own.drop_duplicates() for _, own in points.groupby("panel", sort=False)]
    few_each = [own.sample(_POINTS, random_state=1) if len(own) > _POINTS else own for own in kept]
    shown = pd.concat(few_each)
    shown = shown.assign(panel=ordered([names.index(n) for n in shown["panel"]], names))
    return p9.geom_point(data=shown, color=_ON_FILL, size=1.0, alpha=0.45, stroke=0)


def _caption(words: Words, prob: float) -> str:
    told = (
        f"Medians; dashed: edge of where the central {percent(prob)} interval is clear of zero; dots: data."
    )
    return "\n".join(filter(None, [told, words.caption]))


def _alt(frame: pd.DataFrame, words: Words, prob: float) -> str:
    told = [
        _told(str(name), part.reset_index(drop=True), prob)
        for name, part in frame.groupby("panel", observed=True)
    ]
    return f"Surfaces of {words.x} and {words.z}, {words.unit}. {few(told)}"


def _told(name: str, part: pd.DataFrame, prob: float) -> str:
    low, high = (part.iloc[i] for i in (int(part["m"].argmin()), int(part["m"].argmax())))
    ends = [f"{number(p['m'])} at ({number(p['x'])}, {number(p['z'])})" for p in (low, high)]
    clear = float(((part["l"] > 0) | (part["h"] < 0)).mean())
    return f"{name}: median from {ends[0]} to {ends[1]}; the {percent(prob)} interval is clear of zero on {percent(round(clear, 2))} of it"
