"""The provenance says how group effects were treated."""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.programs import conditional_normal, lmm
from nbmixed.programs.describe_effects import describe_effects
from tests.prepared import prepared

RNG = np.random.default_rng(2)
FRAME = pd.DataFrame(
    {"x": RNG.standard_normal(60), "y": RNG.standard_normal(60), "count": RNG.poisson(3, 60)}
)
FRAME["school"], FRAME["class"] = np.arange(60) // 10, np.arange(60) // 5
FRAME["rater"] = np.arange(60) % 7


def words(function, formula, **arguments):
    ready = prepared(function, formula, FRAME, **arguments)
    return describe_effects(ready.packed, ready.design.groups)


def test_without_groups_there_is_nothing_to_say():
    assert words("stan_glm", "y ~ x") == ""


def test_gaussian_effects_are_integrated_out():
    assert words("stan_lmer", "y ~ x + (x || school) + (1 | rater)") == "'rater', 'school' integrated out"


def test_or_sampled_where_that_would_be_too_dear(monkeypatch):
    monkeypatch.setattr(lmm, "_MOST", 40)
    text = words("stan_lmer", "y ~ x + (1 | school) + (1 | rater)")
    assert (
        "integrated out; " in text
        and " sampled, for too many levels would have to be eliminated together" in text
    )


def test_effects_of_counts_are_sampled_with_the_coefficients():
    text = words("stan_glmer", "count ~ x + (1 | school/class)", family="poisson")
    assert text.startswith("sampled together with the coefficients")


@pytest.mark.parametrize("arguments", [{}, {"prior": nm.hs()}])
def test_or_level_by_level(arguments, monkeypatch):
    monkeypatch.setattr(conditional_normal, "_MOST_OPERATIONS", 0)
    monkeypatch.setattr(conditional_normal, "_OPERATIONS_OF_A_ROW", 0)
    assert words("stan_glmer", "count ~ x + (1 | school)", family="poisson", **arguments).startswith(
        "sampled level by level"
    )


def test_a_fit_shows_it():
    fit = nm.stan_lmer("y ~ x + (1 | school)", FRAME, seed=1, iter=200, chains=1, refresh=0)
    assert fit.provenance.facts.effects == "'school' integrated out"
    assert "'school' integrated out" in str(fit.provenance)
