"""Density curves over central intervals: the numbers under areas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from nbmixed.errors import PlotError, nearest
from nbmixed.plots.central import Central, central_frame
from nbmixed.plots.density import density
from nbmixed.plots.draws import Floats, is_constant, pooled

METHODS = ("equal area", "equal height", "scaled height")
_FEWEST, _MOST, _IN_ALL = 64, 256, 20_000


class Piece(NamedTuple):
    """A curve of one parameter over one interval, or its single point."""

    parameter: str
    interval: str
    x: Floats
    density: Floats


def curves_frame(values: Floats, names: Sequence[str], central: Central, area_method: str) -> pd.DataFrame:
    """The curves of all parameters, see `nbmixed.plots.areas.mcmc_areas_data`.

    Parameters
    ----------
    values
        Checked draws, shape (chains, draws, P).
    """
    pieces = _pieces(values, names, central)
    sizes = [piece.x.size for piece in pieces]
    frame = pd.DataFrame(
        {
            "parameter": _repeated([piece.parameter for piece in pieces], sizes, names),
            "interval": _repeated([piece.interval for piece in pieces], sizes, ["outer", "inner", "point"]),
            "x": np.concatenate([piece.x for piece in pieces]),
            "density": np.concatenate([piece.density for piece in pieces]),
        }
    )
    widths = {"outer": central.prob_outer, "inner": central.prob, "point": 0.0}
    frame.insert(2, "interval_width", [widths[interval] for interval in frame["interval"]])
    return frame.assign(plotted_density=_plotted(frame, area_method))


def check_method(area_method: str) -> None:
    """Refuse a way to scale the heights that does not exist."""
    if area_method not in METHODS:
        hint = nearest(str(area_method), METHODS)
        raise PlotError(f"No area method {area_method!r}.{hint} Use one of {', '.join(METHODS)}.")


def _pieces(values: Floats, names: Sequence[str], central: Central) -> list[Piece]:
    ends = central_frame(values, names, central)[["ll", "l", "m", "h", "hh"]].to_numpy()
    points = int(np.clip(_IN_ALL // len(names), _FEWEST, _MOST))
    columns = pooled(values).T
    return [
        piece
        for name, x, end in zip(names, columns, ends, strict=True)
        for piece in _of_one(name, x, end, points)
    ]


def _of_one(name: str, x: Floats, ends: Floats, points: int) -> list[Piece]:
    ll, low, m, high, hh = ends
    constant = is_constant(x)
    grids = {
        "outer": ends[:1] if constant else np.linspace(ll, hh, points),
        "inner": ends[:1] if constant else np.linspace(low, high, points // 2),
        "point": np.array([] if np.isnan(m) else [m]),
    }
    heights = {key: np.full(at.size, np.inf) if constant else density(x, at) for key, at in grids.items()}
    return [Piece(name, key, at, heights[key]) for key, at in grids.items()]


def _repeated(labels: list[str], sizes: list[int], categories: Sequence[str]) -> pd.Categorical:
    return pd.Categorical(np.repeat(labels, sizes), categories=list(categories), ordered=True)


def _plotted(frame: pd.DataFrame, area_method: str) -> Floats:
    check_method(area_method)
    finite = frame["density"].where(np.isfinite(frame["density"]))
    peak = finite.groupby(frame["parameter"], observed=True).transform("max").to_numpy()
    own = {"equal area": 0.0, "equal height": 1.0, "scaled height": 0.5}[area_method]
    plotted = finite.to_numpy() / (peak**own * finite.max() ** (1 - own))
    return np.where(np.isinf(frame["density"]), 1.0, plotted)
