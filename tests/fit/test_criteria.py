"""loo and waic: exact where the answer is known, arviz's elsewhere, and honest in words."""

import warnings

import arviz as az
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nbmixed.errors import SettingError
from nbmixed.fit.criteria import Criterion, judged, khat_threshold, loo, require_posterior, waic
from nbmixed.fit.log_lik import log_lik
from nbmixed.fit.request import request
from tests.fit.normal_mean import LEFT_MEAN, LEFT_VARIANCE, N, S, Y, normal_mean

LIMIT = 4.5  # standard errors
ARVIZ = tuple(int(part) for part in az.__version__.split(".")[:1])


def facts(asked):
    return judged(asked, "fit", "y ~ 1")


def loo_of(of, chains=0):
    asked = request(of)
    return loo(asked, facts(asked), chains)


@pytest.fixture(scope="module")
def known():
    return normal_mean()


@pytest.fixture(scope="module")
def found(known):
    return loo_of(known)


def arviz_data(of):
    values = log_lik(request(of)).reshape(1, S, -1)
    groups = {"posterior": {"mu": of.posterior.parameters.coef[..., 0]}, "log_likelihood": {"y": values}}
    return az.from_dict(groups) if ARVIZ >= (1,) else az.from_dict(**groups)


class TestLoo:
    def test_is_the_exact_density_given_all_other_rows(self, found):
        exact = stats.norm(LEFT_MEAN, np.sqrt(LEFT_VARIANCE)).logpdf(Y)
        z = (found.pointwise["elpd"] - exact) / found.pointwise["mcse"]
        assert np.abs(z).max() < LIMIT
        assert abs(found.elpd - exact.sum()) < LIMIT * found.mcse

    def test_the_monte_carlo_error_is_that_of_repeated_draws(self, known, found):
        """Each of twenty parts of the draws gives an estimate; chi-square quantiles of its 19 degrees of freedom."""
        ll = log_lik(request(known))[:, np.argmax(np.abs(Y - Y.mean()))]
        parts = [-np.log(np.mean(np.exp(-part))) for part in np.split(ll, 20)]
        ratio = (
            np.var(parts, ddof=1) / 20 / found.pointwise["mcse"].iloc[np.argmax(np.abs(Y - Y.mean()))] ** 2
        )
        low, high = stats.chi2(19).ppf([0.0005, 0.9995]) / 19
        assert low < ratio < high

    def test_is_arvizs(self, known, found):
        theirs = az.loo(arviz_data(known), pointwise=True, reff=1.0)
        elpd_i, elpd, p = (
            (theirs.elpd_i, theirs.elpd, theirs.p)
            if ARVIZ >= (1,)
            else (theirs.loo_i, theirs.elpd_loo, theirs.p_loo)
        )
        np.testing.assert_allclose(found.pointwise["elpd"], elpd_i, rtol=1e-6)
        np.testing.assert_allclose(found.pointwise["pareto_k"], theirs.pareto_k, atol=1e-6)
        assert found.estimates.loc["elpd_loo"].tolist() == pytest.approx([elpd, theirs.se], rel=0.05)
        assert found.estimates.loc["p_loo", "Estimate"] == pytest.approx(p, rel=1e-6)

    def test_estimates(self, found):
        elpd = found.pointwise["elpd"]
        assert found.estimates.loc["elpd_loo"].tolist() == pytest.approx(
            [elpd.sum(), np.sqrt(N) * elpd.std()]
        )
        assert found.estimates.loc["looic"].tolist() == pytest.approx([-2 * found.elpd, 2 * found.se])
        assert list(found.estimates.index) == ["elpd_loo", "p_loo", "looic"]

    def test_rows_keep_their_labels(self, found, known):
        pd.testing.assert_index_equal(found.pointwise.index, known.design.frame.index)

    def test_all_is_well(self, found):
        assert [f.severity for f in found.findings] == ["ok"]
        assert found.bad().size == 0

    def test_weighted_rows_are_left_out_with_all_they_stand_for(self):
        of = normal_mean(weights="w")
        w = of.design.weights
        exact = []
        for i in range(N):
            rest = np.delete(np.arange(N), i)
            mean, total = np.average(Y[rest], weights=w[rest]), w[rest].sum()
            copies = int(w[i])
            joint = stats.multivariate_normal(np.full(copies, mean), np.eye(copies) + 1 / total)
            exact.append(joint.logpdf(np.full(copies, Y[i])))
        found = loo_of(of)
        assert np.abs((found.pointwise["elpd"] - exact) / found.pointwise["mcse"]).max() < LIMIT


class TestBadRows:
    @pytest.fixture(scope="class")
    @classmethod
    def spoiled(cls):
        return loo_of(normal_mean(np.r_[Y, 40.0]))

    def test_are_found_and_told_with_advice(self, spoiled):
        (finding,) = spoiled.findings
        assert spoiled.bad().tolist() == [N]
        assert finding.severity == "serious"
        assert "1 of 31 rows has a Pareto k above 0.7" in finding.message
        assert "in row 30" in finding.message
        assert "nm.reloo(fit) fits again without it (1 fit)" in finding.advice

    def test_leave_no_monte_carlo_error(self, spoiled):
        assert np.isnan(spoiled.mcse)

    def test_another_threshold(self, found):
        assert len(found.bad(-1.0)) == N

    def test_many_ask_for_another_method(self):
        rng = np.random.default_rng(1)
        spread = loo_of(normal_mean(rng.standard_cauchy(40) * 30))
        assert len(spread.bad()) > 10
        assert spread.findings[0].advice.startswith("K-fold")

    def test_an_outcome_impossible_in_some_draw(self):
        of = normal_mean()
        of.posterior.parameters.coef[0, 0, 0] = 1e200
        assert loo_of(of).pointwise["elpd"].tolist() == [-np.inf] * N


def test_thresholds_by_sample_size():
    assert khat_threshold(100) == 0.5
    assert khat_threshold(1000) == pytest.approx(2 / 3)
    assert khat_threshold(10_000) == 0.7


def test_few_draws_are_told():
    pointwise = pd.DataFrame({"elpd": [0.0], "p": 0.0, "ic": 0.0, "mcse": 0.0, "pareto_k": 0.6})
    assert Criterion("loo", pointwise, 100, None, ()).bad().tolist() == [0]
    assert Criterion("loo", pointwise, 4000, None, ()).bad().tolist() == []


class TestWaic:
    @pytest.mark.skipif(ARVIZ >= (1,), reason="arviz 1 has no waic")
    def test_is_arvizs(self, known):
        asked = request(known)
        found = waic(asked, facts(asked))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = az.waic(arviz_data(known))
        p = theirs.p_waic * S / (S - 1)  # the sample variance, as in loo of R
        assert found.pointwise["p"].sum() == pytest.approx(p, rel=1e-9)
        assert found.elpd == pytest.approx(theirs.elpd_waic + theirs.p_waic - p, rel=1e-9)
        assert list(found.estimates.index) == ["elpd_waic", "p_waic", "waic"]
        assert np.isnan(found.mcse)

    def test_says_where_it_is_poor(self):
        asked = request(normal_mean(np.r_[Y, 40.0]))
        (finding,) = waic(asked, facts(asked)).findings
        assert finding.message.startswith("1 of 31 rows has a p_waic above 0.4")


def test_draws_from_the_prior_are_not_judged():
    with pytest.raises(SettingError, match=r"loo\(\) judges a model fitted to data"):
        require_posterior(prior_PD=True, what="loo")
