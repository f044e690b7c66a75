"""How checks look: observed in one colour, replicated in another, panels of groups."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from nbmixed.options import options
from nbmixed.plots.faceted import few_breaks
from nbmixed.plots.figure import p9
from nbmixed.plots.labels import tick_label
from nbmixed.plots.ppc.groups import Groups
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.theme import TALLEST, ZERO, Panels, ink, nbmixed_theme, panels, text_width

OBSERVED, REPLICATED = "observed", "replicated"
KEYS = (OBSERVED, REPLICATED)
SINGLE = (6.4, 3.9)
WIDE = (8.0, 3.9)
SQUARE = (5.2, 4.8)
LINE = ZERO  # of references: y = x, an error of 0
_FIRST = "mix-blue-orange"
_HEIGHTS = {1: 2.6, 2: 1.9}  # of panels in one row and in two; of more rows 1.35
_LONGEST_LINE = 78  # characters of a caption in the narrowest figure


class Two(NamedTuple):
    """The colours of observed and of replicated outcomes, seen on white and on dark pages."""

    observed: str
    replicated: str


def two(scheme: str | Scheme | None) -> Two:
    """The colours of a scheme; of blue and orange where none is given or set.

    >>> two("teal")
    Two(observed='#078989', replicated='#31ACAC')
    """
    colors = color_scheme(scheme or options.color_scheme or _FIRST)
    return Two(colors.mid_highlight, colors.mid)


def color_key(scheme: str | Scheme | None, **shown: Any) -> list[Any]:
    """The colour scale of observed and replicated, its legend with keys as strong as `shown` says."""
    keys = {"alpha": 1.0, "size": 1.4, **shown}
    return [
        p9.scale_color_manual(values=dict(zip(KEYS, two(scheme), strict=True)), limits=list(KEYS), name=""),
        p9.guides(color=p9.guide_legend(override_aes=keys, nrow=1)),
    ]


def fill_key(scheme: str | Scheme | None) -> Any:
    """The fill scale of observed and replicated."""
    return p9.scale_fill_manual(values=dict(zip(KEYS, two(scheme), strict=True)), limits=list(KEYS), name="")


def mixed_key(fill: str, color: str) -> list[Any]:
    """A key of one fill beside one colour, for layers that map each to a single name."""
    return [
        p9.scale_fill_manual(values=[fill], name=""),
        p9.scale_color_manual(values=[color], name=""),
        p9.guides(fill=p9.guide_legend(order=1), color=p9.guide_legend(order=2)),
        p9.theme(legend_box="horizontal"),
    ]


def grouped(found: Groups, scales: str = "fixed", single: tuple[float, float] = SINGLE) -> list[Any]:
    """Panels of groups and the theme; one panel of size `single` without groups."""
    if found.one:
        return [nbmixed_theme(single), key_theme()]
    size = measures(found.labels)
    return [faceted("group", size, scales), panel_theme(size, space=scales != "fixed")]


def measures(names: Sequence[str]) -> Panels:
    """Measures of panels under these names, tall where they are few."""
    abreast = 3 if len(names) == 3 and text_width(names, 8.5) < 2.2 else None
    size = panels(names, abreast)
    tall = -(-len(names) // size.columns)
    height = min(TALLEST, 1.0 + tall * _HEIGHTS.get(tall, 1.35))
    return replace(size, figure_size=(size.figure_size[0], height))


def crossed(found: Groups, columns: int) -> list[Any]:
    """A row of panels for each group, a column for each data set, and the theme."""
    size = Panels(columns, 8.5, (max(8.0, 2.0 * columns), 1.1 + 1.3 * len(found.labels)))
    return [
        p9.facet_grid("group", "set", scales="free_y", labeller=tick_label),
        panel_theme(size),
        p9.theme(strip_text_y=p9.element_text(angle=0, ha="left")),
    ]


def band(frame: pd.DataFrame, low: str, high: str, fill: str, alpha: float) -> Any:
    """The area between two columns along ``x``, in each ``group``; much faster to draw than a ribbon."""
    back = frame.iloc[::-1]
    outline = pd.concat([frame.assign(edge=frame[low]), back.assign(edge=back[high])])
    shape = p9.aes("x", "edge", group="group")
    return p9.geom_polygon(shape, data=outline, fill=fill, alpha=alpha, inherit_aes=False)


def faceted(column: str, size: Panels, scales: str = "fixed") -> Any:
    """A panel for each level of a column."""
    return p9.facet_wrap(column, ncol=size.columns, scales=scales, labeller=tick_label)


def panel_theme(size: Panels, *, space: bool = False) -> Any:
    """The theme of several panels, with room between them where each has its own axes."""
    return (
        nbmixed_theme(size.figure_size)
        + key_theme()
        + p9.theme(
            strip_text=p9.element_text(size=size.label_size),
            axis_text=p9.element_text(size=7.5),
            panel_spacing=0.035 if space else 0.02,
        )
    )


def inner_breaks(limits: tuple[float, float]) -> Sequence[float]:
    """A few round values, none so near an end that it touches the numbers of the other axis."""
    margin = 0.1 * (limits[1] - limits[0])
    return few_breaks((limits[0] + margin, limits[1] - margin))


def key_theme() -> Any:
    """Small legend keys above the plot."""
    return p9.theme(legend_title=p9.element_blank(), legend_text=p9.element_text(color=ink().text, size=9))


def no_heights() -> Any:
    """A vertical axis without numbers: heights of densities are compared, not read."""
    return p9.theme(
        axis_text_y=p9.element_blank(),
        axis_title_y=p9.element_blank(),
        panel_grid_major_y=p9.element_blank(),
    )


def caption(*sentences: str) -> str:
    """Sentences below a plot, those that are not empty, in lines that fit every figure."""
    return textwrap.fill(" ".join(filter(None, sentences)), _LONGEST_LINE)


def with_notes(drawn: Any, notes: Sequence[str]) -> Any:
    """The plot with further sentences in its caption."""
    if not notes:
        return drawn
    return drawn + p9.labs(caption="\n".join([drawn.labels.get("caption", ""), *map(caption, notes)]).strip())
