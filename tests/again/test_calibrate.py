"""`calibrate`: right posteriors pass, wrong ones are found, whoever does the work."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

import nbmixed as nm
from nbmixed.again import calibrate as module
from nbmixed.again.prior_draws import prior_fit, ranked_names, simulated, usable
from nbmixed.again.source import source
from nbmixed.errors import SettingError
from tests.again.fits import SHORT, frame, grouped, plain

QUICK = {"chains": 1, "iter": 400}


def test_a_right_model_passes_and_is_shown():
    found = nm.calibrate(grouped(), simulations=20, **QUICK)
    assert found.calibrated and found.highest == 99
    assert list(found.ranks.columns) == [
        "(Intercept)",
        "x",
        "b[(Intercept) g:g0]",
        "sigma",
        "Sigma[g:(Intercept),(Intercept)]",
        "log_lik",
    ]
    assert found.ranks.shape == (20, 6) and found.ranks.to_numpy().max() <= 99
    assert "calibrated as far as 20 simulations can tell" in repr(found)


def test_a_wrong_posterior_is_found(monkeypatch):
    """Fits that take the outcome for twice what it is."""
    fit = module.fit_simulation

    def doubled(job):
        half = module.replace(job.simulation, y=2 * job.simulation.y)
        return fit(module.replace(job, simulation=half))

    monkeypatch.setattr(module, "fit_simulation", doubled)
    found = nm.calibrate(plain(), simulations=20, **QUICK)
    assert not found.calibrated
    assert found.table.loc["sigma", "verdict"] == "too high"
    assert "posteriors of sigma are too high" in repr(found)


def test_outcomes_come_from_their_parameters():
    """Residuals of simulated outcomes have the sigma that they were drawn with, in standard errors."""
    fit = plain()
    prior = prior_fit(fit.spec, source(fit.spec, fit.design), 400, 1)
    names = ranked_names(prior)
    z = []
    for simulation in simulated(prior, 1):
        truth = dict(zip(names, simulation.truth, strict=False))
        mean = fit.design.X @ [truth["(Intercept)"], truth["x"]]
        z.append((simulation.y - mean) / truth["sigma"])
    z = np.array(z)
    assert abs(z.mean()) < 4.5 / np.sqrt(z.size)
    assert abs((z**2).mean() - 1) < 4.5 * np.sqrt(2 / z.size)


def test_results_do_not_depend_on_the_executor():
    here = nm.calibrate(plain(), simulations=4, seed=2, **QUICK)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        there = nm.calibrate(plain(), simulations=4, seed=2, executor=executor, **QUICK)
    assert there.ranks.equals(here.ranks)


def test_a_spec_with_its_data_and_an_approximation():
    spec = nm.ModelSpec("stan_glm", "count ~ x", family=nm.poisson(), sampling=nm.Sampling(seed=1))
    tight = {"prior": nm.normal(0, 0.5), "prior_intercept": nm.normal(0, 0.5)}
    found = nm.calibrate(spec, frame(), simulations=4, algorithm="laplace", **tight)
    assert list(found.ranks.columns) == ["(Intercept)", "x", "log_lik"]


def test_outcomes_that_cannot_be_fitted():
    assert (
        usable(np.array([0.0, 5.0])) and not usable(np.array([np.nan, 1])) and not usable(np.array([1e300]))
    )
    wide = {"prior": nm.normal(0, 1), "prior_intercept": nm.normal(60, 1)}
    spec = nm.ModelSpec("stan_glm", "count ~ x", family=nm.poisson(), sampling=nm.Sampling(seed=1))
    with pytest.raises(SettingError, match=r"the priors allow what the data cannot be, so give tighter ones"):
        nm.calibrate(spec, frame(), simulations=4, algorithm="laplace", **wide)


@pytest.mark.parametrize(
    "arguments, told",
    [
        ({"simulations": 1}, "whole number, 2 or larger"),
        ({"data": frame()}, "A fit has its data"),
        ({"prior": None}, "prior is flat: give proper priors"),
        ({"chains": 1, "iter": 20}, "at least 19 draws"),
        ({"executor": "two"}, "executor must be"),
    ],
)
def test_refused_in_one_sentence(arguments, told):
    with pytest.raises(SettingError, match=told):
        nm.calibrate(plain(), **arguments)


def test_models_that_cannot_be_simulated():
    weighted = nm.stan_glm("y ~ x", frame(), weights="w", **SHORT)
    with pytest.raises(SettingError, match="cannot simulate rows with weights"):
        nm.calibrate(weighted)
    lm = nm.ModelSpec("stan_lm", "y ~ x", prior=nm.R2(0.5), prior_intercept=None)
    with pytest.raises(SettingError, match="that of stan_lm is improper"):
        nm.calibrate(lm, frame())
    with pytest.raises(SettingError, match="a ModelSpec and data"):
        nm.calibrate("y ~ x", frame())
