"""Curves of a nonlinear model over one predictor, with their data: a panel for each group, or all together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import bands, ordered
from nbmixed.plots.labels import counted, number, percent, tick_label
from nbmixed.plots.scheme import Scheme, chain_colors, color_scheme
from nbmixed.plots.theme import BASE_SIZE, TALLEST, Panels, ink, nbmixed_theme, panels, text_width

WHAT = ("new", "typical", "group")
_PANEL = 1.75  # inches, from top to bottom


@dataclass(frozen=True, slots=True)
class Words:
    """What the curves are of.

    Attributes
    ----------
    x, y
        Names of predictor and outcome.
    group
        Of the grouping factor.
    caption
        What else is to be said.
    """

    x: str
    y: str
    group: str
    caption: str = ""


def nonlinear_curves_data(draws: ArrayLike, lines: pd.DataFrame, prob: float = 0.9) -> pd.DataFrame:
    """The frame that `nonlinear_curves` draws.

    Parameters
    ----------
    draws, lines, prob
        As for `nonlinear_curves`.

    Returns
    -------
    pandas.DataFrame
        ``what``, ``group`` and ``condition`` (categorical in the order given), ``x``, and the median ``m`` with the
        ends ``l`` and ``h`` of the central interval that holds probability `prob`, of draws that have a value.

    Examples
    --------
    >>> lines = pd.DataFrame({"x": [1.0], "what": ["typical"], "group": [""], "condition": [""]})
    >>> nonlinear_curves_data([[1.0], [2.0], [3.0]], lines, 0.5)[["x", "l", "m", "h"]].to_numpy().tolist()
    [[1.0, 1.5, 2.0, 2.5]]
    """
    low, middle, high = bands(draws, len(lines), prob)
    labels = {name: _in_order(lines[name]) for name in ("what", "group", "condition")}
    return pd.DataFrame({**labels, "x": lines["x"].to_numpy(), "l": low, "m": middle, "h": high})


def nonlinear_curves(
    draws: ArrayLike,
    lines: pd.DataFrame,
    points: pd.DataFrame,
    words: Words,
    prob: float = 0.9,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Median curves with their bands, and the data.

    Parameters
    ----------
    draws
        Shape (draws, R).
    lines
        One row for each column of `draws`: ``x``; ``what``, which is "group", "typical" (the curve without group
        effects) or "new" (that of a group which is not in the data); ``group``; ``condition``. With "new" curves all are in
        one panel, with bands of the typical and the new group; without, each group has a panel and a band.
    points
        The data: ``x``, ``y``, ``group``, ``condition``.
    words
        What they are of.
    prob
        Probability inside the bands.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `nonlinear_curves_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        Draws and lines, or the probability, do not fit.
    """
    frame = nonlinear_curves_data(draws, lines, prob)
    together = bool((frame["what"] == "new").any())
    conditions = list(frame["condition"].cat.categories)
    panel = "condition" if together else "group"
    names = [name for name in frame[panel].cat.categories if name or not together]
    size = _size(names or [""])
    shown = points.assign(**{name: points[name].astype(frame[name].dtype) for name in ("group", "condition")})
    colored = len(conditions) > 1 and not together
    return plot(
        frame,
        p9.aes(x="x", group="group" if together else "condition"),
        _alt(frame, points, words, prob, together),
        (_all_together if together else _beside)(frame, shown, colored, color_scheme(scheme)),
        _key(conditions, size, scheme) if colored else None,
        p9.facet_wrap(panel, ncol=size.columns, labeller=tick_label) if len(names) > 1 else None,
        p9.labs(
            x=tick_label(words.x),
            y=tick_label(words.y),
            color="",
            fill="",
            subtitle=_subtitle(words, prob, together),
            caption=words.caption,
        ),
        nbmixed_theme(size.figure_size)
        + p9.theme(strip_text=p9.element_text(size=size.label_size), panel_spacing=0.02),
    )


