"""Parameters of data simulated from every family and link are recovered."""

import numpy as np
import pytest

from nbmixed.spec.family import FAMILIES, Family, links
from tests.calibration.recovery import LIMIT, MEAN_LIMIT, verdict, z_scores
from tests.calibration.truth import PAIRS, simulated, truth

QUICK = {
    "gaussian": "log",
    "student": "identity",
    "Gamma": "inverse",
    "inverse.gaussian": "1/mu^2",
    "beta": "cloglog",
    "binomial": "log",
    "beta_binomial": "cauchit",
    "poisson": "identity",
    "neg_binomial_2": "sqrt",
}


@pytest.mark.parametrize("name", QUICK)
def test_a_family(name):
    z = z_scores(Family(name, QUICK[name]), groups=False, replication=0, chains=1, iter=800)
    assert max(map(abs, z.values())) < LIMIT


@pytest.mark.parametrize("name, link", [("gaussian", "inverse"), ("Gamma", "log"), ("binomial", "probit")])
def test_with_groups(name, link):
    z = z_scores(Family(name, link), groups=True, replication=0, chains=1, iter=800)
    assert max(map(abs, z.values())) < LIMIT


@pytest.mark.slow
@pytest.mark.parametrize("groups", [False, True])
@pytest.mark.parametrize("family", PAIRS, ids=str)
def test_every_pair(family, groups):
    z = z_scores(family, groups, replication=0, chains=1, iter=1000)
    assert max(map(abs, z.values())) < LIMIT


def test_every_pair_is_in_the_table():
    assert {(f.name, f.link) for f in PAIRS} == {
        (f().name, link) for f in FAMILIES.values() for link in links(f().name)
    }


@pytest.mark.parametrize("groups", [False, True])
@pytest.mark.parametrize("family", PAIRS, ids=str)
def test_data_are_possible_outcomes(family, groups):
    model = truth(family, groups)
    y = simulated(model, 100, 10, np.random.default_rng(1))["y"]
    assert np.isfinite(y).all()
    assert y.std() > 0


def test_the_rule_sees_a_bias_and_an_outlier():
    assert verdict([{"a": 1.0, "b": -1.0}] * 5)[0]
    assert not verdict([{"a": MEAN_LIMIT / 2, "b": 0.0}] * 5)[0]
    assert not verdict([{"a": 0.0}] * 4 + [{"a": LIMIT + 0.1}])[0]
