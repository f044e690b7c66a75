"""The rows that stay, and those left out, bring their own weights, trials and offsets, texts or arrays."""

import pickle

import numpy as np
import pytest
from scipy import stats

import nbmixed as nm
from nbmixed.again.left_out import fit_without, left_out, log_lik_held_out
from tests.again.rows import FRAME, QUICK


def refitted(fit, rows):
    """The fit without rows, and the log likelihood of these under it, as another process makes them."""
    job = pickle.loads(pickle.dumps(left_out(fit, np.array(rows), "some", fit.spec, "never")))
    again = fit_without(job)
    return again, log_lik_held_out(job, again)


@pytest.mark.parametrize("weights", ["w", FRAME["w"].to_numpy()])
def test_weights(weights):
    rows = [3, 8]
    again, ll = refitted(nm.stan_glm("y ~ x", FRAME, weights=weights, **QUICK), rows)
    np.testing.assert_array_equal(again.design.weights, FRAME["w"].drop(index=FRAME.index[rows]))
    mean, sigma = again.posterior_epred(newdata=FRAME.iloc[rows]), again.to_frame("sigma")
    np.testing.assert_allclose(ll, stats.norm(mean, sigma).logpdf(FRAME.y.iloc[rows]) * [2.0, 1.0])


@pytest.mark.parametrize("offset", ["log(e)", np.log(FRAME["e"])])
def test_offsets(offset):
    fit = nm.stan_glm("s ~ x + offset(w)", FRAME, family="poisson", offset=offset, **QUICK)
    again, ll = refitted(fit, [5])
    np.testing.assert_allclose(again.design.offset, np.delete((np.log(FRAME.e) + FRAME.w).to_numpy(), 5))
    coef = again.to_frame(["(Intercept)", "x"]).to_numpy()
    eta = coef @ [1, FRAME.x.iloc[5]] + np.log(FRAME.e.iloc[5]) + FRAME.w.iloc[5]
    np.testing.assert_allclose(ll[:, 0], stats.poisson(np.exp(eta)).logpmf(FRAME.s.iloc[5]))


@pytest.mark.parametrize("weights", ["n", FRAME["n"].to_numpy()])
def test_trials_of_proportions(weights):
    fit = nm.stan_glm("s / 6 ~ x", FRAME, family="binomial", weights=weights, **QUICK)
    again, ll = refitted(fit, [2])
    chance = again.posterior_epred(newdata=FRAME.iloc[[2]])
    np.testing.assert_allclose(ll, stats.binom(6, chance).logpmf(FRAME.s.iloc[2]))


def test_a_subset_stays_one():
    fit = nm.stan_glm("y ~ x", FRAME, subset="e > 3", **QUICK)
    assert list(refitted(fit, [0])[0].data.index) == list(FRAME.index[4:])


def test_a_group_that_only_the_row_has_is_new():
    lonely = FRAME.assign(g=[*FRAME.g[:-1], "z"])
    fit = nm.stan_lmer("y ~ x + (1 | g)", lonely, adapt_delta=0.99, **QUICK)
    again, ll = refitted(fit, [15])
    assert again.ngrps() == {"g": 4}
    assert np.isfinite(ll).all()
