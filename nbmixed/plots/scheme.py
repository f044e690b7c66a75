"""Colours: a scheme is six levels of one hue, or of two mixed."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np
from matplotlib.colors import to_hex, to_rgb

from nbmixed.errors import PlotError, nearest


@dataclass(frozen=True, slots=True)
class Scheme:
    """Six colours from light to dark; the names of the levels are bayesplot's.

    Lightness falls from level to level, so a scheme can be told apart in grey and by colour-blind eyes.
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


SCHEMES: dict[str, Scheme] = {
    "blue": Scheme("#C6E1FF", "#94C6F9", "#549DE5", "#1A7ACB", "#015493", "#01345E"),
    "gray": Scheme("#DEDEDE", "#C1C1C1", "#989898", "#777777", "#525252", "#333333"),
    "green": Scheme("#CAE7CA", "#9DD19D", "#60AD64", "#2F8D39", "#0F641D", "#013F0B"),
    "orange": Scheme("#FCD5BC", "#F3B082", "#DA7D34", "#B45C00", "#7F3F00", "#502601"),
    "pink": Scheme("#FDD0E0", "#F4A6C4", "#DB6F9D", "#BD447C", "#8A2656", "#5A1136"),
    "purple": Scheme("#E6D5FC", "#D0B1F5", "#AD7FDE", "#8E58C4", "#653890", "#401F5F"),
    "red": Scheme("#FED2CD", "#FEA69E", "#E96C66", "#CC3D3D", "#961D21", "#62090F"),
    "teal": Scheme("#C0E7E6", "#88D0CF", "#31ACAC", "#078989", "#045F5F", "#013B3B"),
    "viridis": Scheme("#FDE725", "#7AD151", "#22A884", "#2A788E", "#414487", "#440154"),
    "yellow": Scheme("#F9EFC9", "#E3D18C", "#C1A637", "#9E8406", "#725F02", "#4C3F00"),
}


def color_scheme(name: str | Scheme = "blue") -> Scheme:
    """The scheme of that name, or the levels of two mixed: ``mix-blue-orange``.

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
    if name.startswith("mix-") and name.count("-") == 2:
        return _mixed(*(_named(part) for part in name.split("-")[1:]))
    return _named(name)


def chain_colors(name: str | Scheme, n: int) -> list[str]:
    """Colours of `n` chains: levels of the scheme, steps between its levels beyond five.

    >>> chain_colors("mix-blue-orange", 2)
    ['#549DE5', '#B45C00']
    """
    levels = color_scheme(name).levels
    strong = {1: levels[4:5], 2: levels[2:4], 3: levels[2:5], 4: levels[1:5], 5: levels[1:6]}
    if n in strong:
        return list(strong[n])
    rgb = np.array([to_rgb(level) for level in levels])
    place = np.linspace(0, 5, n)
    steps = np.column_stack([np.interp(place, np.arange(6), rgb[:, band]) for band in range(3)])
    return [to_hex(step) for step in steps]


def _named(name: str) -> Scheme:
    if name not in SCHEMES:
        known = ", ".join(SCHEMES)
        raise PlotError(
            f"No colour scheme {name!r}.{nearest(name, SCHEMES)} Use one of {known}, "
            "or two of them as 'mix-blue-orange'."
        )
    return SCHEMES[name]


def _mixed(a: Scheme, b: Scheme) -> Scheme:
    return Scheme(a.light, b.light_highlight, a.mid, b.mid_highlight, a.dark, b.dark_highlight)
