"""The kinds of checks by name, each drawn."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import Plot
from nbmixed.plots.ppc import KINDS, draw, options_of, pit_values
from nbmixed.plots.ppc.kinds import check, kind_of

ODD = "Größe (µm²) of cost$ and tax$"


@pytest.fixture
def given(normal, counts, thirds):
    """What a fit can give to any check of that source."""
    y, yrep = normal
    p = np.random.default_rng(1).random(90)
    spans = np.quantile(yrep, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0).T
    pit = pit_values(y, yrep)
    sources = {
        "outcomes": {"y": y, "yrep": yrep},
        "counts": {"y": counts[0], "yrep": counts[1]},
        "expected": {"y": (p > 0.5) * 1.0, "expected": np.tile(p, (3, 1))},
        "pit": {"pit": pit},
        "loo_pit": {"pit": pit},
        "loo_spans": {"y": y, "spans": spans},
        "chances": {"y": (p > 0.4) * 1.0, "p": p},
        "loo_chances": {"y": (p > 0.4) * 1.0, "p": p},
    }

    def make(kind):
        wanted = kind_of(kind)
        found = sources[wanted.source] | {
            "outcome": ODD,
            "x": np.arange(90.0),
            "x_label": "x",
            "told": "Told.",
        }
        if "yrep" in found:
            found["yrep"] = found["yrep"][: wanted.nreps or 200]
        return found | {"group": thirds if wanted.needs == "group" else None}

    return make


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_and_readable(given, drawn, assert_readable, kind):
    plot = draw(kind, given(kind), ["A note."])
    assert isinstance(plot, Plot)
    assert plot.alt.endswith(".")
    assert plot.labels.caption.endswith("A note.")
    assert_readable(drawn(plot))


@pytest.mark.parametrize("kind", ["dens_overlay", "stat_freqpoly_grouped"])
def test_the_prefix_may_stand(given, kind):
    assert draw(f"ppc_{kind}", given(kind)).alt == draw(kind, given(kind)).alt


def test_options_are_those_of_the_function_besides_its_arrays():
    assert options_of("stat") == ("stat", "bins", "outcome", "scheme")
    assert options_of("intervals_grouped") == ("prob", "prob_outer", "outcome", "x_label", "scheme")


@pytest.mark.parametrize(
    ("kind", "given_", "options", "words"),
    [
        ("dens_overlai", {}, {}, "no check 'dens_overlai'. Did you mean 'dens_overlay'"),
        ("trace", {}, {}, r"'trace' shows parameters, not outcomes: call plot\('trace'\)"),
        (3, {}, {}, "no check 3"),
        ("stat_grouped", {"group": None}, {}, "'stat_grouped' needs group=: a column of the data"),
        (
            "error_scatter_avg_vs_x",
            {"x": None},
            {},
            "'error_scatter_avg_vs_x' needs x=: a column of the data",
        ),
        ("boxplot", {"group": [1]}, {}, "'boxplot' has no group=; these have: bars,"),
        ("hist", {"x": [1]}, {}, "'hist' has no x=; these have: error_binned"),
        ("stat", {}, {"stats": "mean"}, "'stat' has no option 'stats'. Did you mean 'stat'"),
    ],
)
def test_what_does_not_fit_is_said(kind, given_, options, words):
    with pytest.raises(PlotError, match=words):
        check(kind, given_, options)
