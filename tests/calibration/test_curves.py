"""Parameters of every self-starting function are recovered from simulated data with group effects."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import nbmixed as nm
from tests.calibration import curves

LIMIT = 4.5
REPEATS = 3


@pytest.fixture(scope="module")
def few():
    """Ranks in a few simulations of every function."""
    return {name: [curves.ranks(name, r) for r in range(REPEATS)] for name in curves.CURVES}


def test_every_quantity_is_ranked(few):
    for name, found in few.items():
        wanted = {*curves.CURVES[name].centre, "sigma", "sd", "b[1]"}
        assert all(set(ranks) == wanted and min(ranks.values()) >= 0 for ranks in found)


@pytest.mark.parametrize("quantity", ["first", "sigma", "sd", "b[1]"])
def test_intervals_hold_the_truth(few, quantity):
    """30 simulations are independent: fewer than `least` of their 90 % intervals hold it once in 10,000."""
    found = [r[next(iter(r)) if quantity == "first" else quantity] for runs in few.values() for r in runs]
    least = stats.binom.ppf(1e-4, len(found), 0.9)
    assert curves.coverage(np.array(found))[0.9] * len(found) >= least


def test_parameters_are_of_the_prior():
    curve = curves.CURVES["SSlogis"]
    rng = np.random.default_rng(3)
    truths = pd.DataFrame([curves.drawn(curve, rng) for _ in range(200)])
    aux = curve.priors["prior_aux"]
    laws = {
        "xmid": stats.norm(7, 7 * curves.SPREAD).cdf,
        "sigma": stats.truncnorm(-3, np.inf, aux.location, aux.scale).cdf,
        "sd": lambda sd: 2 * stats.t.cdf(sd / curve.sd, curves.DF) - 1,
    }
    assert min(stats.kstest(truths[name], cdf).pvalue for name, cdf in laws.items()) > 1e-4


class TestVerdict:
    def test_uniform_ranks_pass(self):
        found = curves.verdict([{"a": r, "b": 99 - r} for r in range(100)])
        assert found.coverage == {0.5: 0.5, 0.9: 0.9}
        assert found.passed and found.quantities == 2

    def test_intervals_that_are_too_narrow_do_not(self):
        found = curves.verdict([{"a": r, "b": 99 * (r > 49)} for r in range(100)])
        assert not found.passed
        assert found.worst.startswith("b, ")


def z_scores(name):
    """(posterior mean - truth) / posterior sd under the default priors, of logarithms where positive; nearly normal."""
    curve = curves.CURVES[name]
    rng = np.random.default_rng([7, *name.encode()])
    truth = dict(curve.centre) | {"sigma": curve.noise, "sd": curve.sd}
    frame, _ = curves.data(curve, truth, 20, rng)
    truth[f"Sigma[g:{curve.varying},{curve.varying}]"] = truth.pop("sd") ** 2
    prior = (
        nm.normal([-2.5, 0.5, -3.2], 0.5) if name == "SSfol" else nm.default_prior_coef()
    )  # one of two modes
    draws = nm.stan_nlmer(curve.formula, frame, prior=prior, seed=3).to_frame(pars=list(truth))
    log = [n for n in truth if n.lower().startswith("sigma")]
    draws[log], truth = np.log(draws[log]), {k: np.log(v) if k in log else v for k, v in truth.items()}
    return (draws.mean() - pd.Series(truth)) / draws.std()


@pytest.mark.slow
def test_every_self_starting_function_is_recovered_under_the_default_priors():
    """No |z| above 4.5, and the mean of z**2 over all parameters of all functions below 2."""
    found = {name: z_scores(name) for name in curves.CURVES}
    everything = pd.concat(found)
    assert everything.abs().max() < LIMIT, everything
    assert (everything**2).mean() < 2, everything


@pytest.mark.slow
@pytest.mark.parametrize("name", curves.CURVES)
def test_ranks_are_uniform(name):
    found = curves.verdict([curves.ranks(name, simulation) for simulation in range(100)])
    assert found.passed, found.worst
