"""Energies of Hamiltonian Monte Carlo: whether chains can reach all energies there are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbmixed.errors import PlotError
from nbmixed.fit.diagnostics import ebfmi
from nbmixed.plots.draws import Floats
from nbmixed.plots.faceted import few_breaks
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.frames import chain_labels, ordered, stacked
from nbmixed.plots.labels import counted, number
from nbmixed.plots.scheme import Scheme, color_scheme
from nbmixed.plots.theme import nbmixed_theme
from nbmixed.plots.whole import whole

MARGINAL, TRANSITION = "energy", "change of energy"
_LOW = 0.3


def mcmc_nuts_energy_data(energy: ArrayLike, bins: int = 30) -> pd.DataFrame:
    """The frame that `mcmc_nuts_energy` draws.

    Parameters
    ----------
    energy, bins
        As for `mcmc_nuts_energy`.

    Returns
    -------
    pandas.DataFrame
        ``chain`` (categorical, from 1), ``what`` ("energy", less its mean, or "change of energy" from draw to draw), ``left`` and
        ``right`` end of each bin and its ``density``.
    """
    values = per_draw(energy, "energy")
    if values.shape[1] < 3 or not np.ptp(values) > 0:
        raise PlotError("Energies of at least three draws a chain that differ are needed.")
    centred = values - values.mean(axis=1, keepdims=True)
    changes = np.diff(values, axis=1)
    low, high = min(centred.min(), changes.min()), max(centred.max(), changes.max())
    edges = np.linspace(low, high, whole("bins", bins, 1, 500) + 1)
    labels, kinds = chain_labels(len(values)), (MARGINAL, TRANSITION)
    return stacked(
        [
            pd.DataFrame(
                {
                    "chain": ordered([i] * bins, labels),
                    "what": ordered([k] * bins, kinds),
                    "left": edges[:-1],
                    "right": edges[1:],
                    "density": np.histogram(x[i], bins=edges, density=True)[0],
                }
            )
            for k, x in enumerate((centred, changes))
            for i in range(len(values))
        ]
    )


def mcmc_nuts_energy(energy: ArrayLike, bins: int = 30, scheme: str | Scheme | None = None) -> Plot:
    """Energies of each chain, less their mean, and their changes from draw to draw.

    Where the changes are much narrower than the energies, chains explore the tails slowly; E-BFMI says so in a number.

    Parameters
    ----------
    energy
        Shape (chains, draws).
    bins
        Number of bins.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `mcmc_nuts_energy_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        The energies do not have that shape, or are all the same.

    Notes
    -----
    Betancourt (2017), A conceptual introduction to Hamiltonian Monte Carlo, arXiv:1701.02434, section 6.1.
    """
    values, colors = per_draw(energy, "energy"), color_scheme(scheme)
    frame = mcmc_nuts_energy_data(values, bins)
    told = [f"chain {i}: E-BFMI {number(float(x))}" for i, x in enumerate(ebfmi(values), start=1)]
    panel = dict(zip(chain_labels(len(values)), told, strict=True))
    columns = min(4, len(values))
    tall = -(-len(values) // columns)
    return plot(
        frame,
        p9.aes(xmin="left", xmax="right", ymin=0, ymax="density", fill="what", alpha="what"),
        _alt(values),
        p9.geom_rect(color="none"),
        p9.scale_fill_manual(values={MARGINAL: colors.light_highlight, TRANSITION: colors.mid_highlight}),
        p9.scale_alpha_manual(values={MARGINAL: 1.0, TRANSITION: 0.65}),
        p9.scale_x_continuous(breaks=few_breaks, minor_breaks=[]),
        p9.scale_y_continuous(expand=(0, 0, 0.05, 0)),
        p9.facet_wrap("chain", ncol=columns, labeller=panel.__getitem__),
        p9.labs(x="energy less its mean", y="", fill="", alpha=""),
        nbmixed_theme((max(5.0, 2.3 * columns), 1.0 + 1.7 * tall))
        + p9.theme(
            strip_text=p9.element_text(size=8.5),
            axis_text_x=p9.element_text(size=7.5),
            axis_text_y=p9.element_blank(),
            panel_grid_major_y=p9.element_blank(),
        ),
    )


def per_draw(values: ArrayLike, what: str) -> Floats:
    """A statistic of the sampler, shape (chains, draws), all finite.

    Raises
    ------
    PlotError
        It has another shape, or is not finite.
    """
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 2 or not x.size:
        raise PlotError(f"The {what} must have the shape (chains, draws); this has {x.shape}.")
    if not np.isfinite(x).all():
        raise PlotError(f"The {what} must be finite for every draw.")
    return x


def _alt(values: Floats) -> str:
    found = ebfmi(values)
    low = [i for i, x in enumerate(found, start=1) if not x > _LOW]
    verdict = f"low, below {_LOW}, in chain {', '.join(map(str, low))}" if low else f"none below {_LOW}"
    told = ", ".join(number(float(x)) for x in found)
    return f"Energies of {counted(len(values), 'chain')} and their changes: E-BFMI {told}, {verdict}."
