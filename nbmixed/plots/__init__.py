"""Arrays to plotnine: the only importer of plotnine; each plot has a ``*_data`` twin.

A plot takes draws, shape (chains, draws, P), and P names; it knows no model class. It returns a ggplot
to which layers can be added. The ``*_data`` twin returns the frame that is drawn.
"""

from nbmixed.plots.acf import mcmc_acf, mcmc_acf_bar, mcmc_acf_data
from nbmixed.plots.areas import mcmc_areas, mcmc_areas_data
from nbmixed.plots.caterpillar import ranef, ranef_data
from nbmixed.plots.combo import mcmc_combo
from nbmixed.plots.convergence import mcmc_neff, mcmc_neff_data, mcmc_rhat, mcmc_rhat_data
from nbmixed.plots.dens import mcmc_dens, mcmc_dens_data, mcmc_dens_overlay, mcmc_dens_overlay_data
from nbmixed.plots.effect_curves import effect_curves
from nbmixed.plots.effect_frame import Roles, effect_curves_data
from nbmixed.plots.figure import Plot, Plots
from nbmixed.plots.hex import mcmc_hex, mcmc_hex_data
from nbmixed.plots.histogram import mcmc_hist, mcmc_hist_data
from nbmixed.plots.histogram_chains import mcmc_hist_by_chain, mcmc_hist_by_chain_data
from nbmixed.plots.intervals import mcmc_intervals, mcmc_intervals_data
from nbmixed.plots.kinds import KINDS, draw, options_of
from nbmixed.plots.nuts_acceptance import mcmc_nuts_acceptance, mcmc_nuts_acceptance_data
from nbmixed.plots.nuts_energy import mcmc_nuts_energy, mcmc_nuts_energy_data
from nbmixed.plots.nuts_transitions import (
    mcmc_nuts_divergence,
    mcmc_nuts_divergence_data,
    mcmc_nuts_stepsize,
    mcmc_nuts_stepsize_data,
    mcmc_nuts_treedepth,
    mcmc_nuts_treedepth_data,
)
from nbmixed.plots.pairs import mcmc_pairs, mcmc_pairs_data
from nbmixed.plots.parcoord import mcmc_parcoord, mcmc_parcoord_data
from nbmixed.plots.prior_intervals import posterior_vs_prior, posterior_vs_prior_data
from nbmixed.plots.rank_ecdf import mcmc_rank_ecdf, mcmc_rank_ecdf_data
from nbmixed.plots.ranks import (
    mcmc_rank_hist,
    mcmc_rank_hist_data,
    mcmc_rank_overlay,
    mcmc_rank_overlay_data,
)
from nbmixed.plots.ridges import mcmc_areas_ridges, mcmc_areas_ridges_data
from nbmixed.plots.scatter import mcmc_scatter, mcmc_scatter_data
from nbmixed.plots.scheme import SCHEMES, Scheme, color_scheme, color_scheme_set
from nbmixed.plots.theme import nbmixed_theme
from nbmixed.plots.trace import mcmc_trace, mcmc_trace_data
from nbmixed.plots.trace_highlight import mcmc_trace_highlight, mcmc_trace_highlight_data
from nbmixed.plots.transform import transformed
from nbmixed.plots.violin import mcmc_violin, mcmc_violin_data

__all__ = [
    "KINDS",
    "SCHEMES",
    "Plot",
    "Plots",
    "Roles",
    "Scheme",
    "color_scheme",
    "color_scheme_set",
    "draw",
    "effect_curves",
    "effect_curves_data",
    "mcmc_acf",
    "mcmc_acf_bar",
    "mcmc_acf_data",
    "mcmc_areas",
    "mcmc_areas_data",
    "mcmc_areas_ridges",
    "mcmc_areas_ridges_data",
    "mcmc_combo",
    "mcmc_dens",
    "mcmc_dens_data",
    "mcmc_dens_overlay",
    "mcmc_dens_overlay_data",
    "mcmc_hex",
    "mcmc_hex_data",
    "mcmc_hist",
    "mcmc_hist_by_chain",
    "mcmc_hist_by_chain_data",
    "mcmc_hist_data",
    "mcmc_intervals",
    "mcmc_intervals_data",
    "mcmc_neff",
    "mcmc_neff_data",
    "mcmc_nuts_acceptance",
    "mcmc_nuts_acceptance_data",
    "mcmc_nuts_divergence",
    "mcmc_nuts_divergence_data",
    "mcmc_nuts_energy",
    "mcmc_nuts_energy_data",
    "mcmc_nuts_stepsize",
    "mcmc_nuts_stepsize_data",
    "mcmc_nuts_treedepth",
    "mcmc_nuts_treedepth_data",
    "mcmc_pairs",
    "mcmc_pairs_data",
    "mcmc_parcoord",
    "mcmc_parcoord_data",
    "mcmc_rank_ecdf",
    "mcmc_rank_ecdf_data",
    "mcmc_rank_hist",
    "mcmc_rank_hist_data",
    "mcmc_rank_overlay",
    "mcmc_rank_overlay_data",
    "mcmc_rhat",
    "mcmc_rhat_data",
    "mcmc_scatter",
    "mcmc_scatter_data",
    "mcmc_trace",
    "mcmc_trace_data",
    "mcmc_trace_highlight",
    "mcmc_trace_highlight_data",
    "mcmc_violin",
    "mcmc_violin_data",
    "nbmixed_theme",
    "options_of",
    "posterior_vs_prior",
    "posterior_vs_prior_data",
    "ranef",
    "ranef_data",
    "transformed",
]
