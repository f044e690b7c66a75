"""Several kinds side by side."""

from __future__ import annotations

import pytest
from plotnine import theme_bw

from nbmixed.errors import PlotError
from nbmixed.plots import Plots, mcmc_combo, mcmc_dens, mcmc_hist


def test_plots_are_those_of_the_kinds(make_case):
    case = make_case(2)
    combo = mcmc_combo(*case, combo=("hist", "mcmc_dens"))
    assert isinstance(combo, Plots)
    assert combo.alt == f"hist: {mcmc_hist(*case).alt} dens: {mcmc_dens(*case).alt}"
    assert combo[0].data.equals(mcmc_hist(*case).data)


def test_a_theme_can_be_added_to_all_and_the_words_stay(make_case):
    combo = mcmc_combo(*make_case(1))
    more = combo & theme_bw()
    assert isinstance(more, Plots)
    assert more.alt == combo.alt


def test_the_picture_carries_its_alternative_text(make_case):
    combo = mcmc_combo(*make_case(1))
    data, metadata = combo._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == data["text/plain"] == combo.alt


@pytest.mark.parametrize(
    "combo, told",
    [
        ("dens", "give two to 4 kinds"),
        (("dens",), "give two to 4 kinds"),
        (("dens", "trave"), "Did you mean 'trace'"),
    ],
)
def test_bad_combinations_are_refused(make_case, combo, told):
    with pytest.raises(PlotError, match=told):
        mcmc_combo(*make_case(1), combo=combo)


def test_too_many_parameters_are_refused(make_case):
    with pytest.raises(PlotError, match="at most 40"):
        mcmc_combo(*make_case(41))


def test_captions_are_no_wider_than_their_plot(make_case, drawn, assert_readable):
    assert_readable(drawn(mcmc_combo(*make_case(2), combo=("dens_overlay", "trace", "rank_ecdf"))))
