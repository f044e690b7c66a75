"""R-hat and effective sample sizes, a dot for each parameter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Floats
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import ordered
from nbmixed.plots.intervals import names_axis, names_caption, row_theme
from nbmixed.plots.labels import counted, few, number
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.theme import ZERO, rows
from nbmixed.plots.whole import whole

RHAT_LIMITS = (1.01, 1.05)
NEFF_LIMITS = (0.1, 0.5)
_SHOWN = 60


def mcmc_rhat_data(rhat: ArrayLike, names: Sequence[str]) -> pd.DataFrame:
    """The frame that `mcmc_rhat` draws.

    Parameters
    ----------
    rhat, names
        As for `mcmc_rhat`.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical, the largest R-hat first), ``value``, and ``rating``: "good" (at most 1.01), "doubtful" (at most
        1.05) or "bad". Parameters without R-hat, which are constant, are left out.
    """
    return _rated(rhat, names, ("good", "doubtful", "bad"), RHAT_LIMITS, "R-hat")


def mcmc_rhat(
    rhat: ArrayLike, names: Sequence[str], scheme: str | Scheme | None = None, most: int = _SHOWN
) -> Plot:
    """R-hat of each parameter, the largest on top.

    Parameters
    ----------
    rhat
        Shape (P,); NaN where it has no meaning.
    names
        P names.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.
    most
        How many parameters are drawn: the worst, if there are more.

    Returns
    -------
    Plot
        A ggplot over `mcmc_rhat_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        The values or names do not fit, or no value is a number.

    Notes
    -----
    The limit of 1.01 is that of Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), Bayesian Analysis 16(2).
    """
    frame = mcmc_rhat_data(rhat, names)
    return _dots(frame, most, 1.0, RHAT_LIMITS, "R-hat", scheme)


def mcmc_neff_data(neff_ratio: ArrayLike, names: Sequence[str]) -> pd.DataFrame:
    """The frame that `mcmc_neff` draws.

    Parameters
    ----------
    neff_ratio, names
        As for `mcmc_neff`.

    Returns
    -------
    pandas.DataFrame
        ``parameter`` (categorical, the smallest ratio first), ``value``, and ``rating``: "bad" (at most 0.1), "doubtful" (at most
        0.5) or "good". Parameters without effective sample size, which are constant, are left out.
    """
    return _rated(neff_ratio, names, ("bad", "doubtful", "good"), NEFF_LIMITS, "effective sample size")


def mcmc_neff(
    neff_ratio: ArrayLike, names: Sequence[str], scheme: str | Scheme | None = None, most: int = _SHOWN
) -> Plot:
    """Effective sample size of each parameter as a share of the number of draws, the smallest on top.

    Parameters
    ----------
    neff_ratio
        Effective sample size / number of draws, shape (P,); NaN where it has no meaning.
    names, scheme, most
        As for `mcmc_rhat`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_neff_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        The values or names do not fit, or no value is a number.
    """
    frame = mcmc_neff_data(neff_ratio, names)
    return _dots(frame, most, 0.0, NEFF_LIMITS, "effective sample size / draws", scheme)


def _rated(
    values: ArrayLike, names: Sequence[str], ratings: Sequence[str], limits: Sequence[float], what: str
) -> pd.DataFrame:
    x: Floats = np.asarray(values, dtype=np.float64)
    if x.shape != (len(names),):
        raise PlotError(f"There are {len(names)} names: give one {what} for each, not the shape {x.shape}.")
    there = np.flatnonzero(np.isfinite(x))
    if not there.size:
        raise PlotError(
            f"There is no {what} to draw: all parameters are constant, or have fewer than four draws."
        )
    worst_first = there[np.argsort(x[there] if ratings[0] == "bad" else -x[there], kind="stable")]
    return pd.DataFrame(
        {
            "parameter": ordered(np.arange(there.size), [names[i] for i in worst_first]),
            "value": x[worst_first],
            "rating": ordered(np.searchsorted(limits, x[worst_first], side="left"), ratings),
        }
    )


def _dots(
    frame: pd.DataFrame,
    most: int,
    start: float,
    limits: Sequence[float],
    label: str,
    scheme: str | Scheme | None,
) -> Plot:
    shown = frame.iloc[: whole("most", most, 1)].assign(start=start)
    names = list(shown["parameter"])
    size, colors = rows(names), color_scheme(scheme)
    fills = {"good": colors.light_highlight, "doubtful": colors.mid_highlight, "bad": _BAD}
    here = [limit for limit in limits if limit <= max(float(shown["value"].max()), limits[0])]
    return plot(
        shown,
        p9.aes(y="parameter", x="value"),
        _alt(frame, label),
        p9.geom_vline(xintercept=here, color=ZERO, size=0.6, linetype="dashed"),
        p9.geom_segment(p9.aes(x="start", xend="value", yend="parameter"), color=ZERO, size=0.4),
        p9.geom_point(
            p9.aes(fill="rating"), color=colors.mid_highlight, size=min(2.6, 14 * size.height), stroke=0.4
        ),
        p9.scale_fill_manual(values=fills, limits=[r for r in fills if (shown["rating"] == r).any()]),
        p9.expand_limits(x=[start, max(here)]),
        p9.scale_x_continuous(labels=lambda values: [f"{value:g}" for value in values], minor_breaks=[]),
        names_axis(names, size),
        p9.labs(x=label, y="", fill="", caption=_caption(len(shown), len(frame), size)),
        row_theme(size),
    )


_BAD = "#D1006C"


def _caption(shown: int, there: int, size: Any) -> str:
    left = f"The worst {shown} of {counted(there, 'parameter')}." if shown < there else ""
    return " ".join(filter(None, [left, names_caption(size)]))


def _alt(frame: pd.DataFrame, label: str) -> str:
    counts = frame["rating"].value_counts()
    told = ", ".join(
        f"{counts[rating]} {rating}" for rating in ("good", "doubtful", "bad") if counts.get(rating, 0)
    )
    worst = zip(frame["parameter"].iloc[:3], frame["value"].iloc[:3], strict=True)
    listed = few([f"{name} {number(value) if value < 1 else f'{value:.3f}'}" for name, value in worst])
    return f"{label} of {counted(len(frame), 'parameter')}: {told}. Worst: {listed}"
