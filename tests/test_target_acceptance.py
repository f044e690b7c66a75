"""A fit whose transitions diverge at the first target acceptance rate is sampled again, and says so."""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm

RNG = np.random.default_rng(1)
GROUPS = pd.DataFrame({"x": RNG.standard_normal(40), "y": RNG.standard_normal(40), "g": np.arange(40) % 4})


@pytest.fixture(scope="module")
def sampled_again():
    """Return a fit that was: a very wide prior of an sd that four groups of noise tell little of."""
    settings = {"prior_covariance": nm.decov(scale=100), "iter": 1000, "refresh": 0}
    fits = (nm.stan_lmer("y ~ x + (1 | g)", GROUPS, seed=seed, **settings) for seed in range(1, 20))
    return next(fit for fit in fits if fit.draws.adapt_delta == 0.95)


def test_its_provenance_and_its_messages_say_so(sampled_again):
    assert sampled_again.provenance.facts.settings["adapt_delta"] == 0.95
    assert sampled_again.draws.messages[0].startswith(
        "Sampled again with a target acceptance rate of 0.95, for "
    )
    assert "(target acceptance rate 0.95" in " ".join(str(sampled_again.report()).split())


def test_the_same_seed_gives_the_same_draws_with_and_without_the_cache(sampled_again, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for _ in range(2):
        repeated = nm.update(sampled_again, cache="on_change")
        pd.testing.assert_frame_equal(repeated.to_frame(), sampled_again.to_frame())
        assert repeated.draws.adapt_delta == 0.95


def test_a_saved_fit_knows(sampled_again, tmp_path):
    sampled_again.save(tmp_path / "fit.nbmixed")
    assert nm.load(tmp_path / "fit.nbmixed").draws.adapt_delta == 0.95


def test_its_call_leaves_the_rate_to_the_engine(sampled_again):
    assert "adapt_delta" not in sampled_again.spec.to_call()
