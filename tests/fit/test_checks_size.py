"""Coefficients of a size that neither prior nor data explain, and priors that the data contradict."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.fit.checks_size import check_sizes
from tests.prepared import prepared

RNG = np.random.default_rng(4)
N = 60
DATA = pd.DataFrame({"x": RNG.normal(size=N), "z": RNG.normal(size=N), "g": np.arange(N) % 6})
DATA["y"] = 2 + DATA.x + RNG.normal(size=N)


def found(centre, sd, formula="y ~ x + z", data=DATA, function="stan_glm", **arguments):
    """Kinds and messages for draws around `centre`."""
    ready = prepared(function, formula, data, **arguments)
    centre = np.asarray(centre, dtype=float)
    draws = centre + sd * np.random.default_rng(1).normal(size=(400, len(centre)))
    return check_sizes(draws, ready.design, ready.priors, ready.spec.family.link)


def kinds(*given, **arguments):
    return [f.kind for f in found(*given, **arguments)]


def test_a_fit_of_its_data_has_none():
    assert found([2, 1, 0], 0.1) == ()
    assert found([2, 1, 0], 0.1, formula="y ~ x + z + (1 | g)", function="stan_lmer") == ()


class TestBeyondThePrior:
    def test_ten_billion_prior_sds(self):
        data = DATA.assign(y=3e10 * DATA.x + 1e3 * RNG.normal(size=N))
        (finding,) = found([0, 3e10, 0], 0.1, data=data, prior=nm.normal(0, 2.5))
        assert (finding.kind, finding.severity) == ("prior", "serious")
        assert finding.message.startswith("x is 1.2e+10 prior scales away from its prior mean:")
        assert finding.brief == "x is 1.2e+10 prior scales away from its prior mean"

    @pytest.mark.parametrize(
        "prior, far",
        [
            (nm.normal(0, 0.1), True),
            (nm.normal(0, 1), False),
            (nm.cauchy(0, 0.1), False),
            (nm.laplace(0, 0.01), True),
        ],
    )
    def test_how_far_is_far_depends_on_the_tails(self, prior, far):
        assert kinds([2, 1, 0], 0.05, prior=prior) == ["prior"] * far

    def test_the_intercept_is_judged_where_its_prior_is(self):
        shifted = DATA.assign(x=DATA.x + 1000)
        assert kinds([2 - 1000, 1, 0], 1e-6, data=shifted) == []
        assert kinds([2, 1, 0], 0.05, prior_intercept=nm.normal(50, 1)) == ["prior"]


class TestAbsurdSizes:
    def test_shares_that_cancel(self):
        parts = RNG.dirichlet(np.ones(3), N)
        data = pd.DataFrame(parts, columns=list("pqr")).assign(y=parts[:, 0] + RNG.normal(size=N))
        ready = prepared("stan_glm", "y ~ p + q + r", data, prior=nm.cauchy(0, 1e14))
        draws = np.tile([-4e13, 4e13 + 1, 4e13, 4e13], (100, 1))
        kind = [f.kind for f in check_sizes(draws, ready.design, ready.priors, "identity")]
        assert kind == ["size"]


class TestPriorAgainstData:
    def test_a_prior_that_wins(self):
        data = DATA.assign(y=2 + 1000 * DATA.x + RNG.normal(size=N))
        (finding,) = found([2, 0.1, 0], [100, 1, 1], data=data, prior=nm.normal(0, 1))
        assert (finding.kind, finding.severity) == ("prior", "warning")
        assert "The prior holds x at 0." in finding.message

    def test_within_groups_too(self):
        data = DATA.assign(y=2 + 1000 * DATA.x + 50 * DATA.g + RNG.normal(size=N))
        given = {"formula": "y ~ x + z + (1 | g)", "function": "stan_lmer", "prior": nm.normal(0, 1)}
        assert kinds([2, 0.1, 0], [100, 1, 1], data=data, **given) == ["prior"]
        between = data.assign(y=data.g * 100 + 5 * RNG.normal(size=N), x=data.g * 1.0)
        assert kinds([250, 0.1, 0], [100, 1, 1], data=between, **given) == []

    def test_a_prior_that_decides_where_data_say_nothing_is_none(self):
        assert kinds([2, 1, 0], [0.1, 0.1, 1.0], prior=nm.normal(0, 1)) == []

    def test_predictions_far_from_the_data(self):
        data = DATA.assign(y=np.exp(0.1 * np.random.default_rng(1).normal(size=N)) * 579)
        wide = {"family": nm.Gamma("identity"), "prior_intercept": nm.normal(0, 2.5)}
        (finding,) = found([2, 0, 0], 0.5, data=data, **wide)
        assert finding.kind == "location"
        assert "Outcomes are expected around 2" in finding.message
        assert f"seen around {data.y.mean():.3g}" in finding.message


def test_a_fit_says_it():
    steep = DATA.assign(y=2 + 1000 * DATA.x + DATA.z + RNG.normal(size=N))
    with pytest.warns(nm.FitWarning, match="the prior holds x where the data contradict it"):
        model = nm.stan_glm("y ~ x + z", steep, prior=nm.normal(0, 1), chains=2, iter=400, seed=1, cores=1)
    assert "where the data contradict" in " ".join(repr(model).split())
