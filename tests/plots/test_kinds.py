"""The kinds of plots by name."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import KINDS, Plot, Plots, draw, options_of
from nbmixed.plots.kinds import needs_chains, plain, takes
from tests.plots.arrays import arrays_of

ISSUE = [
    "intervals",
    "areas",
    "areas_ridges",
    "hist",
    "hist_by_chain",
    "dens",
    "dens_overlay",
    "violin",
    "trace",
    "trace_highlight",
    "rank_overlay",
    "rank_hist",
    "rank_ecdf",
    "acf",
    "acf_bar",
    "scatter",
    "hex",
    "pairs",
    "parcoord",
    "rhat",
    "neff",
    "nuts_energy",
    "nuts_divergence",
    "nuts_treedepth",
    "nuts_acceptance",
    "nuts_stepsize",
    "combo",
    "ranef",
]


def test_bayesplots_kinds_are_there():
    assert set(KINDS) == set(ISSUE)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_made_with_and_without_prefix(make_case, kind):
    arrays = arrays_of(*make_case(2))
    plot = draw(kind, arrays)
    assert isinstance(plot, Plots if kind == "combo" else Plot)
    assert draw(f"mcmc_{kind}", arrays).alt == plot.alt
    assert plot.alt.endswith(".")


def test_short_forms_of_rstanarm():
    assert [plain(kind) for kind in ("scat", "ess", "ac", "mcmc_scat")] == [
        "scatter",
        "neff",
        "acf",
        "scatter",
    ]


def test_options_reach_the_plot(make_case):
    arrays = arrays_of(*make_case(1))
    assert "80 %" in draw("intervals", arrays, prob=0.8).labels.subtitle
    assert "3 divergent" in draw("trace", arrays).alt
    everything = {**arrays, "divergences": lambda: np.ones((4, 250), dtype=bool)}
    assert "1000 divergent" in draw("trace", everything).alt


def test_only_what_a_kind_draws_is_made(make_case):
    arrays = {**arrays_of(*make_case(1)), "energy": pytest.fail}
    draw("intervals", arrays)


def test_options_are_known_for_each_kind():
    assert options_of("intervals") == ("prob", "prob_outer", "point_est", "unit", "scheme")
    assert "divergences" not in options_of("trace")
    assert takes("trace", "divergences")
    assert not takes("areas", "divergences")


def test_kinds_know_whether_they_show_chains():
    assert {kind for kind in KINDS if not needs_chains(kind)} == {
        *(
            "intervals",
            "areas",
            "areas_ridges",
            "hist",
            "dens",
            "scatter",
            "hex",
            "pairs",
            "parcoord",
            "ranef",
        ),
    }
    assert needs_chains("combo")
    assert not needs_chains("combo", ("hist", "dens"))


def test_an_unknown_kind_is_named_with_the_nearest(make_case):
    with pytest.raises(
        PlotError, match=r"'interval'.*Did you mean 'intervals'.*intervals, areas, areas_ridges, acf"
    ):
        draw("interval", arrays_of(*make_case(1)))


def test_checks_of_predictions_are_elsewhere(make_case):
    with pytest.raises(PlotError, match=r"it is fit\.pp_check\('dens_overlay'\)"):
        draw("ppc_dens_overlay", arrays_of(*make_case(1)))


def test_an_unknown_option_is_named_with_the_nearest(make_case):
    with pytest.raises(PlotError, match=r"'trace' has no option 'thining'.*Did you mean 'thin'"):
        draw("trace", arrays_of(*make_case(1)), thining=2)


def test_an_option_of_another_kind_is_refused(make_case):
    with pytest.raises(PlotError, match="'intervals' has no option 'thin'"):
        draw("intervals", arrays_of(*make_case(1)), thin=2)
