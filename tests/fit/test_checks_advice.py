"""Advice follows from the cause."""

from __future__ import annotations

import numpy as np

from nbmixed.fit.checks import check_draws, problems
from nbmixed.fit.checks_advice import more_draws, untold

RNG = np.random.default_rng(6)
SD = "Sigma[g:(Intercept),(Intercept)]"


def slow(size=(4, 500, 1)):
    """Draws of which each is like the one before."""
    steps = RNG.normal(size=size)
    draws = np.zeros(size)
    for k in range(1, size[1]):
        draws[:, k] = 0.95 * draws[:, k - 1] + steps[:, k]
    return draws


def advice(draws, names, kind, **known):
    return next(f.advice for f in check_draws(draws, names, **known) if f.kind == kind)


def test_more_iterations_where_only_they_are_missing():
    assert advice(RNG.normal(size=(4, 60, 1)), ["x"], "ess").endswith("times as many iterations.")
    assert more_draws(3.2) == "Fit again with about 4 times as many iterations."
    assert more_draws(50) == ""


def test_not_for_a_spread_that_the_data_do_not_know():
    known = {"spreads": {SD: "prior_covariance"}}
    wide = np.exp(slow())
    said = advice(np.concatenate([wide, slow()], axis=2), [SD, "x"], "ess", **known)
    shown = check_draws(np.concatenate([wide, slow()], axis=2), [SD, "x"], **known)
    assert "tighter prior (prior_covariance)" in " ".join(f.advice for f in shown)
    assert "times as many" not in said
    narrow = 100 + slow()
    assert "prior_covariance" not in advice(
        np.concatenate([narrow, slow()], axis=2), [SD, "x"], "ess", **known
    )


def test_not_for_coefficients_that_cannot_be_told_apart():
    one = slow()
    draws = np.concatenate([one, 0.01 * RNG.normal(size=one.shape) - one], axis=2)
    bad = np.array([True, True])
    assert untold(draws, ["x", "x2"], bad, {}).startswith(
        "The data hardly tell x and x2 apart: leave one out"
    )


def test_not_where_the_sampler_diverged():
    stats = {"diverging": np.zeros((4, 500))}
    stats["diverging"][:, ::3] = 1
    found = check_draws(slow(), ["x"], stats, 10, 0.2)
    assert {f.kind: bool(f.advice) for f in found} == {"divergences": True, "rhat": False, "ess": False}
    assert "adapt_delta=0.95 (it was 0.2), then 0.99" in found[0].advice


def test_no_step_above_the_last():
    stats = {"diverging": np.ones((4, 500))}
    assert advice(
        RNG.normal(size=(4, 500, 1)), ["x"], "divergences", sample_stats=stats, adapt_delta=0.999
    ) == ("adapt_delta is 0.999 already: use tighter priors or a simpler model.")
    assert "adapt_delta=0.999 (it was 0.99);" in advice(
        RNG.normal(size=(4, 500, 1)), ["x"], "divergences", sample_stats=stats, adapt_delta=0.99
    )


def test_rhat_of_short_chains_is_judged_by_their_length():
    short, long = RNG.normal(size=(2, 100, 1)), RNG.normal(size=(2, 2000, 1))
    for draws in (short, long):
        draws[0] += 0.9
    assert problems(check_draws(short, ["x"])) == ()
    assert [f.kind for f in problems(check_draws(long, ["x"]))] == ["rhat"]
    short[0] += 3
    assert problems(check_draws(short, ["x"]))
