"""`posterior_vs_prior`: the posterior's own quantiles beside those of the prior."""

import numpy as np
import pytest
from scipy.stats import norm

import nbmixed as nm
from nbmixed.errors import SettingError
from tests.again.fits import SHORT, frame, grouped, plain


def test_one_row_for_each_parameter_and_source():
    found = nm.posterior_vs_prior(grouped())
    names = ["(Intercept)", "x", "sigma", "Sigma[g:(Intercept),(Intercept)]"]
    assert list(found["parameter"]) == 2 * names and list(found["vs"]) == ["Posterior"] * 4 + ["Prior"] * 4
    draws = grouped().to_frame(names)
    assert np.allclose(found["median"][:4], draws.median()) and np.allclose(
        found["upper"][:4], draws.quantile(0.95)
    )


def test_the_prior_is_that_of_the_model():
    """Quantiles of a normal prior, in standard errors of independent draws (4000, thinned)."""
    fit = nm.update(plain(), prior=nm.normal(1, 2))
    row = nm.posterior_vs_prior(fit, "x", prob=0.8).set_index("vs").loc["Prior"]
    for column, p in {"lower": 0.1, "median": 0.5, "upper": 0.9}.items():
        expected = norm.ppf(p, 1, 2)
        error = np.sqrt(p * (1 - p) / 4000) / norm.pdf(expected, 1, 2)
        assert abs(row[column] - expected) < 4.5 * error


def test_refused_in_one_sentence():
    with pytest.raises(SettingError, match="flat prior has no draws to compare with: prior is None"):
        nm.posterior_vs_prior(nm.stan_glm("y ~ x", frame(), prior=None, **SHORT))
    smooth = nm.stan_gamm4("y ~ s(x, k = 4)", frame(), prior_smooth=None, **SHORT)
    with pytest.raises(SettingError, match="flat prior has no draws to compare with: prior_smooth is None"):
        nm.posterior_vs_prior(smooth)
    with pytest.raises(SettingError, match="no parameter 'xx'"):
        nm.posterior_vs_prior(plain(), "xx")
    with pytest.raises(SettingError, match="prob"):
        nm.posterior_vs_prior(plain(), prob=2)


def test_arviz_gets_draws_from_both():
    prior = nm.update(grouped(), prior_PD=True)
    container = grouped().to_arviz(prior=prior)
    for name in ("beta", "sigma", "Sigma_g"):
        assert container.prior[name].shape == container.posterior[name].shape
    assert np.array_equal(container.prior["beta"][..., 1].to_numpy().ravel(), prior.to_frame()["x"])
    with pytest.raises(
        SettingError, match=r"prior= must have draws from the prior: .*update\(fit, prior_PD=True\)"
    ):
        grouped().to_arviz(prior=plain())
