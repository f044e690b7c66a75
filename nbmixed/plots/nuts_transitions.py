"""What NUTS says of each draw, beside the log-posterior: divergence, depth of the tree, acceptance, step size."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.plots.draws import Floats
from nbmixed.plots.figure import Plot
from nbmixed.plots.frames import ordered, stacked
from nbmixed.plots.labels import counted, few, number
from nbmixed.plots.nuts_energy import per_draw
from nbmixed.plots.nuts_groups import ACCEPTANCE, LOG_POSTERIOR, SHARE, both, drawn, grouped, medians
from nbmixed.plots.scheme import Scheme


def mcmc_nuts_divergence_data(
    divergences: ArrayLike, log_posterior: ArrayLike, acceptance: ArrayLike
) -> pd.DataFrame:
    """The frame that `mcmc_nuts_divergence` draws: violins of draws that did not diverge, and of those that did.

    Parameters
    ----------
    divergences, log_posterior, acceptance
        As for `mcmc_nuts_divergence`.

    Returns
    -------
    pandas.DataFrame
        ``statistic`` ("log-posterior" or "acceptance statistic"), ``group`` and the columns of `nbmixed.plots.violin.violins`.
    """
    flags = per_draw(divergences, "divergences") > 0
    return grouped(both(log_posterior, acceptance), {"no divergence": ~flags, "divergence": flags})


def mcmc_nuts_divergence(
    divergences: ArrayLike,
    log_posterior: ArrayLike,
    acceptance: ArrayLike,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Log-posterior and acceptance statistic of draws that diverged and of those that did not.

    Parameters
    ----------
    divergences
        Which draws diverged, shape (chains, draws).
    log_posterior, acceptance
        Of each draw, shape (chains, draws).
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_nuts_divergence_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        An array has another shape, or is not finite.
    """
    frame = mcmc_nuts_divergence_data(divergences, log_posterior, acceptance)
    flags = np.asarray(divergences, dtype=bool)
    told = f"{counted(int(flags.sum()), 'divergent draw')} of {flags.size:,}."
    return drawn(frame, f"{told} {medians(frame)}", told, "", scheme)


def mcmc_nuts_stepsize_data(
    stepsize: ArrayLike, log_posterior: ArrayLike, acceptance: ArrayLike
) -> pd.DataFrame:
    """The frame that `mcmc_nuts_stepsize` draws: violins of chains, in the order of their step sizes.

    Parameters
    ----------
    stepsize, log_posterior, acceptance
        As for `mcmc_nuts_stepsize`.

    Returns
    -------
    pandas.DataFrame
        ``statistic``, ``group`` (the step size and the chain) and the columns of `nbmixed.plots.violin.violins`.
    """
    steps = per_draw(stepsize, "step sizes").mean(axis=1)
    shape = np.asarray(stepsize).shape
    order = np.argsort(steps, kind="stable")
    chain = np.broadcast_to(np.arange(shape[0])[:, None], shape)
    groups = {f"{number(float(steps[i]))}\nchain {i + 1}": chain == i for i in order}
    return grouped(both(log_posterior, acceptance), groups)


def mcmc_nuts_stepsize(
    stepsize: ArrayLike,
    log_posterior: ArrayLike,
    acceptance: ArrayLike,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Log-posterior and acceptance statistic of each chain, by its step size.

    Parameters
    ----------
    stepsize, log_posterior, acceptance
        Of each draw, shape (chains, draws).
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_nuts_stepsize_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        An array has another shape, or is not finite.
    """
    frame = mcmc_nuts_stepsize_data(stepsize, log_posterior, acceptance)
    return drawn(frame, f"Chains by step size. {medians(frame)}", "", "step size", scheme)


def mcmc_nuts_treedepth_data(
    treedepth: ArrayLike, log_posterior: ArrayLike, acceptance: ArrayLike
) -> pd.DataFrame:
    """The frame that `mcmc_nuts_treedepth` draws: shares of draws of each depth, and violins of these draws.

    Parameters
    ----------
    treedepth, log_posterior, acceptance
        As for `mcmc_nuts_treedepth`.

    Returns
    -------
    pandas.DataFrame
        ``statistic`` ("share of draws", "log-posterior" or "acceptance statistic"), ``group`` (the depth) and the columns of
        `nbmixed.plots.violin.violins`; of shares ``what`` is "bar" and ``value`` the share.
    """
    depth = per_draw(treedepth, "depths of trees").astype(np.int64)
    groups = {str(d): depth == d for d in np.unique(depth)}
    shares = pd.DataFrame(
        {
            "statistic": ordered([0] * len(groups), [SHARE, LOG_POSTERIOR, ACCEPTANCE]),
            "group": ordered(np.arange(len(groups)), list(groups)),
            "place": np.arange(len(groups)),
            "what": "bar",
            "value": [float(own.mean()) for own in groups.values()],
            "left": np.arange(len(groups)) + 0.6,
            "right": np.arange(len(groups)) + 1.4,
        }
    )
    shapes = grouped(both(log_posterior, acceptance), groups)
    shapes["statistic"] = shapes["statistic"].cat.set_categories(shares["statistic"].cat.categories)
    return stacked([shares.assign(prob=np.nan)[list(shapes)], shapes])


def mcmc_nuts_treedepth(
    treedepth: ArrayLike,
    log_posterior: ArrayLike,
    acceptance: ArrayLike,
    max_treedepth: int | None = None,
    scheme: str | Scheme | None = None,
) -> Plot:
    """How many draws had trees of each depth, and the log-posterior and acceptance statistic of these.

    Parameters
    ----------
    treedepth, log_posterior, acceptance
        Of each draw, shape (chains, draws).
    max_treedepth
        The largest depth allowed, for the caption.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_nuts_treedepth_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        An array has another shape, or is not finite.
    """
    frame = mcmc_nuts_treedepth_data(treedepth, log_posterior, acceptance)
    bars = frame[frame["what"] == "bar"]
    told = [
        f"depth {depth} {number(100 * share)} %"
        for depth, share in zip(bars["group"], bars["value"], strict=True)
    ]
    most = "" if max_treedepth is None else _at_most(np.asarray(treedepth), max_treedepth)
    return drawn(
        frame, f"Draws by depth of the tree: {few(told)} {most}".strip(), most, "depth of the tree", scheme
    )


def _at_most(treedepth: Floats, max_treedepth: int) -> str:
    reached = int((treedepth >= max_treedepth).sum())
    return f"{counted(reached, 'draw')} at the largest depth allowed, {max_treedepth}."
