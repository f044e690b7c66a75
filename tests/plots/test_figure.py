"""The ggplot a plot function returns."""

from __future__ import annotations

from plotnine import ggplot, labs

from nbmixed.plots import Plot, mcmc_intervals


def test_the_picture_carries_its_alternative_text(make_case):
    plot = mcmc_intervals(*make_case(2))
    data, metadata = plot._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == plot.alt
    assert metadata["image/png"]["width"] > 0
    assert data["text/plain"] == plot.alt


def test_a_plot_with_layers_added_keeps_it(make_case):
    plot = mcmc_intervals(*make_case(2))
    more = plot + labs(title="Sleep")
    assert isinstance(more, Plot)
    assert isinstance(more, ggplot)
    assert more.alt == plot.alt
    assert plot.labels.get("title", "") == ""
