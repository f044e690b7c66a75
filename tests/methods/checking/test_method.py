"""`fit.pp_check()`: each sort of fit, and what it cannot be asked."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import DataError, PlotError, SettingError
from nbmixed.plots import Plot


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("groups", "Densities of observed Reaction"),
        ("prior", "Densities of observed Reaction"),
        ("curve", "Densities of observed circumference"),
        ("approximate", "Densities of observed kid_score"),
        ("small counts", "Bars of y"),
        ("large counts", "Rootogram of y"),
        ("0/1", "Calibration of the chance of switch"),
        ("trials", "Distribution functions of observed proportion incidence"),
    ],
)
def test_the_default_suits_the_family(fitted, name, words):
    plot = fitted(name).pp_check()
    assert isinstance(plot, Plot)
    assert plot.alt.startswith(words)


def test_replicates_are_those_of_posterior_predict(fitted):
    fit = fitted("groups")
    data = fit.pp_check("scatter", nreps=2, seed=5).data
    np.testing.assert_array_equal(data["replicated"], fit.posterior_predict(draws=2, seed=5).ravel())
    np.testing.assert_array_equal(data["observed"], np.tile(fit.data["Reaction"], 2))


def test_the_seed_of_the_fit_decides_where_none_is_given(fitted):
    fit = fitted("groups")
    first, again = (fit.pp_check("stat_2d").data for _ in range(2))
    assert first.equals(again)
    assert not fit.pp_check("stat_2d", seed=2).data.equals(first)


@pytest.mark.parametrize(("kind", "size"), [("dens_overlay", 50), ("hist", 8), ("scatter", 3), ("stat", 400)])
def test_how_many_replicates_are_drawn(fitted, kind, size):
    assert fitted("groups").pp_check(kind).labels.caption == f"{size} replicated data sets."
    assert fitted("groups").pp_check(kind, nreps=2).labels.caption == "2 replicated data sets."


def test_groups_and_x_are_columns_or_values(fitted):
    fit = fitted("groups")
    named = fit.pp_check("intervals_grouped", group="Subject", x="Days")
    given = fit.pp_check("intervals", group=fit.data["Subject"], x=fit.data["Days"].to_numpy())
    assert named.data.equals(given.data)
    assert (named.labels.x, given.labels.x) == ("Days", "x")


def test_options_reach_the_plot(fitted):
    plot = fitted("groups").pp_check("stat", stat="max", bins=7, outcome="reaction time (ms)")
    assert len(plot.data) == 7
    assert plot.labels.x == "maximum of reaction time (ms)"


def test_layers_can_be_added(fitted):
    from plotnine import labs

    assert (fitted("groups").pp_check() + labs(title="Sleep")).labels.title == "Sleep"


def test_captions_say_what_a_reader_must_know(fitted):
    assert fitted("prior").pp_check().labels.caption.endswith("Replicated from the prior (prior_PD=True).")
    assert 'algorithm="meanfield"' in fitted("approximate").pp_check().labels.caption
    assert "Every row counts once, whatever its weight." in fitted("weighted").pp_check("stat").labels.caption
    assert (
        "Each row is predicted from all others." in fitted("0/1").pp_check("loo_calibration").labels.caption
    )


@pytest.mark.parametrize("kind", ["loo_pit_ecdf", "loo_intervals", "loo_pit_qq", "error_binned", "pit_ecdf"])
@pytest.mark.parametrize("name", ["curve", "approximate", "trials", "small counts", "weighted"])
def test_every_fit_can_be_left_out_of(fitted, name, kind):
    assert len(fitted(name).pp_check(kind).data)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"kind": "dens_overlai"}, PlotError, "Did you mean 'dens_overlay'"),
        (
            {"kind": "stat_grouped"},
            PlotError,
            "needs group=: a column of the data, or one value for each row",
        ),
        ({"kind": "stat", "group": "Subjekt"}, DataError, "no column of the data. Did you mean 'Subject'"),
        (
            {"kind": "stat", "group": [1, 2]},
            DataError,
            "group has 2 values, but the fit has 180 rows: name a column",
        ),
        ({"kind": "error_scatter_avg_vs_x"}, PlotError, "needs x=: a column of the data"),
        ({"kind": "intervals", "x": "Dayz"}, DataError, "Did you mean 'Days'"),
        ({"kind": "calibration"}, PlotError, "the family is gaussian: take pit_ecdf or dens_overlay"),
        ({"kind": "bars"}, PlotError, "bars shows whole numbers, and y has others: take dens_overlay"),
        ({"nreps": 0}, SettingError, "nreps must be a whole number from 1 to 400"),
        ({"nreps": 401}, SettingError, "the size of the posterior, not 401"),
        ({"nreps": 2.5}, SettingError, "not 2.5"),
        ({"kind": "loo_pit_qq", "nreps": 10}, SettingError, "uses all draws, which leaving rows out takes"),
        ({"seed": -1}, SettingError, "seed must be a whole number"),
        ({"kind": "hist", "binz": 3}, PlotError, "no option 'binz'. Did you mean 'bins'"),
    ],
)
def test_what_cannot_be_checked_is_said_in_a_sentence(fitted, arguments, error, words):
    with pytest.raises(error, match=words):
        fitted("groups").pp_check(**arguments)


@pytest.mark.parametrize(
    ("kind", "instead"),
    [("loo_pit_qq", "pit_ecdf"), ("loo_intervals_grouped", "intervals_grouped"), ("loo_ribbon", "ribbon")],
)
def test_draws_from_the_prior_leave_nothing_out(fitted, kind, instead):
    group = "Subject" if kind.endswith("grouped") else None
    with pytest.raises(SettingError, match=f'prior_PD=True there are none in it: take "{instead}"'):
        fitted("prior").pp_check(kind, group=group)


def test_rows_left_out_of_the_fit_are_told(fitted):
    fit = fitted("gaps")
    assert len(fit.pp_check("intervals", group=np.arange(59) % 2).data) == 59
    with pytest.raises(DataError, match="59 rows, after 1 with missing values were left out"):
        fit.pp_check("intervals", group=np.arange(60) % 2)
