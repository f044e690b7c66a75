"""Arrays to plotnine: the only importer of plotnine; each plot has a ``*_data`` twin.

A plot takes draws, shape (chains, draws, P), and P names; it knows no model class. It returns a ggplot
to which layers can be added. The ``*_data`` twin returns the frame that is drawn.
"""

from nbmixed.plots.areas import mcmc_areas, mcmc_areas_data
from nbmixed.plots.figure import Plot
from nbmixed.plots.intervals import mcmc_intervals, mcmc_intervals_data
from nbmixed.plots.kinds import KINDS, draw, options_of
from nbmixed.plots.scheme import SCHEMES, Scheme, color_scheme
from nbmixed.plots.theme import nbmixed_theme
from nbmixed.plots.trace import mcmc_trace, mcmc_trace_data

__all__ = [
    "KINDS",
    "SCHEMES",
    "Plot",
    "Scheme",
    "color_scheme",
    "draw",
    "mcmc_areas",
    "mcmc_areas_data",
    "mcmc_intervals",
    "mcmc_intervals_data",
    "mcmc_trace",
    "mcmc_trace_data",
    "nbmixed_theme",
    "options_of",
]
