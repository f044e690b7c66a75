"""What default priors know of the outcome."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.spec.family import Gamma, gaussian, inverse_gaussian, neg_binomial_2, poisson
from tests.prepared import prepared

RNG = np.random.default_rng(6)
N = 40
SHAPE = RNG.gamma(40, 1 / 40, N)
FRAME = pd.DataFrame(
    {"x": RNG.standard_normal(N), "time": 700 * SHAPE, "count": RNG.poisson(900, N), "mild": 1 + SHAPE}
)
FRAME["exposure"] = 1e7 * SHAPE
FRAME["few"] = RNG.poisson(3, N)
OWN = FRAME.x + RNG.standard_normal(N)


def priors(formula, family, **arguments):
    return prepared("stan_glm", formula, FRAME, family=family, **arguments).priors


FAR = [
    ("time", Gamma("identity"), 700.0),
    ("time", gaussian("log"), None),
    ("I(time * 1e-15)", gaussian("log"), 28.0),
    ("I(1 / time)", inverse_gaussian("inverse"), 700.0),
    ("I(1 / time)", inverse_gaussian("1/mu^2"), 700.0**2),
    ("count", poisson("identity"), 900.0),
    ("count", neg_binomial_2("sqrt"), 30.0),
    ("mild", Gamma("identity"), None),
    ("mild", Gamma("inverse"), None),
    ("few", poisson("sqrt"), None),
]


@pytest.mark.parametrize("outcome, family, needed", FAR, ids=[f"{y} {f}" for y, f, _ in FAR])
class TestLinksWithUnits:
    def test_default_scales_are_as_large_as_the_intercept_has_to_be(self, outcome, family, needed):
        found, plain = priors(f"{outcome} ~ x", family), priors(f"{outcome} ~ x", family, compat="rstanarm")
        assert found.intercept.location == plain.intercept.location
        assert family.real_line or plain.intercept.used_scale == 2.5
        if needed is None:
            assert found.intercept.used_scale == plain.intercept.used_scale
            return
        assert found.intercept.used_scale == pytest.approx(2.5 * needed, rel=0.1)
        assert found.coef.used_scale == pytest.approx(2.5 * needed / FRAME.x.std(), rel=0.1)


class TestOffsets:
    def test_a_far_exposure_moves_the_default_prior_of_a_log_rate(self):
        prior = priors("few ~ x + offset(log(exposure))", "poisson").intercept
        assert prior.location == pytest.approx([-np.log(FRAME.exposure.mean())])
        assert prior.used_scale == [2.5]

    def test_a_near_one_does_not(self):
        assert priors("few ~ x + offset(log(mild))", "poisson").intercept.location == [0]

    def test_nor_one_that_the_outcome_makes_up_for(self):
        assert priors("count ~ x + offset(log(exposure / 1e5))", "poisson").intercept.location == [0]

    def test_a_given_prior_stays(self):
        from nbmixed import normal

        given = priors("few ~ x + offset(log(exposure))", "poisson", prior_intercept=normal(0, 2.5)).intercept
        assert given.location == [0]

    @pytest.mark.parametrize("function", ["stan_glm", "stan_lmer", "stan_gamm4"])
    def test_a_real_outcome_is_taken_without_it(self, function):
        frame = FRAME.assign(y=OWN + 2e6 + 1e5 * FRAME.mild, far=2e6 + 1e5 * FRAME.mild, g=np.arange(N) % 5)
        formula = {"stan_glm": "y ~ x", "stan_lmer": "y ~ x + (1 | g)", "stan_gamm4": "y ~ s(x)"}[function]
        prior = prepared(function, formula, frame, offset="far").priors.intercept
        assert prior.location == pytest.approx([OWN.mean()], abs=1e-6)
        assert prior.used_scale == pytest.approx([2.5 * OWN.std()], rel=1e-6)
