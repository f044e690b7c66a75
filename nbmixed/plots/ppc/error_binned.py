"""Binned residuals: mean outcome minus mean expectation in bins of what is expected."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.draws import Floats
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.ppc.checked import outcomes, vector
from nbmixed.plots.ppc.look import LINE, caption, faceted, measures, panel_theme, two
from nbmixed.plots.scheme import Scheme
from nbmixed.plots.whole import whole


def binned_count(n: int) -> int:
    """How many bins `n` rows make: half of up to 10 rows, 10 of fewer than 100, else the square root.

    Gelman and Hill (2007), Data Analysis Using Regression and Multilevel/Hierarchical Models, section 5.6.

    >>> binned_count(8), binned_count(50), binned_count(400)
    (4, 10, 20)
    """
    return max(1, n // 2) if n <= 10 else 10 if n < 100 else math.isqrt(n)


def ppc_error_binned_data(
    y: ArrayLike, expected: ArrayLike, x: ArrayLike | None = None, bins: int | None = None
) -> pd.DataFrame:
    """The frame that `ppc_error_binned` draws.

    Returns
    -------
    pandas.DataFrame
        ``set`` ("draw 1", ...), the mean ``x`` of a bin, the mean ``error`` of its rows, two standard errors of
        it, ``two_se``, and how many rows these are, ``rows``. Bins hold as many rows each as ties of x allow.

    Examples
    --------
    >>> frame = ppc_error_binned_data([0, 1, 1, 1], [[0.2, 0.4, 0.6, 0.8]], bins=2)
    >>> frame[["x", "error"]].round(2).to_numpy().tolist()
    [[0.3, 0.2], [0.7, 0.3]]
    """
    found = outcomes(y, expected)
    at = found.yrep if x is None else np.tile(vector(x, "x", len(found.y)), (len(found.yrep), 1))
    count = binned_count(len(found.y)) if bins is None else whole("bins", bins, 1)
    pieces = [
        _binned(at[k], found.y - mean, count).assign(set=f"draw {k + 1}") for k, mean in enumerate(found.yrep)
    ]
    frame = pd.concat(pieces, ignore_index=True)
    names = [f"draw {k + 1}" for k in range(len(found.yrep))]
    return frame.assign(set=pd.Categorical(frame["set"], categories=names, ordered=True))


def ppc_error_binned(
    y: ArrayLike,
    expected: ArrayLike,
    x: ArrayLike | None = None,
    bins: int | None = None,
    outcome: str = "y",
    x_label: str = "x",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Mean errors in bins of the expected outcome, or of `x`, with two standard errors around 0.

    About 95 % of the points lie between the lines when the model is right.

    Parameters
    ----------
    y
        Observed outcomes, 0/1 or proportions say, shape (N,).
    expected
        Expected outcomes in a few draws, shape (S, N): a panel each.
    x
        One number for each row, such as a predictor; None for the expected outcome.
    bins
        How many; None for as many as `binned_count` says.
    outcome, x_label
        Names of the outcome and of `x`, with their units.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.
    """
    frame = ppc_error_binned_data(y, expected, x, bins)
    size, colors = measures(list(frame["set"].cat.categories)), two(scheme)
    told = frame.dropna()
    inside = int((told["error"].abs() <= told["two_se"]).sum())
    return plot(
        frame,
        p9.aes("x", "error"),
        f"Binned errors of {outcome}: {inside} of {len(told)} are within two standard errors of 0.",
        p9.geom_ribbon(p9.aes(ymin="-two_se", ymax="two_se"), data=told, fill=colors.replicated, alpha=0.25),
        p9.geom_hline(yintercept=0, color=LINE, linetype="dashed", size=0.6),
        p9.geom_point(color=colors.observed, size=2),
        faceted("set", size),
        p9.labs(
            x=f"expected {outcome}" if x is None else x_label,
            y="mean error",
            subtitle="shaded: two standard errors around 0",
            caption=caption(f"{inside} of {len(told)} bins are within two standard errors."),
        ),
        panel_theme(size),
    )


def _binned(x: Floats, errors: Floats, count: int) -> pd.DataFrame:
    """Equal numbers of rows a bin, rows of the same x in the same bin."""
    edges = np.unique(np.quantile(x, np.linspace(0, 1, count + 1)))
    place = np.clip(np.searchsorted(edges, x, side="left") - 1, 0, max(len(edges) - 2, 0))
    table: Any = pd.DataFrame({"x": x, "error": errors}).groupby(place)
    rows = table.size()
    return pd.DataFrame(
        {
            "x": table["x"].mean(),
            "error": table["error"].mean(),
            "two_se": 2 * table["error"].std() / np.sqrt(rows),
            "rows": rows,
        }
    )