def _in_order(values: pd.Series[Any]) -> pd.Categorical[str]:
    """In the order of its categories, or of appearance."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        kept = values.cat.remove_unused_categories().cat
        return ordered(kept.codes, [str(name) for name in kept.categories])
    codes, found = pd.factorize(values)
    return ordered(codes, [str(name) for name in found])


def _key(conditions: list[str], size: Panels, scheme: str | Scheme | None) -> list[Any]:
    """Colours of conditions, and their key in as many columns as there is room for."""
    colors, room = chain_colors(scheme, len(conditions)), size.figure_size[0]
    key = p9.guide_legend(ncol=max(1, int(room / (text_width(conditions, 0.8 * BASE_SIZE) + 0.6))))
    return [
        p9.scale_color_manual(values=colors),
        p9.scale_fill_manual(values=colors),
        p9.guides(color=key, fill=key),
    ]


def _size(names: list[str]) -> Panels:
    """Measures of panels that are somewhat higher than those of single parameters."""
    size = panels(names)
    if len(names) == 1:
        return Panels(1, size.label_size, (6.4, 4.0))
    tall = -(-len(names) // size.columns)
    return Panels(size.columns, size.label_size, (size.figure_size[0], min(TALLEST, 0.9 + _PANEL * tall)))


def _beside(frame: pd.DataFrame, points: pd.DataFrame, colored: bool, colors: Scheme) -> list[Any]:
    own, typical = frame[frame["what"] == "group"], frame[frame["what"] == "typical"]
    band, line = p9.aes(ymin="l", ymax="h"), p9.aes(y="m")
    dots = p9.aes(x="x", y="y")
    if colored:
        band, line, dots = (
            p9.aes(ymin="l", ymax="h", fill="condition"),
            p9.aes(y="m", color="condition"),
            p9.aes(x="x", y="y", color="condition"),
        )
    fill, color = ({}, {}) if colored else ({"fill": colors.mid}, {"color": colors.mid_highlight})
    dot = {} if colored else {"color": ink().soft}
    return [
        p9.geom_ribbon(band, data=own, alpha=0.35, **fill),
        p9.geom_line(p9.aes(y="m"), data=typical, color=ink().soft, linetype="dashed", size=0.6),
        p9.geom_line(line, data=own, size=0.9, **color),
        p9.geom_point(dots, data=points, size=1.4, inherit_aes=False, **dot),
    ]


def _all_together(frame: pd.DataFrame, points: pd.DataFrame, _: bool, colors: Scheme) -> list[Any]:
    new, typical, own = (frame[frame["what"] == what] for what in WHAT)
    band, line = p9.aes(ymin="l", ymax="h"), p9.aes(y="m")
    many = own["group"].nunique()
    return [
        p9.geom_ribbon(band, data=new, fill=colors.light_highlight, alpha=0.3),
        p9.geom_ribbon(band, data=typical, fill=colors.mid, alpha=0.5),
        p9.geom_line(line, data=own, color=ink().soft, size=0.4, alpha=max(0.25, min(0.8, 8 / many))),
        p9.geom_line(line, data=typical, color=colors.mid_highlight, size=1.1),
        p9.geom_point(
            p9.aes(x="x", y="y"), data=points, color=ink().soft, size=1.0, alpha=0.8, inherit_aes=False
        ),
    ]


def _subtitle(words: Words, prob: float, together: bool) -> str:
    group = tick_label(words.group)
    if together:
        return (
            f"Line and dark band: a typical {group}; light band: a {group} not in the data ({percent(prob)} intervals);\n"
            f"thin lines: each {group}"
        )
    return f"Line and band: median and {percent(prob)} interval of each {group}; dashed: a typical {group}"


def _alt(frame: pd.DataFrame, points: pd.DataFrame, words: Words, prob: float, together: bool) -> str:
    own = frame[frame["what"] == "group"]
    ends = sorted(
        (float(part["m"].iloc[-1]), str(name)) for name, part in own.groupby("group", observed=True)
    )
    place = "one panel" if together else "a panel each"
    typical = frame[(frame["what"] == "typical") & together].groupby("condition", observed=True)
    head = f"Curves of {words.y} over {words.x} for {counted(len(ends), 'group')} of {words.group}, {place}"
    low, high = (f"{number(value)} ({name})" for value, name in (ends[0], ends[-1]))
    statements = [
        f"{head}, with {counted(len(points), 'observation')}.",
        *(_typical(part, str(name), prob, words) for name, part in typical),
        f"At the right end medians of groups go from {low} to {high}.",
    ]
    return " ".join(statements)


def _typical(part: pd.DataFrame, condition: str, prob: float, words: Words) -> str:
    first, last = part.iloc[0], part.iloc[-1]
    of = f" ({condition})" if condition else ""
    return (
        f"A typical {words.group}{of} goes from {number(first['m'])} at {number(first['x'])} to {number(last['m'])} "
        f"({percent(prob)} interval {number(last['l'])} to {number(last['h'])}) at {number(last['x'])}."
    )
