"""Central intervals, one row for each parameter."""

from __future__ import annotations

import numpy as np
import pytest
from plotnine import aes, geom_point

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_intervals, mcmc_intervals_data


def test_ends_are_quantiles_of_all_chains(make_case):
    draws, names = make_case(3)
    frame = mcmc_intervals_data(draws, names, prob=0.6, prob_outer=0.95)
    pooled = draws.reshape(-1, 3)
    for column, prob in {"ll": 0.025, "l": 0.2, "m": 0.5, "h": 0.8, "hh": 0.975}.items():
        np.testing.assert_allclose(frame[column], np.quantile(pooled, prob, axis=0), rtol=1e-12)
    assert set(frame["outer_width"]) == {0.95}
    assert set(frame["inner_width"]) == {0.6}


def test_parameters_keep_their_order_and_names(make_case):
    draws, names = make_case(3, ["z", "(Intercept)", "a"])
    frame = mcmc_intervals_data(draws, names)
    assert list(frame["parameter"]) == names
    assert list(frame["parameter"].cat.categories) == names


def test_point_can_be_mean_or_nothing(make_case):
    draws, names = make_case(2)
    means = mcmc_intervals_data(draws, names, point_est="mean")["m"]
    np.testing.assert_allclose(means, draws.mean(axis=(0, 1)), rtol=1e-12)
    assert mcmc_intervals_data(draws, names, point_est="none")["m"].isna().all()
    assert (
        len(mcmc_intervals(draws, names, point_est="none").layers)
        == len(mcmc_intervals(draws, names).layers) - 1
    )


def test_whole_range_is_an_interval(make_case):
    draws, names = make_case(1)
    frame = mcmc_intervals_data(draws, names, prob=1, prob_outer=1)
    assert frame.loc[0, ["ll", "l"]].tolist() == [draws.min()] * 2
    assert frame.loc[0, ["h", "hh"]].tolist() == [draws.max()] * 2


def test_names_are_seen_from_top_to_bottom_as_given(make_case, drawn):
    names = ["cost$ and tax$", "I(x^2)", "b[(Intercept) county:ST LOUIS]"]
    figure = drawn(mcmc_intervals(make_case(3)[0], names))
    labels = sorted(figure.axes[0].get_yticklabels(), key=lambda label: -label.get_window_extent().y0)
    assert [label.get_text().replace(r"\$", "$") for label in labels] == names


def test_more_names_than_fit_are_thinned_and_it_says_so(make_case, drawn, assert_readable):
    figure = drawn(mcmc_intervals(*make_case(300)))
    assert "Every 2nd name is printed." in [text.get_text() for text in figure.texts]
    assert_readable(figure)


def test_subtitle_says_which_intervals(make_case):
    draws, names = make_case(2)
    assert mcmc_intervals(draws, names).labels.subtitle == "50 % and 90 % central intervals, medians"
    one = mcmc_intervals(draws, names, prob=0.9, point_est="none")
    assert one.labels.subtitle == "90 % central intervals"


@pytest.mark.parametrize(("middle", "lines"), [(0.0, 1), (2.3, 1), (50.0, 0)])
def test_zero_has_a_line_when_it_is_near(middle, lines):
    draws = np.linspace(-2, 2, 101)[None, :, None] + middle
    layers = mcmc_intervals(draws, ["x"]).layers
    assert sum(type(layer.geom).__name__ == "geom_vline" for layer in layers) == lines


def test_layers_can_be_added_by_parameter_name(make_case, drawn):
    draws, names = make_case(3)
    truth = mcmc_intervals_data(draws, names)
    plot = mcmc_intervals(draws, names) + geom_point(aes(x="m", y="parameter"), data=truth, color="red")
    drawn(plot)
    assert plot.alt == mcmc_intervals(draws, names).alt


def test_alt_text_states_the_numbers():
    draws = np.arange(101.0)[None, :, None]
    assert mcmc_intervals(draws, ["Days"]).alt == (
        "Days is above zero with probability 0.99: median 50, 90 % interval 5 to 95."
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"prob": 0.95}, "prob_outer = 0.9"),
        ({"prob": 0}, "0 < prob"),
        ({"prob_outer": 90}, "prob_outer <= 1"),
        ({"prob": "half"}, "'half'"),
        ({"point_est": "medain"}, "Did you mean 'median'"),
        ({"scheme": "bleu"}, "Did you mean 'blue'"),
    ],
)
def test_bad_options_are_named(make_case, options, message):
    with pytest.raises(PlotError, match=message):
        mcmc_intervals(*make_case(1), **options)
