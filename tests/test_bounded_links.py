"""Links that bound the linear predictor: every mean of every draw is possible, and the intercept is what it says."""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm

RNG = np.random.default_rng(4)
N = 60
FRAME = pd.DataFrame({"x": RNG.uniform(0, 2, N), "g": np.arange(N) % 6})
MEAN = 1 + FRAME.x
FRAME["positive"] = RNG.gamma(4, MEAN / 4)
FRAME["count"] = RNG.poisson(MEAN)
FRAME["hit"] = RNG.binomial(1, np.exp(-MEAN))
BOUNDED = [
    ("positive", nm.Gamma("identity")),
    ("positive", nm.Gamma("inverse")),
    ("positive", nm.inverse_gaussian("1/mu^2")),
    ("count", nm.poisson("identity")),
    ("count", nm.neg_binomial_2("sqrt")),
    ("hit", nm.binomial("log")),
]
IDS = [f"{family.name} {family.link}" for _, family in BOUNDED]


def fitted(outcome, family, **arguments):
    settings = {"seed": 1, "chains": 2, "iter": 400, **arguments}
    return nm.stan_glmer(f"{outcome} ~ x + (1 | g)", FRAME, family=family, **settings)


@pytest.mark.parametrize(("outcome", "family"), BOUNDED, ids=IDS)
class TestBounded:
    def test_linear_predictors_are_on_their_side_in_every_draw(self, outcome, family):
        assert (family.bound * fitted(outcome, family).posterior_linpred() > 0).all()

    def test_the_intercept_does_not_depend_on_mean_PPD(self, outcome, family):
        with_it, without = fitted(outcome, family), fitted(outcome, family, mean_PPD=False)
        np.testing.assert_array_equal(with_it.to_frame()["(Intercept)"], without.to_frame()["(Intercept)"])

    def test_it_is_that_of_the_linear_predictor(self, outcome, family):
        """At x = 0 and without group effects the linear predictor is the intercept."""
        fit = fitted(outcome, family)
        eta = fit.posterior_linpred(newdata=pd.DataFrame({"x": [0.0]}), re_form="NA")
        np.testing.assert_allclose(eta[:, 0], fit.to_frame()["(Intercept)"])
