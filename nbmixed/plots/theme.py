"""One theme, and figures as large as what they hold.

A picture does not know the page it is shown on. So the background is transparent, and text is of the one grey that has
nearly the same contrast on white paper (4.5 : 1) and on JupyterLab's dark pages (4.2 : 1). Where more is wanted, say in
a journal, ``nbmixed.options.background = "white"`` gives dark ink on a white card, and "dark" the opposite.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from matplotlib.font_manager import fontManager

from nbmixed.errors import PlotError, nearest
from nbmixed.options import options
from nbmixed.plots.figure import p9
from nbmixed.plots.labels import LONGEST
from nbmixed.plots.whole import whole

INK = SOFT_INK = "#767676"  # seen on white and on dark pages
ZERO = "#9A9A9A"
BASE_SIZE = 11.0
CAPTION_SIZE = 0.75 * BASE_SIZE
TALLEST = 24.0
FALLBACKS = (
    "Noto Sans CJK",
    "Noto Sans",
    "Source Han Sans",
    "Hiragino Sans",
    "PingFang",
    "Microsoft YaHei",
    "Yu Gothic",
)

_PLANS: tuple[tuple[float, tuple[int, float]], ...] = (
    (1, (1, 6.4)),
    (4, (2, 8.0)),
    (12, (3, 8.0)),
    (40, (4, 10.0)),
    (math.inf, (5, 12.5)),
)


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of what is not data.

    Attributes
    ----------
    text, soft
        Of names and titles, and of what is said beside them.
    grid
        Of grid lines.
    paper
        Behind all.
    """

    text: str
    soft: str
    grid: str
    paper: str


INKS = {
    "transparent": Ink(INK, SOFT_INK, "#80808038", "none"),
    "white": Ink("#1F1F1F", "#4A4A4A", "#E6E6E6", "#FFFFFF"),
    "dark": Ink("#E6E6E6", "#B8B8B8", "#333333", "#111111"),
}


def ink() -> Ink:
    """The colours for the background that is set, see `nbmixed.options`.

    Raises
    ------
    PlotError
        No such background.
    """
    if options.background not in INKS:
        hint = nearest(str(options.background), INKS)
        raise PlotError(f"No background {options.background!r}.{hint} Use one of {', '.join(INKS)}.")
    return INKS[options.background]


@dataclass(frozen=True, slots=True)
class Rows:
    """Measures of a figure with one row for each parameter.

    Attributes
    ----------
    height
        Of one row, in inches.
    label_size
        Of the names, in points.
    every
        Every how many rows a name is printed: 1 unless the rows are thinner than letters.
    figure_size
        Width and height, in inches.
    """

    height: float
    label_size: float
    every: int
    figure_size: tuple[float, float]


def rows(names: Sequence[str], row_height: float = 0.28) -> Rows:
    """Measures for these names: rows of `row_height` inches that grow thin as they become many."""
    n = len(names)
    height = min(row_height, max(0.15, 0.28 - 0.002 * (n - 30)) * row_height / 0.28, (TALLEST - 1.2) / n)
    size = max(6.0, min(0.8 * BASE_SIZE, 72 * height * 0.72))
    every = -int(-size * 1.1 // (72 * height)) if size * 1.1 > 72 * height else 1
    width = 4.6 + text_width(names, size)
    return Rows(height, size, every, (max(6.4, width), max(1.3, 1.15 + height * n)))


@dataclass(frozen=True, slots=True)
class Panels:
    """Measures of a figure with one panel for each parameter.

    Attributes
    ----------
    columns
        Number of panels side by side.
    label_size
        Of the names, in points.
    figure_size
        Width and height, in inches.
    """

    columns: int
    label_size: float
    figure_size: tuple[float, float]


def panels(names: Sequence[str], ncol: int | None = None) -> Panels:
    """Measures for these names: `ncol` columns, or as many as the longest name leaves room for.

    Raises
    ------
    PlotError
        `ncol` is no whole number of 1 or more.
    """
    n, size = len(names), 8.5
    wanted, width = next(plan for most, plan in _PLANS if n <= most)
    widest = text_width(names, size)
    columns = (
        min(wanted, max(1, int(width / (widest + 0.6)))) if ncol is None else min(whole("ncol", ncol, 1), n)
    )
    tall = -(-n // columns)
    height = min(2.2 if n == 1 else 1.3, (TALLEST - 1.0) / tall)
    return Panels(columns, size, (max(width, widest + 0.8), 0.8 + height * tall))


def text_width(names: Sequence[str], size: float) -> float:
    """Inches that the longest of the names takes at `size` points."""
    return 0.58 * size / 72 * min(LONGEST, max(len(name) for name in names))


def nbmixed_theme(figure_size: tuple[float, float], base_size: float = BASE_SIZE) -> Any:
    """The theme of all plots, light grid lines and left-aligned titles, in the colours of `ink`."""
    family, colors = list(families()), ink()
    return p9.theme_minimal(base_size=base_size) + p9.theme(
        figure_size=figure_size,
        text=p9.element_text(family=family, color=colors.text),
        axis_text=p9.element_text(color=colors.soft),
        axis_text_y=p9.element_text(color=colors.text),
        axis_title=p9.element_text(color=colors.soft, size=0.8 * base_size),
        strip_text=p9.element_text(color=colors.text, ha="left"),
        strip_background=p9.element_blank(),
        plot_background=p9.element_rect(fill=colors.paper, color="none"),
        plot_subtitle=p9.element_text(
            color=colors.soft, size=0.85 * base_size, ha="left", margin={"b": 5, "units": "pt"}
        ),
        plot_caption=p9.element_text(color=colors.soft, size=0.75 * base_size, ha="left"),
        plot_title_position="plot",
        plot_caption_position="plot",
        plot_margin=0.02,
        panel_grid_major=p9.element_line(color=colors.grid, size=0.6),
        panel_grid_minor=p9.element_blank(),
        axis_ticks=p9.element_blank(),
        legend_position="top",
        legend_justification_top="left",
        legend_title=p9.element_text(color=colors.soft, size=0.8 * base_size),
        legend_box_spacing=0.01,
    )


@cache
def families() -> tuple[str, ...]:
    """The font, and installed fonts to take letters from that it does not have."""
    installed = {font.name for font in fontManager.ttflist}
    spare = [name for name in sorted(installed) if name.startswith(FALLBACKS)]
    return ("DejaVu Sans", *spare)
