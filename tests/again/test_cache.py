"""What fits again reads its fits from the cache as the model functions do."""

import pytest

import nbmixed as nm
from nbmixed import fitting
from nbmixed.again import calibrate
from nbmixed.engine import cache_folder
from nbmixed.options import options
from tests.again.fits import SHORT, frame, grouped

UNSEEDED = {"chains": 1, "iter": 200, "refresh": 0}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NBMIXED_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(options, "cache", "on_change")
    return tmp_path


@pytest.fixture
def sampled(monkeypatch):
    """The numbers of rows of the models that were sampled."""
    draw, seen = fitting.draw, []

    def noted(ready, *others):
        seen.append(ready.design.nobs)
        return draw(ready, *others)

    monkeypatch.setattr(fitting, "draw", noted)
    return seen


CALLS = {
    "kfold": lambda fit: nm.kfold(fit, K=2).pointwise,
    "reloo": lambda fit: nm.reloo(fit, k_threshold=0.4).pointwise,
    "loo": lambda fit: nm.loo(fit, k_threshold=0.4).pointwise,
    "update": lambda fit: nm.update(fit, ". ~ . + z").to_frame(),
    "posterior_vs_prior": lambda fit: nm.posterior_vs_prior(fit, pars="x"),
}


@pytest.mark.parametrize("call", CALLS)
def test_the_second_time_nothing_is_sampled_and_the_numbers_are_the_same(call, sampled):
    first = CALLS[call](grouped())
    count = len(sampled)
    assert count
    assert CALLS[call](grouped()).equals(first)
    assert len(sampled) == count


def test_other_folds_are_other_fits(sampled):
    nm.kfold(grouped(), K=2)
    nm.kfold(grouped(), folds="folds")
    assert len(sampled) == 4


def test_a_list_of_the_cache_says_what_was_left_out():
    nm.kfold(grouped(), folds="folds")
    assert {cache_folder.told(kept.path)["name"] for kept in cache_folder.kept()} == {
        "fit without 1",
        "fit without 2",
    }


@pytest.mark.parametrize("call", ["kfold", "reloo", "update"])
def test_after_a_fit_without_a_seed_nothing_is_kept_for_nothing_would_be_found(call, folder):
    CALLS[call](nm.stan_lmer("y ~ x + (1 | g)", frame(), **UNSEEDED))
    assert list(folder.iterdir()) == []


SPECS = {
    "one": nm.ModelSpec("stan_lmer", "y ~ x + (1 | g)", sampling=nm.Sampling(**SHORT)),
    "two": nm.ModelSpec("stan_glm", "y ~ x", sampling=nm.Sampling(chains=1, iter=200)),
}


class TestFitAll:
    def test_reads_what_a_model_function_has_made(self, sampled):
        alone = nm.stan_lmer("y ~ x + (1 | g)", frame(), **SHORT)
        found = nm.fit_all(SPECS, frame(), seed=1)
        assert len(sampled) == 2
        assert [found[name].provenance.from_cache for name in SPECS] == [True, False]
        assert found["one"].to_frame().equals(alone.to_frame())

    def test_tells_of_every_fit_what_it_was_asked_for(self):
        nm.fit_all(SPECS, frame(), seed=1)
        found = nm.fit_all(SPECS, frame(), seed=1)["one"].provenance
        assert found.from_cache
        assert found.facts.call == SPECS["one"].to_call()
        assert (found.facts.rows, found.facts.n_dropped) == (39, 1)

    def test_is_heard_of_by_a_report(self, monkeypatch):
        heard = []
        monkeypatch.setattr(fitting, "FITTED", [heard.append])
        nm.fit_all(SPECS, frame())
        assert [(fit.name, fit.provenance.facts.seed_given) for fit in heard] == [
            ("one", True),
            ("two", False),
        ]

    def test_models_whose_seed_was_drawn_are_not_kept(self):
        nm.fit_all(SPECS, frame())
        assert [cache_folder.told(kept.path)["name"] for kept in cache_folder.kept()] == ["one"]


def test_calibrate_keeps_its_draws_of_the_prior_but_not_hundreds_of_fits(sampled):
    spec = nm.ModelSpec(
        "stan_glm", "y ~ x", prior=nm.normal(0, 1), sampling=nm.Sampling(chains=1, iter=100, seed=1)
    )
    first = calibrate.calibrate(spec, frame(), simulations=2)
    assert calibrate.calibrate(spec, frame(), simulations=2).ranks.equals(first.ranks)
    assert len(sampled) == 1
    assert len(cache_folder.kept()) == 1
