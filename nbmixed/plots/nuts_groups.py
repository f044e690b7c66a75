"""Log-posterior and acceptance statistic of groups of draws: the common ground of plots of NUTS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.draws import Bools, Floats
from nbmixed.plots.faceted import few_breaks
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import led, ordered, stacked
from nbmixed.plots.labels import few, number
from nbmixed.plots.nuts_energy import per_draw
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.theme import nbmixed_theme
from nbmixed.plots.violin import violin_layers, violins

LOG_POSTERIOR, ACCEPTANCE, SHARE = "log-posterior", "acceptance statistic", "share of draws"
_PROBS = (0.1, 0.5, 0.9)
_QUANTILES = "Lines: 10 %, 50 % and 90 % quantiles."


def both(log_posterior: ArrayLike, acceptance: ArrayLike) -> dict[str, Floats]:
    """The two statistics, checked, by name."""
    return {
        LOG_POSTERIOR: per_draw(log_posterior, "log-posterior"),
        ACCEPTANCE: per_draw(acceptance, "acceptance statistic"),
    }


def grouped(statistics: Mapping[str, Floats], groups: Mapping[str, Bools]) -> pd.DataFrame:
    """Violins of each statistic, by group: ``statistic``, ``group`` and the columns of `nbmixed.plots.violin.violins`."""
    frames = []
    for k, values in enumerate(statistics.values()):
        shapes = violins([values[own] for own in groups.values()], _PROBS)
        statistic = ordered([k] * len(shapes), list(statistics))
        frames.append(led(shapes, statistic=statistic, group=ordered(shapes["place"], list(groups))))
    return stacked(frames)


def drawn(frame: pd.DataFrame, alt: str, caption: str, x: str, scheme: str | Scheme | None) -> Plot:
    """A panel for each statistic, violins and bars of groups side by side.

    Parameters
    ----------
    frame
        Of `grouped`, with rows of ``what`` "bar" or without.
    alt, caption, x
        What is seen, the caption before what lines mean, and the label of the horizontal axis.
    """
    colors, groups = color_scheme(scheme), list(frame["group"].cat.categories)
    bars = frame[frame["what"] == "bar"]
    kinds = frame["statistic"].nunique()
    bar = p9.geom_rect(
        p9.aes(xmin="left", xmax="right", ymin=0, ymax="value"),
        data=bars,
        fill=colors.mid,
        color=colors.mid_highlight,
        size=0.3,
    )
    width = max(3.1 * kinds, 1.4 + 0.55 * kinds * len(groups))
    return plot(
        frame,
        p9.aes(),
        alt,
        bar if len(bars) else None,
        violin_layers(frame, ["statistic", "group"], colors),
        p9.scale_x_continuous(
            breaks=list(range(1, len(groups) + 1)), labels=groups, minor_breaks=[], expand=(0, 0.15)
        ),
        p9.scale_y_continuous(breaks=few_breaks, minor_breaks=[]),
        p9.facet_wrap("statistic", scales="free_y", ncol=kinds),
        p9.labs(x=x, y="", caption=" ".join(filter(None, [caption, _QUANTILES]))),
        _theme((min(16.0, width), 3.2)),
    )


def _theme(figure_size: tuple[float, float]) -> Any:
    return nbmixed_theme(figure_size) + p9.theme(
        strip_text=p9.element_text(size=9),
        axis_text=p9.element_text(size=8),
        panel_grid_major_x=p9.element_blank(),
        panel_spacing=0.03,
    )


def medians(frame: pd.DataFrame) -> str:
    """Medians of each statistic and group, in words."""
    middle = frame[(frame["what"] == "quantile") & (frame["prob"] == 0.5)]
    columns = zip(middle["statistic"], middle["group"], middle["value"], strict=True)
    return few(
        [
            f"{statistic} of {str(group).replace(chr(10), ', ')}: median {number(value)}"
            for statistic, group, value in columns
        ]
    )
