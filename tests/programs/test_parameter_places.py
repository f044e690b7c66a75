"""Sds, correlations and auxiliary parameters of sampled effects have a place and a unit near those of their posterior."""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from tests.prepared import prepared

RNG = np.random.default_rng(8)
N, GROUPS = 3000, 60
FRAME = pd.DataFrame(
    {"x": RNG.standard_normal(N), "g": RNG.integers(0, GROUPS, N), "h": RNG.integers(0, 9, N)}
)
SDS, CORRELATION = np.array([0.8, 0.5]), 0.6
B = RNG.multivariate_normal([0, 0], np.outer(SDS, SDS) * [[1, CORRELATION], [CORRELATION, 1]], GROUPS)
ETA = 0.5 + 0.3 * FRAME.x + B[FRAME.g, 0] + B[FRAME.g, 1] * FRAME.x + 0.4 * RNG.standard_normal(9)[FRAME.h]
FRAME["count"] = RNG.poisson(np.exp(ETA))
FRAME["clumped"] = RNG.poisson(np.exp(ETA) * RNG.gamma(2.0, 0.5, N))
FRAME["hit"] = RNG.binomial(1, 1 / (1 + np.exp(-ETA)))
FRAME["wait"] = RNG.gamma(3.0, np.exp(ETA) / 3.0)
FRAME["curved"] = RNG.poisson(np.exp(np.sin(3 * FRAME.x)))
FORMULA = "~ x + (x | g) + (1 | h)"
NAMES = ("sd_place", "sd_step", "cpc_place", "cpc_step")


def places(formula, function="stan_glmer", frame=FRAME, **arguments):
    data = prepared(function, formula, frame, **arguments).packed.data
    return {name: np.asarray(data[name]) for name in NAMES} | {
        k: data[k] for k in ("aux_place", "aux_step") if k in data
    }


@pytest.mark.parametrize(
    "outcome, family", [("hit", "binomial"), ("count", "poisson"), ("wait", nm.Gamma("log"))]
)
def test_they_are_within_a_few_units_of_the_posterior(outcome, family):
    """And units are right within a factor of 2.5, which is one or two halvings of a step."""
    found = places(f"{outcome} {FORMULA}", family=family)
    fit = nm.stan_glmer(f"{outcome} {FORMULA}", FRAME, family=family, seed=1, iter=600, chains=2, refresh=0)
    draws = fit.draws.parameters
    for value, place, step in (
        (np.log(draws["sd_raw"]), found["sd_place"], found["sd_step"]),
        (np.arctanh(draws["cpc"]), found["cpc_place"], found["cpc_step"]),
    ):
        assert (np.abs(value.mean(axis=(0, 1)) - place) < 4 * step).all()
        ratio = value.std(axis=(0, 1)) / step
        assert ((ratio > 0.4) & (ratio < 2.5)).all()
    if "aux_raw" in draws:
        ratio = np.log(draws["aux_raw"]).std() / found["aux_step"]
        assert 0.4 < ratio < 2.5


def test_warmup_is_as_short_as_sampling():
    """A chain that has to learn narrow units first takes trajectories many times as long meanwhile."""
    settings = {"family": "poisson", "seed": 1, "iter": 300, "chains": 2, "refresh": 0, "adapt_delta": 0.8}
    fit = nm.stan_glmer("count ~ x + (1 | g)", FRAME, **settings)
    early = nm.stan_glmer("count ~ x + (1 | g)", FRAME, **(settings | {"iter": 60, "warmup": 10}))
    steps = [f.posterior.sample_stats["n_steps"].mean() for f in (early, fit)]
    assert steps[0] < 3 * steps[1]


@pytest.mark.parametrize(
    "formula, arguments",
    [
        ("count ~ x + (x | g)", {"prior_PD": True}),
        ("count ~ x + (x | g)", {"function": "stan_glmer_nb", "prior_PD": True}),
    ],
    ids=["Poisson", "negative binomial"],
)
def test_from_the_prior_alone_nothing_is_known(formula, arguments):
    found = places(formula, **({"family": "poisson"} if "function" not in arguments else {}), **arguments)
    assert all((found[k] == (0 if k.endswith("place") else 1)).all() for k in NAMES)


class TestHardCases:
    """Places are finite and units at most 1, whatever the data."""

    @pytest.mark.parametrize(
        "outcome, formula, arguments",
        [
            (np.zeros(N, int) + (FRAME.x > 3), "y ~ x + (x | g)", {"family": "poisson"}),
            ((FRAME.g > 30).astype(int), "y ~ x + (1 | g)", {"family": "binomial"}),
            (FRAME.hit, "y ~ x + (x | three)", {"family": "binomial"}),
            (FRAME["count"], "y ~ x + (1 | row)", {"family": "poisson"}),
            (FRAME["count"], "y ~ x + (x + w | g)", {"family": "poisson"}),
            (FRAME["count"], "y ~ x + (x | g)", {"function": "stan_glmer_nb", "compat": "rstanarm"}),
            (FRAME["count"], "y ~ x + (1 | g)", {"family": "poisson", "prior": nm.hs()}),
            (FRAME["count"] + 1, "y ~ x + (1 | g)", {"family": "poisson", "link": "identity"}),
            (FRAME.curved, "y ~ s(x) + (1 | g)", {"function": "stan_gamm4", "family": "poisson"}),
        ],
        ids=[
            "rare",
            "separated",
            "3 groups",
            "an effect a row",
            "3 coefficients",
            "relative",
            "shrunk",
            "bounded",
            "smooth",
        ],
    )
    def test_finite(self, outcome, formula, arguments):
        if formula.startswith("y ~ s(x)"):
            formula, arguments = "y ~ s(x)", arguments | {"random": "~ (1 | g)"}
        frame = FRAME.assign(y=outcome, three=np.arange(N) % 3, row=np.arange(N), w=FRAME.x**2)
        found = places(formula, frame=frame, **arguments)
        assert all(np.isfinite(found[k]).all() for k in NAMES)
        assert all((found[k] <= 1).all() and (found[k] > 0).all() for k in ("sd_step", "cpc_step"))


def test_they_do_not_depend_on_the_order_of_rows():
    shuffled = FRAME.sample(frac=1, random_state=1)
    ours, theirs = (
        places(f"count {FORMULA}", family="poisson"),
        places(f"count {FORMULA}", frame=shuffled, family="poisson"),
    )
    for name in NAMES:
        np.testing.assert_allclose(ours[name], theirs[name], atol=0.02)
