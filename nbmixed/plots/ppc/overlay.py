"""Distributions of replicated data sets laid over that of the observed outcomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.draws import Floats
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.ppc.checked import Outcomes, outcomes
from nbmixed.plots.ppc.groups import Groups, groups
from nbmixed.plots.ppc.look import KEYS, caption, color_key, grouped, no_heights
from nbmixed.plots.ppc.smooth import FREE, Bounds, density_curve
from nbmixed.plots.ppc.words import compared
from nbmixed.plots.scheme import Scheme

Curve = Callable[[Floats], tuple[Floats, Floats]]
_MOST_STEPS, _MOST_IN_PANELS = 400, 150


def ppc_dens_overlay_data(
    y: ArrayLike, yrep: ArrayLike, group: Any = None, bounds: Bounds = FREE
) -> pd.DataFrame:
    """The frame that `ppc_dens_overlay` draws.

    Parameters
    ----------
    y, yrep, group, bounds
        As for `ppc_dens_overlay`.

    Returns
    -------
    pandas.DataFrame
        ``group`` (categorical; "" without groups), ``data`` ("observed" or "replicated"), ``replicate``
        (0 is observed), ``x`` and ``density`` (1 / unit of x). A data set of one value has no curve.

    Examples
    --------
    >>> frame = ppc_dens_overlay_data([1, 2, 4], [[1, 3, 4], [2, 2, 5]])
    >>> sorted(frame["replicate"].unique().tolist())
    [0, 1, 2]
    """
    found = outcomes(y, yrep)
    return _curves(found, groups(group, len(found.y)), "density", lambda x: density_curve(x, bounds))


def ppc_dens_overlay(
    y: ArrayLike,
    yrep: ArrayLike,
    group: Any = None,
    bounds: Bounds = FREE,
    outcome: str = "y",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Density of the outcomes over those of replicated data sets.

    Parameters
    ----------
    y
        Observed outcomes, shape (N,).
    yrep
        Replicated outcomes, shape (S, N); 50 data sets are enough to see what varies.
    group
        One value for each row; a panel for each group.
    bounds
        Least and largest possible outcome, None where there is none, so that no curve goes beyond.
    outcome
        Name of the outcome, with its unit.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `ppc_dens_overlay_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        Shapes that do not fit, outcomes or groups that cannot be drawn.
    """
    found = outcomes(y, yrep)
    by = groups(group, len(found.y))
    frame = _curves(found, by, "density", lambda x: density_curve(x, bounds))
    flat = frame.groupby(["group", "replicate"], observed=True).ngroups
    missing = len(by.labels) * (len(found.yrep) + 1) - flat
    told = f"{missing} without a curve: all values are the same." if missing else ""
    return plot(
        frame,
        p9.aes("x", "density", color="data", group="replicate"),
        compared("Densities", found, by, outcome),
        _lines(frame, p9.geom_line),
        color_key(scheme),
        p9.scale_y_continuous(expand=(0, 0, 0.05, 0)),
        p9.labs(x=outcome, y="", caption=caption(found.caption, by.caption, told)),
        grouped(by, scales="free_y"),
        no_heights(),
    )


def ppc_ecdf_overlay_data(y: ArrayLike, yrep: ArrayLike, group: Any = None) -> pd.DataFrame:
    """The frame that `ppc_ecdf_overlay` draws: as `ppc_dens_overlay_data`, with ``ecdf`` for the density.

    Examples
    --------
    >>> frame = ppc_ecdf_overlay_data([1, 2, 2], [[1, 3, 4]])
    >>> frame.loc[frame["replicate"] == 0, ["x", "ecdf"]].round(2).to_numpy().tolist()
    [[1.0, 0.0], [1.0, 0.33], [2.0, 0.33], [2.0, 1.0]]
    """
    found = outcomes(y, yrep)
    by = groups(group, len(found.y))
    return _curves(found, by, "ecdf", lambda x: _steps(x, _most(by)))


def ppc_ecdf_overlay(
    y: ArrayLike,
    yrep: ArrayLike,
    group: Any = None,
    outcome: str = "y",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Empirical distribution function of the outcomes over those of replicated data sets.

    As `ppc_dens_overlay`, without smoothing: right for counts and proportions too. Data sets with more
    than 400 values, 150 in panels, are drawn at that many of their quantiles.
    """
    found = outcomes(y, yrep)
    by = groups(group, len(found.y))
    most = _most(by)
    frame = _curves(found, by, "ecdf", lambda x: _steps(x, most))
    largest = np.bincount(by.codes[by.codes >= 0]).max()
    told = f"Steps at {most} quantiles of each data set." if largest > most else ""
    return plot(
        frame,
        p9.aes("x", "ecdf", color="data", group="replicate"),
        compared("Distribution functions", found, by, outcome),
        _lines(frame, p9.geom_path),
        color_key(scheme),
        p9.labs(x=outcome, y="share of rows at most x", caption=caption(found.caption, by.caption, told)),
        grouped(by),
    )


def _curves(found: Outcomes, by: Groups, name: str, curve: Curve) -> pd.DataFrame:
    """The curve of each data set in each group, one below the other."""
    pieces = [
        (label, replicate, *curve(values[rows]))
        for label, rows in by
        for replicate, values in enumerate([found.y, *found.yrep])
    ]
    sizes = [len(at) for _, _, at, _ in pieces]
    replicate = np.repeat([k for _, k, _, _ in pieces], sizes)
    return pd.DataFrame(
        {
            "group": by.column(np.repeat([label for label, *_ in pieces], sizes)),
            "data": pd.Categorical(np.where(replicate == 0, *KEYS), categories=list(KEYS)),
            "replicate": replicate,
            "x": np.concatenate([at for *_, at, _ in pieces]),
            name: np.concatenate([height for *_, height in pieces]),
        }
    )


def _most(by: Groups) -> int:
    """How many steps of a curve can be told apart in a panel."""
    return _MOST_STEPS if by.one else _MOST_IN_PANELS


def _steps(x: Floats, most: int) -> tuple[Floats, Floats]:
    """Corners of the distribution function of `x`, both of shape (2 K,) for K different values, at most `most`."""
    at, counts = np.unique(x, return_counts=True)
    height = np.cumsum(counts) / len(x)
    if len(at) > most:
        kept = np.unique(np.linspace(0, len(at) - 1, most).round().astype(np.intp))
        at, height = at[kept], height[kept]
    before = np.concatenate([[0.0], height[:-1]])
    return np.repeat(at, 2), np.column_stack([before, height]).ravel()


def _lines(frame: pd.DataFrame, geom: Any) -> list[Any]:
    observed = frame["replicate"] == 0
    return [
        geom(data=frame[~observed], size=0.35, alpha=0.45),
        geom(data=frame[observed], size=1.2),
    ]
