"""Colours: a scheme is six levels of one hue, or of two mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.colors import to_hex, to_rgb

from nbmixed.errors import PlotError, nearest
from nbmixed.options import options


@dataclass(frozen=True, slots=True)
class Scheme:
    """Six colours from light to dark; the names of the levels are bayesplot's.

    Lightness falls from level to level, so a scheme can be told apart in grey and by colour-blind eyes. Pages
    may be white or dark: ``mid`` and ``mid_highlight`` are seen on both and are for lines and points; the
    other levels are for fills and for what is drawn on fills.
    """

    light: str
    light_highlight: str
    mid: str
    mid_highlight: str
    dark: str
    dark_highlight: str

    @property
    def levels(self) -> tuple[str, ...]:
        """The six colours, light to dark."""
        return astuple(self)


DIVERGENT = "#D1006C"
_FIRST, _FIRST_OF_CHAINS, _BREWER = "blue", "mix-blue-orange", "brewer-"
_GRAY = Scheme("#DEDEDE", "#C1C1C1", "#989898", "#777777", "#525252", "#333333")
SCHEMES: dict[str, Scheme] = {
    "blue": Scheme("#C6E1FF", "#94C6F9", "#549DE5", "#1A7ACB", "#015493", "#01345E"),
    "brightblue": Scheme("#C9E6FF", "#8FCBFF", "#3DA0FF", "#007AE0", "#0054A3", "#00325F"),
    "darkgray": Scheme("#C4C4C4", "#A3A3A3", "#7F7F7F", "#626262", "#424242", "#242424"),
    "gray": _GRAY,
    "grey": _GRAY,
    "green": Scheme("#CAE7CA", "#9DD19D", "#60AD64", "#2F8D39", "#0F641D", "#013F0B"),
    "orange": Scheme("#FCD5BC", "#F3B082", "#DA7D34", "#B45C00", "#7F3F00", "#502601"),
    "pink": Scheme("#FDD0E0", "#F4A6C4", "#DB6F9D", "#BD447C", "#8A2656", "#5A1136"),
    "purple": Scheme("#E6D5FC", "#D0B1F5", "#AD7FDE", "#8E58C4", "#653890", "#401F5F"),
    "red": Scheme("#FED2CD", "#FEA69E", "#E96C66", "#CC3D3D", "#961D21", "#62090F"),
    "teal": Scheme("#C0E7E6", "#88D0CF", "#31ACAC", "#078989", "#045F5F", "#013B3B"),
    "viridis": Scheme("#FDE725", "#7AD151", "#22A884", "#2A788E", "#414487", "#440154"),
    "yellow": Scheme("#F9EFC9", "#E3D18C", "#C1A637", "#9E8406", "#725F02", "#4C3F00"),
}


def color_scheme(name: str | Scheme | None = None) -> Scheme:
    """The scheme of that name, or the levels of two mixed: ``mix-blue-orange``.

    Parameters
    ----------
    name
        A name of `SCHEMES`, two of them as ``mix-blue-orange``, one of matplotlib's colour maps as
        ``brewer-Blues``; None for that of `color_scheme_set`, which is blue at first.

    Raises
    ------
    PlotError
        No such scheme.

    Examples
    --------
    >>> color_scheme("blue").mid
    '#549DE5'
    >>> color_scheme("mix-blue-orange").levels[:2]
    ('#C6E1FF', '#F3B082')
    """
    if isinstance(name, Scheme):
        return name
    wanted = name or options.color_scheme or _FIRST
    if wanted.startswith("mix-") and wanted.count("-") == 2:
        return _mixed(*(_named(part) for part in wanted.split("-")[1:]))
    return _brewer(wanted) if wanted.startswith(_BREWER) else _named(wanted)


def color_scheme_set(name: str | None = None) -> None:
    """Draw all further plots in that scheme; without a name as at first, in blue with chains in blue and orange.

    It is ``nbmixed.options.color_scheme``, checked.

    Raises
    ------
    PlotError
        No such scheme.
    """
    if name is not None:
        color_scheme(name)
    options.color_scheme = name


def chain_colors(name: str | Scheme | None, n: int) -> list[str]:
    """Colours of `n` chains: levels of the scheme, steps between its levels beyond five.

    >>> chain_colors("mix-blue-orange", 2)
    ['#549DE5', '#B45C00']
    """
    levels = color_scheme(name or options.color_scheme or _FIRST_OF_CHAINS).levels
    strong = {1: levels[3:4], 2: levels[2:4], 3: levels[2:5], 4: levels[1:5], 5: levels[1:6]}
    if n in strong:
        return list(strong[n])
    return _steps(levels, n)


def _steps(levels: Sequence[str], n: int) -> list[str]:
    """`n` colours evenly spaced between the levels."""
    rgb = np.array([to_rgb(level) for level in levels])
    known, place = np.arange(len(levels)), np.linspace(0, len(levels) - 1, n)
    steps = np.column_stack([np.interp(place, known, rgb[:, band]) for band in range(3)])
    return [to_hex(step).upper() for step in steps]


def _brewer(name: str) -> Scheme:
    wanted = name.removeprefix(_BREWER)
    if wanted not in mpl.colormaps:
        hint = nearest(wanted, mpl.colormaps)
        raise PlotError(f"No colour map {wanted!r}.{hint} Use one of matplotlib's, as in 'brewer-Blues'.")
    map_ = mpl.colormaps[wanted]
    return Scheme(*(to_hex(map_(place)).upper() for place in np.linspace(0.15, 1, 6)))


def _named(name: str) -> Scheme:
    if name not in SCHEMES:
        known = ", ".join(SCHEMES)
        raise PlotError(
            f"No colour scheme {name!r}.{nearest(name, SCHEMES)} Use one of {known}, "
            "two of them as 'mix-blue-orange', or a colour map as 'brewer-Blues'."
        )
    return SCHEMES[name]


def _mixed(a: Scheme, b: Scheme) -> Scheme:
    return Scheme(a.light, b.light_highlight, a.mid, b.mid_highlight, a.dark, b.dark_highlight)
