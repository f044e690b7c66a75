"""Parameters under the prior and under the posterior, a panel for each."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError, listed
from nbmixed.plots.central import Central, central_frame
from nbmixed.plots.draws import checked_draws
from nbmixed.plots.faceted import facet_theme, faceted, facets, few_breaks
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import ordered, stacked
from nbmixed.plots.labels import few, number
from nbmixed.plots.scheme import Scheme, color_scheme

POSTERIOR, PRIOR = "Posterior", "Prior"
_COLUMNS = ("parameter", "vs", "median", "lower", "upper")


def posterior_vs_prior_data(
    posterior: ArrayLike, prior: ArrayLike, names: Sequence[str], prob: float = 0.9
) -> pd.DataFrame:
    """The frame that `posterior_vs_prior` draws, from draws.

    Parameters
    ----------
    posterior, prior
        Shape (chains, draws, P) each; numbers of chains and draws may differ.
    names
        P names.
    prob
        Probability inside the central intervals.

    Returns
    -------
    pandas.DataFrame
        ``parameter``, ``vs`` ("Posterior" or "Prior"), ``median``, ``lower`` and ``upper``, as `nbmixed.posterior_vs_prior` gives it.
    """
    central = Central(prob, prob, "median")
    frames = []
    for label, draws in ((POSTERIOR, posterior), (PRIOR, prior)):
        own = central_frame(checked_draws(draws, names), names, central)
        own = own.rename(columns={"m": "median", "ll": "lower", "hh": "upper"}).assign(vs=label)
        frames.append(own[list(_COLUMNS)])
    return stacked(frames)


def posterior_vs_prior(
    frame: pd.DataFrame,
    ncol: int | None = None,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Medians and intervals of each parameter under the posterior and under the prior, on an axis of its own.

    Parameters
    ----------
    frame
        What `nbmixed.posterior_vs_prior` or `posterior_vs_prior_data` gives.
    ncol
        Number of panels side by side; as many as there is room for when None.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `frame`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        The frame lacks a column, or has more than 200 parameters.

    Examples
    --------
    ``nbmixed.plots.posterior_vs_prior(nbmixed.posterior_vs_prior(fit))``
    """
    missing = [column for column in _COLUMNS if column not in frame]
    if missing:
        raise PlotError(
            f"The frame lacks {listed(missing)}: give what nbmixed.posterior_vs_prior(fit) returns."
        )
    names = list(dict.fromkeys(map(str, frame["parameter"])))
    size, colors = faceted(names, ncol, "A comparison with the prior"), color_scheme(scheme)
    shown = frame.assign(
        parameter=ordered([names.index(str(name)) for name in frame["parameter"]], names),
        vs=ordered([[PRIOR, POSTERIOR].index(str(vs)) for vs in frame["vs"]], [PRIOR, POSTERIOR]),
    )
    return plot(
        shown,
        p9.aes(y="vs", color="vs"),
        _alt(shown),
        p9.geom_segment(p9.aes(x="lower", xend="upper", yend="vs"), size=1.3),
        p9.geom_point(p9.aes(x="median"), size=2.6),
        p9.scale_color_manual(values={PRIOR: "#8C8C8C", POSTERIOR: colors.mid_highlight}),
        p9.guides(color="none"),
        p9.scale_x_continuous(breaks=few_breaks, minor_breaks=[]),
        facets(size, "free_x"),
        p9.labs(x="", y="", caption="Points: medians."),
        facet_theme(size),
    )


def _alt(frame: pd.DataFrame) -> str:
    by_name = frame.assign(width=frame["upper"] - frame["lower"]).set_index(["vs", "parameter"])
    told = []
    for name in frame["parameter"].cat.categories:
        if (PRIOR, name) not in by_name.index or (POSTERIOR, name) not in by_name.index:
            continue
        prior, after = by_name.loc[(PRIOR, name)], by_name.loc[(POSTERIOR, name)]
        wide = prior["width"] > 0
        share = (
            f"{number(after['width'] / prior['width'])} times as wide as the prior's"
            if wide
            else "beside a constant"
        )
        told.append(f"{name}: posterior median {number(after['median'])}, its interval {share}")
    return few(told)
