"""Where a fit came from, shown."""

import json
from dataclasses import replace

import numpy as np
import pytest

import nbmixed as nm
from nbmixed.provenance import Provenance


@pytest.fixture(scope="module")
def fit():
    frame = nm.datasets.load("kidiq").astype({"mom_iq": float})
    frame.loc[3, "mom_iq"] = np.nan
    return nm.stan_glm("kid_score ~ mom_iq", frame, prior=nm.normal(0, 1), seed=7, chains=1, iter=200)


def test_facts_of_the_model(fit):
    told = fit.provenance.facts
    assert (
        told.call
        == 'stan_glm("kid_score ~ mom_iq", data=data, prior=normal(0, 1), chains=1, iter=200, seed=7)'
    )
    assert (told.rows, told.n_dropped, told.columns) == (433, 1, ("kid_score", "mom_iq"))
    assert dict(told.priors)["Coefficients"] == "normal(location = 0, scale = 1)"
    assert told.settings["warmup"] == 100
    assert told.seed_given


def test_a_seed_that_was_drawn_is_told_as_such():
    fit = nm.stan_glm("kid_score ~ mom_iq", nm.datasets.load("kidiq"), chains=1, iter=200)
    seed = fit.provenance.seed
    assert f"{seed} (drawn: give seed={seed} to get these draws)" in repr(fit.provenance)


def test_it_is_plain_json_and_back(fit):
    plain = json.loads(json.dumps(fit.provenance.to_dict()))
    assert Provenance.from_dict(plain).to_dict() == plain
    with pytest.raises(TypeError):
        Provenance.from_dict(plain | {"more": 1})


def test_the_card_has_it_in_a_closed_section(fit):
    page = fit._repr_mimebundle_()["text/html"]
    section = page[page.index("<summary>Provenance</summary>") :]
    assert "433 rows of kid_score, mom_iq, 1 more left out for a missing value" in section
    assert "<details open" not in page


def test_it_shows_itself(fit):
    assert repr(fit.provenance).startswith("Provenance\n call:")
    assert "<code>" in fit.provenance._repr_mimebundle_()["text/html"]


def test_the_record_of_a_card_holds_nothing_that_changes_from_run_to_run(fit):
    again = replace(nm.update(fit), name=fit.name)
    kind = "application/vnd.nbmixed.fit+json"
    first, second = (f._repr_mimebundle_()[kind] for f in (fit, again))
    assert first == second
    assert list(first["estimates"]) == ["(Intercept)", "mom_iq", "sigma"]
    mean, sd, error = first["estimates"]["mom_iq"]
    assert 0 < error < sd < abs(mean) * 10


def test_the_printout_says_when_draws_came_from_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NBMIXED_CACHE_DIR", str(tmp_path))
    quick = {"seed": 1, "chains": 1, "iter": 200, "cache": "on_change"}
    first, second = (nm.stan_glm("kid_score ~ mom_iq", nm.datasets.load("kidiq"), **quick) for _ in range(2))
    note = f"from cache, made {first.provenance.made}"
    assert repr(second) == f"{first!r}\n{note}"
    assert note in second._repr_mimebundle_()["text/html"]
    assert second.provenance.from_cache and not first.provenance.from_cache
    np.testing.assert_array_equal(first.to_frame(), second.to_frame())


@pytest.mark.parametrize("algorithm", ["laplace", "meanfield"])
def test_approximations_are_kept_as_well(tmp_path, monkeypatch, algorithm):
    monkeypatch.setenv("NBMIXED_CACHE_DIR", str(tmp_path))
    given = {"seed": 1, "algorithm": algorithm, "cache": "on_change"}
    first, second = (nm.stan_glm("kid_score ~ mom_iq", nm.datasets.load("kidiq"), **given) for _ in range(2))
    assert second.provenance.from_cache
    np.testing.assert_array_equal(first.to_frame(), second.to_frame())
    assert repr(first.check()) == repr(second.check())


def test_group_effects_of_a_cached_fit_are_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("NBMIXED_CACHE_DIR", str(tmp_path))
    quick = {"seed": 1, "chains": 1, "iter": 200, "cache": "on_change"}
    sleepstudy = nm.datasets.load("sleepstudy")
    fits = [nm.stan_lmer("Reaction ~ Days + (Days | Subject)", sleepstudy, **quick) for _ in range(2)]
    np.testing.assert_array_equal(fits[0].posterior.effects[0], fits[1].posterior.effects[0])
    np.testing.assert_array_equal(*(f.posterior_predict(seed=2) for f in fits))
