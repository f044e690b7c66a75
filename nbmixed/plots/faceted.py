"""One panel for each parameter: what such plots have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from mizani.breaks import breaks_extended
from numpy.typing import NDArray

from nbmixed.errors import PlotError
from nbmixed.plots.figure import p9
from nbmixed.plots.labels import tick_label
from nbmixed.plots.scheme import Scheme, chain_colors
from nbmixed.plots.theme import Panels, nbmixed_theme, panels

MOST_PARAMETERS = 200
_MOST_KEYS = 12


def faceted(names: Sequence[str], ncol: int | None, what: str) -> Panels:
    """Measures of the panels.

    Parameters
    ----------
    names
        Of the parameters.
    ncol
        Number of panels side by side; None for as many as have room.
    what
        The plot with its article, for the message: "A trace plot".

    Raises
    ------
    PlotError
        There are more than 200 parameters, or `ncol` is out of range.
    """
    if len(names) > MOST_PARAMETERS:
        raise PlotError(
            f"{what} of {len(names)} parameters cannot be read: choose at most {MOST_PARAMETERS} "
            "with pars= or regex_pars=."
        )
    return panels(names, ncol)


def facets(size: Panels, scales: str) -> Any:
    """A panel for each ``parameter``, row by row as given; `scales` as in `plotnine.facet_wrap`."""
    return p9.facet_wrap("parameter", ncol=size.columns, scales=scales, labeller=tick_label)


def facet_theme(size: Panels, *, y_text: bool = True) -> Any:
    """The theme of figures with many small panels; without numbers on the vertical axis on request."""
    theme = nbmixed_theme(size.figure_size) + p9.theme(
        strip_text=p9.element_text(size=size.label_size),
        axis_text=p9.element_text(size=7.5),
        panel_spacing=0.02,
    )
    hidden = p9.theme(axis_text_y=p9.element_blank(), panel_grid_major_y=p9.element_blank())
    return theme if y_text else theme + hidden


def few_breaks(limits: tuple[float, float]) -> Sequence[float]:
    """Two or three round values within the limits, more where these would be only one."""
    low, high = limits
    inside: list[float] = []
    for n in (3, 4, 5, 6):
        inside = [float(at) for at in breaks_extended(n=n)(limits) if low <= at <= high]
        if len(inside) > 1:
            break
    return inside


def counts_to(most: int) -> list[int]:
    """Some whole numbers from 0 to `most`, at round distances.

    >>> counts_to(20), counts_to(3)
    ([0, 5, 10, 15, 20], [0, 1, 2, 3])
    """
    step = next((step for step in (1, 2, 5, 10, 20, 50, 100) if most <= 4 * step), -(-most // 4))
    return list(range(0, most + 1, step))


def chain_key(chains: int, scheme: str | Scheme | None, *, line: bool = True) -> list[Any]:
    """Colours of chains and their key, while it can be read."""
    shown = {"size": 1.4, "alpha": 1.0} if line else {"size": 2.5, "alpha": 1.0}
    key = p9.guide_legend(override_aes=shown, nrow=1) if 1 < chains <= _MOST_KEYS else "none"
    return [p9.scale_color_manual(values=chain_colors(scheme, chains)), p9.guides(color=key)]


def thinned(draws: int, most: int) -> tuple[NDArray[np.intp], int]:
    """Places of every so many draws, at most about `most` of them, and the step between them.

    >>> thinned(1000, 400)[1]
    3
    """
    step = max(1, -(-draws // most))
    return np.arange(0, draws, step), step
