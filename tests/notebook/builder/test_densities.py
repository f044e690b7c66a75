"""Densities of priors, in the units of the data."""

import numpy as np
import pytest
from scipy import stats

import nbmixed as nm
from nbmixed.notebook.builder.densities import densities
from nbmixed.notebook.builder.state import BuilderState


def shown(formula="Reaction ~ Days + (Days | Subject)", family="gaussian", data="sleepstudy", **priors):
    state = BuilderState({data: nm.datasets.load(data)})
    state.choose_data(data)
    state.write_formula(formula)
    state.choose_family(family)
    for name, text in priors.items():
        state.put("priors", name, text)
    return densities(state.check_data())


def test_defaults_are_drawn_at_their_autoscaled_values():
    frame = nm.datasets.load("sleepstudy")
    sd = frame.Reaction.std()
    found = shown()
    (intercept,), (days,), (sigma,) = found["prior_intercept"], found["prior"], found["prior_aux"]
    assert intercept.y == pytest.approx(stats.norm.pdf(intercept.x, frame.Reaction.mean(), 2.5 * sd))
    assert days.y == pytest.approx(stats.norm.pdf(days.x, 0, 2.5 * sd / frame.Days.std()))
    assert sigma.y == pytest.approx(stats.expon.pdf(sigma.x, scale=sd))
    assert days.name == "Days" and sigma.name == "sigma" and days.about.startswith("90 % between -")


@pytest.mark.parametrize(
    "prior",
    [
        "normal()",
        "student_t(3, 0, 1)",
        "cauchy()",
        "laplace()",
        "lasso()",
        "product_normal(3)",
        "hs()",
        "hs_plus()",
    ],
)
def test_a_density_holds_nearly_all_of_its_mass(prior):
    (period, *others) = shown("y ~ treatment + senior", "poisson", "roaches", prior=prior)["prior"]
    assert np.trapezoid(period.y, period.x) == pytest.approx(0.97, abs=0.04) and len(others) == 1


@pytest.mark.parametrize("prior", ["exponential(2)", "normal(0, 3)", "student_t(3, 1, 2)", "cauchy(0, 1)"])
def test_scales_have_half_of_a_density(prior):
    (sigma,) = shown(prior_aux=prior)["prior_aux"]
    assert sigma.x[0] == 0 and np.trapezoid(sigma.y, sigma.x) == pytest.approx(0.995, abs=0.02)


def test_an_sd_under_decov_is_a_gamma_times_the_root_of_its_share():
    rng = np.random.default_rng(1)
    sd, _ = shown(prior_covariance="decov(concentration=2, shape=3, scale=0.5)")["prior_covariance"]
    share = rng.beta(2, 2, 200_000)
    draws = np.sqrt(2 * share) * 0.5 * rng.gamma(3, size=200_000)
    counts, edges = np.histogram(draws, bins=30, range=(0.3, 3.0))
    simulated = counts / draws.size / np.diff(edges)
    middle = (edges[1:] + edges[:-1]) / 2
    error = np.sqrt(counts) / draws.size / np.diff(edges)
    assert (np.abs(np.interp(middle, sd.x, sd.y) - simulated) < 4 * error + 0.01 * simulated).all()
    assert sd.name == "sd of (Intercept) by Subject / sigma"


def test_lkj_sds_are_on_the_scale_of_the_outcome():
    found = shown(prior_covariance="lkj(scale=1, df=3)")["prior_covariance"]
    assert [d.name for d in found] == ["sd of (Intercept) by Subject", "sd of Days by Subject"]
    assert found[0].x[-1] > found[1].x[-1]


def test_flat_priors_have_no_density():
    assert shown(prior="None")["prior"] == ()
