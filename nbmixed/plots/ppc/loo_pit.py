"""Leave-one-out probability integral transforms: their density, and their quantiles."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.draws import Floats
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import number, percent
from nbmixed.plots.ppc.bands import uniform_band
from nbmixed.plots.ppc.checked import probability
from nbmixed.plots.ppc.look import (
    KEYS,
    LINE,
    SINGLE,
    SQUARE,
    caption,
    color_key,
    key_theme,
    no_heights,
    two,
)
from nbmixed.plots.ppc.pit import checked_pit
from nbmixed.plots.ppc.points import shown_rows
from nbmixed.plots.ppc.smooth import density_curve
from nbmixed.plots.scheme import Scheme
from nbmixed.plots.theme import nbmixed_theme
from nbmixed.plots.whole import whole

_STREAM = 0x10B
_UNIT = (0.0, 1.0)


def ppc_loo_pit_overlay_data(pit: ArrayLike, samples: int = 100, seed: int = 0) -> pd.DataFrame:
    """The frame that `ppc_loo_pit_overlay` draws.

    Returns
    -------
    pandas.DataFrame
        ``data`` ("observed", or "replicated" for uniform values), ``replicate`` (0 is observed), ``x`` from 0 to 1
        and ``density``.
    """
    values, count = checked_pit(pit), whole("samples", samples, 1)
    rng = np.random.default_rng([seed, _STREAM])
    sets = [values, *rng.random((count, len(values)))]
    curves = [density_curve(x, _UNIT) for x in sets]
    replicate = np.repeat(np.arange(len(sets)), [len(at) for at, _ in curves])
    return pd.DataFrame(
        {
            "data": pd.Categorical(np.where(replicate == 0, *KEYS), categories=list(KEYS)),
            "replicate": replicate,
            "x": np.concatenate([at for at, _ in curves]),
            "density": np.concatenate([height for _, height in curves]),
        }
    )


def ppc_loo_pit_overlay(
    pit: ArrayLike,
    samples: int = 100,
    seed: int = 0,
    outcome: str = "y",
    told: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Density of the transforms over those of as many uniform values, made again and again.

    Mass that smoothing puts beyond 0 and 1 is reflected. `ppc_loo_pit_ecdf`, which does not smooth, sees more.

    Parameters
    ----------
    pit
        Leave-one-out transforms, shape (N,), see `nbmixed.plots.ppc.loo_pit_values`.
    samples
        How many sets of uniform values.
    seed
        Of the uniform values.
    outcome
        Name of the outcome.
    told
        What to say below of the transforms.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `ppc_loo_pit_overlay_data`: layers can be added with ``+``.
    """
    values = checked_pit(pit)
    frame = ppc_loo_pit_overlay_data(values, samples, seed)
    observed = frame["replicate"] == 0
    key = color_key(scheme)
    names = p9.scale_color_manual(
        values=list(two(scheme)), limits=list(KEYS), labels=["LOO-PIT", "uniform"], name=""
    )
    return plot(
        frame,
        p9.aes("x", "density", color="data", group="replicate"),
        f"Density of the LOO-PIT of {outcome} over those of {samples} sets of uniform values: {_tails(values)}.",
        p9.geom_line(data=frame[~observed], size=0.35, alpha=0.4),
        p9.geom_line(data=frame[observed], size=1.2),
        names,
        key[1],
        p9.scale_y_continuous(limits=(0, None), expand=(0, 0, 0.05, 0)),
        p9.labs(x=f"LOO-PIT of {outcome}", y="", caption=caption(told)),
        nbmixed_theme(SINGLE),
        key_theme(),
        no_heights(),
    )


def ppc_loo_pit_qq_data(pit: ArrayLike) -> pd.DataFrame:
    """The frame that `ppc_loo_pit_qq` draws: quantiles of the transforms, ``pit``, and ``uniform`` ones, rising.

    Examples
    --------
    >>> ppc_loo_pit_qq_data([0.9, 0.2])["uniform"].tolist()
    [0.25, 0.75]
    """
    values = np.sort(checked_pit(pit))
    return pd.DataFrame({"uniform": (np.arange(len(values)) + 0.5) / len(values), "pit": values})


def ppc_loo_pit_qq(
    pit: ArrayLike,
    prob: float = 0.99,
    outcome: str = "y",
    told: str = "",
    scheme: str | Scheme | None = None,
) -> Plot:
    """Quantiles of the transforms against uniform ones, with the simultaneous band of the latter.

    Parameters
    ----------
    pit
        Leave-one-out transforms, shape (N,), see `nbmixed.plots.ppc.loo_pit_values`.
    prob
        Probability that all quantiles of uniform values are inside the band.
    outcome
        Name of the outcome.
    told
        What to say below of the transforms.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `ppc_loo_pit_qq_data`; of more than 2,000 rows an even choice is drawn.
    """
    frame, colors = ppc_loo_pit_qq_data(pit), two(scheme)
    band = _band(len(frame), probability(prob))
    shown = frame.iloc[shown_rows(np.zeros(len(frame), dtype=np.intp))]
    fewer = f"{len(shown):,} of {len(frame):,} rows are drawn." if len(shown) < len(frame) else ""
    return plot(
        frame,
        p9.aes("uniform", "pit"),
        f"Quantiles of the LOO-PIT of {outcome} against uniform ones: {_tails(frame['pit'].to_numpy())}.",
        p9.geom_polygon(p9.aes("share", "value"), data=band, fill=colors.replicated, alpha=0.25),
        p9.geom_abline(intercept=0, slope=1, color=LINE, linetype="dashed", size=0.6),
        p9.geom_point(data=shown, color=colors.observed, size=1.4, alpha=0.7, stroke=0),
        p9.coord_fixed(),
        p9.labs(
            x="uniform quantile",
            y=f"LOO-PIT of {outcome}",
            subtitle=f"shaded: {percent(prob)} simultaneous band of uniform values",
            caption=caption(told, fewer),
        ),
        nbmixed_theme(SQUARE),
        key_theme(),
    )


def _band(n: int, prob: float) -> pd.DataFrame:
    """The outline of the band of the distribution function, with its axes exchanged."""
    at, lower, upper = uniform_band(n, prob)
    return pd.DataFrame(
        {"share": np.concatenate([lower, upper[::-1]]), "value": np.concatenate([at, at[::-1]])}
    )


def _tails(values: Floats) -> str:
    low, high = float((values < 0.05).mean()), float((values > 0.95).mean())
    return f"{number(100 * low)} % are below 0.05 and {number(100 * high)} % above 0.95, where uniform values are 5 % each"
