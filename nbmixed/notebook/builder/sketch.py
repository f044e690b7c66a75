"""Small line drawings as SVG, in the colours of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WIDTH, HEIGHT = 240, 84
_BASE, _TOP, _POINTS = 66.0, 6.0, 121
_FILL = "color-mix(in srgb, var(--jp-brand-color1, currentColor) 22%, transparent)"
_STYLES = {
    "prior": 'fill="none" stroke="currentColor" stroke-opacity=".65" stroke-dasharray="4 3"',
    "posterior": f'style="fill:{_FILL};stroke:var(--jp-brand-color1, currentColor)"',
    "preview": f'style="fill:{_FILL};stroke:var(--jp-brand-color1, currentColor);stroke-dasharray:1.5 2.5"',
    "earlier": 'fill="currentColor" fill-opacity=".08" stroke="currentColor" stroke-opacity=".35"',
    "drawn": 'fill="none" stroke="currentColor" stroke-opacity=".25"',
    "data": 'style="fill:none;stroke:var(--jp-brand-color1, currentColor)" stroke-width="2.2"',
}


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line of a drawing: points, and what it is ("prior", "posterior", "preview", "earlier", "drawn", "data")."""

    x: Floats
    y: Floats
    kind: str = "prior"


def sketch(lines: Sequence[Line], alt: str, low: float | None = None, high: float | None = None) -> str:
    """Densities above an axis, each scaled to the height of the drawing.

    Parameters
    ----------
    alt
        What is seen, in words.
    low, high
        The part of the axis that is shown; the range of all lines when None.

    Examples
    --------
    >>> x = np.linspace(0, 1, 3)
    >>> sketch([Line(x, x)], "a line").startswith('<svg role="img" aria-label="a line"')
    True
    """
    left = min(float(line.x.min()) for line in lines) if low is None else low
    right = max(float(line.x.max()) for line in lines) if high is None else high
    right = right if right > left else left + 1.0
    shared = all(line.kind in ("drawn", "data") for line in lines)
    tops = [float(line.y.max()) or 1.0 for line in lines]
    paths = "".join(
        _path(line, left, right, max(tops) if shared else top) for line, top in zip(lines, tops, strict=True)
    )
    axis = f'<line x1="0" x2="{WIDTH}" y1="{_BASE}" y2="{_BASE}" stroke="currentColor" stroke-opacity=".5"/>'
    texts = "".join(_tick(value, left, right) for value in ticks(left, right))
    return (
        f'<svg role="img" aria-label="{escape(alt)}" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{paths}{axis}{texts}</svg>'
    )


def ticks(low: float, high: float) -> list[float]:
    """Two to six round numbers between two.

    >>> ticks(-1.0, 7.2)
    [0.0, 2.0, 4.0, 6.0]
    """
    rough = (high - low) / 5
    power = 10.0 ** np.floor(np.log10(rough))
    step = float(next(m * power for m in (1, 2, 5, 10) if m * power >= rough))
    return [
        round(float(k) * step, 12) for k in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)
    ]


def _path(line: Line, left: float, right: float, top: float) -> str:
    inside = np.linspace(max(left, float(line.x[0])), min(right, float(line.x[-1])), _POINTS)
    if inside[0] > inside[-1]:
        return ""
    upright = len(line.x) == 2 and line.x[0] == line.x[1]
    heights = line.y if upright else np.interp(inside, line.x, line.y)
    x = ((line.x if upright else inside) - left) / (right - left) * WIDTH
    y = _BASE - heights / top * (_BASE - _TOP)
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    filled = line.kind in ("posterior", "preview", "earlier")
    closed = f"{x[0]:.1f},{_BASE} {points} {x[-1]:.1f},{_BASE}" if filled else points
    shape = "polygon" if filled else "polyline"
    return f'<{shape} points="{closed}" {_STYLES[line.kind]}/>'


def _tick(value: float, left: float, right: float) -> str:
    place = (value - left) / (right - left) * WIDTH
    anchor = "start" if place < 12 else "end" if place > WIDTH - 12 else "middle"
    return (
        f'<text x="{place:.1f}" y="{HEIGHT - 5}" text-anchor="{anchor}" font-size="10" '
        f'fill="currentColor" fill-opacity=".8">{value:g}</text>'
    )
