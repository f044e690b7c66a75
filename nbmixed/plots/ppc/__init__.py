"""Checks of a model by outcomes that it would have made: arrays to plotnine, each with a ``*_data`` twin.

A plot takes observed outcomes y, shape (N,), and replicated ones yrep, shape (S, N), or what is made of them; it knows
no model class. With ``group`` it has a panel for each group. The names are bayesplot's.
"""

from nbmixed.plots.ppc.bars import ppc_bars, ppc_bars_data
from nbmixed.plots.ppc.boxes import (
    ppc_boxplot,
    ppc_boxplot_data,
    ppc_violin_grouped,
    ppc_violin_grouped_data,
)
from nbmixed.plots.ppc.calibration import ppc_calibration, ppc_calibration_data
from nbmixed.plots.ppc.error_binned import ppc_error_binned, ppc_error_binned_data
from nbmixed.plots.ppc.errors import (
    ppc_error_hist,
    ppc_error_hist_data,
    ppc_error_scatter,
    ppc_error_scatter_avg,
    ppc_error_scatter_avg_data,
    ppc_error_scatter_data,
)
from nbmixed.plots.ppc.intervals import (
    ppc_intervals,
    ppc_intervals_data,
    ppc_loo_intervals,
    ppc_loo_intervals_data,
    ppc_loo_ribbon,
    ppc_ribbon,
)
from nbmixed.plots.ppc.kinds import KINDS, draw, options_of
from nbmixed.plots.ppc.loo_pit import (
    ppc_loo_pit_overlay,
    ppc_loo_pit_overlay_data,
    ppc_loo_pit_qq,
    ppc_loo_pit_qq_data,
)
from nbmixed.plots.ppc.overlay import (
    ppc_dens_overlay,
    ppc_dens_overlay_data,
    ppc_ecdf_overlay,
    ppc_ecdf_overlay_data,
)
from nbmixed.plots.ppc.pit import loo_pit_values, pit_values
from nbmixed.plots.ppc.pit_ecdf import ppc_pit_ecdf, ppc_pit_ecdf_data
from nbmixed.plots.ppc.replicates import (
    ppc_dens,
    ppc_dens_data,
    ppc_freqpoly,
    ppc_freqpoly_data,
    ppc_hist,
    ppc_hist_data,
)
from nbmixed.plots.ppc.rootogram import ppc_rootogram, ppc_rootogram_data
from nbmixed.plots.ppc.scatter import (
    ppc_scatter,
    ppc_scatter_avg,
    ppc_scatter_avg_data,
    ppc_scatter_data,
)
from nbmixed.plots.ppc.stat import ppc_stat, ppc_stat_data, ppc_stat_freqpoly
from nbmixed.plots.ppc.stat_2d import ppc_stat_2d, ppc_stat_2d_data

__all__ = [
    "KINDS",
    "draw",
    "loo_pit_values",
    "options_of",
    "pit_values",
    "ppc_bars",
    "ppc_bars_data",
    "ppc_boxplot",
    "ppc_boxplot_data",
    "ppc_calibration",
    "ppc_calibration_data",
    "ppc_dens",
    "ppc_dens_data",
    "ppc_dens_overlay",
    "ppc_dens_overlay_data",
    "ppc_ecdf_overlay",
    "ppc_ecdf_overlay_data",
    "ppc_error_binned",
    "ppc_error_binned_data",
    "ppc_error_hist",
    "ppc_error_hist_data",
    "ppc_error_scatter",
    "ppc_error_scatter_avg",
    "ppc_error_scatter_avg_data",
    "ppc_error_scatter_data",
    "ppc_freqpoly",
    "ppc_freqpoly_data",
    "ppc_hist",
    "ppc_hist_data",
    "ppc_intervals",
    "ppc_intervals_data",
    "ppc_loo_intervals",
    "ppc_loo_intervals_data",
    "ppc_loo_pit_overlay",
    "ppc_loo_pit_overlay_data",
    "ppc_loo_pit_qq",
    "ppc_loo_pit_qq_data",
    "ppc_loo_ribbon",
    "ppc_pit_ecdf",
    "ppc_pit_ecdf_data",
    "ppc_ribbon",
    "ppc_rootogram",
    "ppc_rootogram_data",
    "ppc_scatter",
    "ppc_scatter_avg",
    "ppc_scatter_avg_data",
    "ppc_scatter_data",
    "ppc_stat",
    "ppc_stat_2d",
    "ppc_stat_2d_data",
    "ppc_stat_data",
    "ppc_stat_freqpoly",
    "ppc_violin_grouped",
    "ppc_violin_grouped_data",
]
