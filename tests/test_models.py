"""The model functions: one model said in two ways is one fit, weights are rows, and bad input never samples."""

from __future__ import annotations

import re
from functools import cache

import arviz as az
import numpy as np
import pandas as pd
import polars as pl
import pytest

import nbmixed as nm
from nbmixed import errors, fitting
from nbmixed.fit.summarise import mad_sd
from tests.agreement import QUANTILES

LIMIT = 4.0  # combined standard errors
N = 60


def simulated():
    rng = np.random.default_rng(12)
    x, g = rng.standard_normal(N), rng.integers(0, 6, N)
    eta = 0.5 + 0.6 * x + 0.5 * rng.standard_normal(6)[g]
    size = rng.integers(1, 6, N)
    return pd.DataFrame(
        {
            "y": 10 + 2 * eta + rng.standard_normal(N),
            "hit": rng.binomial(1, 1 / (1 + np.exp(-eta))),
            "won": rng.binomial(size, 1 / (1 + np.exp(-eta))),
            "size": size,
            "count": rng.poisson(np.exp(eta)),
            "clumped": rng.poisson(np.exp(eta) * rng.gamma(3, 1 / 3, N)),
            "x": x,
            "g": pd.Categorical(g),
            "times": rng.integers(1, 4, N),
        }
    )


FRAME = simulated()
SHORT = {"chains": 2, "iter": 200, "seed": 4, "refresh": 0}


def draws(fit):
    """All draws, group effects and diagnostics included."""
    return fit.to_frame([*fit.posterior.names, *fit.posterior.diagnostic_names])


class TestOneModelInTwoWays:
    def test_stan_lmer_is_gaussian_stan_glmer_draw_for_draw(self):
        formula = "y ~ x + (x | g)"
        lmer = nm.stan_lmer(formula, FRAME, **SHORT)
        glmer = nm.stan_glmer(formula, FRAME, family="gaussian", **SHORT)
        pd.testing.assert_frame_equal(draws(lmer), draws(glmer))

    @pytest.mark.parametrize(
        "short, long, formula",
        [
            ("stan_glm_nb", "stan_glm", "clumped ~ x"),
            ("stan_glmer_nb", "stan_glmer", "clumped ~ x + (1 | g)"),
        ],
    )
    def test_nb_functions_are_the_negative_binomial_family(self, short, long, formula):
        first = getattr(nm, short)(formula, FRAME, **SHORT)
        second = getattr(nm, long)(formula, FRAME, family="neg_binomial_2", **SHORT)
        pd.testing.assert_frame_equal(draws(first), draws(second))

    @pytest.mark.parametrize(
        "outcome, weights",
        [("cbind(won, size - won)", None), ("won / size", "size"), ("won / size", FRAME["size"])],
    )
    def test_successes_and_proportions(self, outcome, weights):
        expected = nm.stan_glm("cbind(won, size - won) ~ x", FRAME, family="binomial", **SHORT)
        fit = nm.stan_glm(f"{outcome} ~ x", FRAME, family="binomial", weights=weights, **SHORT)
        pd.testing.assert_frame_equal(draws(fit), draws(expected))

    @pytest.mark.parametrize(
        "argument, text", [("weights", "times"), ("offset", "log(size)"), ("subset", "x > 0")]
    )
    def test_text_and_arrays(self, argument, text):
        values = {"weights": FRAME.times, "offset": np.log(FRAME["size"]), "subset": FRAME.x > 0}[argument]
        fits = [
            nm.stan_glm("count ~ x", FRAME, family="poisson", **{argument: v}, **SHORT)
            for v in (text, values)
        ]
        pd.testing.assert_frame_equal(*map(draws, fits))

    def test_the_offset_argument_and_the_offset_term(self):
        argument = nm.stan_glm("count ~ x", FRAME, family="poisson", offset="log(size)", **SHORT)
        term = nm.stan_glm("count ~ x + offset(log(size))", FRAME, family="poisson", **SHORT)
        pd.testing.assert_frame_equal(draws(argument), draws(term))

    def test_polars(self):
        frame = pl.DataFrame({"y": FRAME.y.tolist(), "x": FRAME.x.tolist(), "g": FRAME.g.tolist()})
        fit = nm.stan_lmer("y ~ x + (1 | g)", frame, **SHORT)
        pd.testing.assert_frame_equal(draws(fit), draws(nm.stan_lmer("y ~ x + (1 | g)", FRAME, **SHORT)))


class TestSeed:
    @pytest.mark.parametrize(
        "fit",
        [
            lambda **s: nm.stan_lmer("y ~ x + (1 | g)", FRAME, **s),
            lambda **s: nm.stan_glmer("count ~ x + (1 | g)", FRAME, family="poisson", **s),
        ],
        ids=["integrated", "sampled"],
    )
    def test_the_same_seed_gives_the_same_draws_however_many_run_at_once(self, fit):
        first, second = fit(**SHORT, cores=1), fit(**SHORT, cores=2)
        pd.testing.assert_frame_equal(draws(first), draws(second))
        assert (fit(**SHORT | {"seed": 5}).to_frame() != first.to_frame()).to_numpy().all()

    def test_a_seed_that_was_not_given_is_drawn_and_written_down(self):
        fit = nm.stan_glm("y ~ x", FRAME, **SHORT | {"seed": None})
        again = nm.stan_glm("y ~ x", FRAME, **SHORT | {"seed": fit.spec.sampling.seed})
        pd.testing.assert_frame_equal(draws(fit), draws(again))
        assert fit.provenance.seed == fit.spec.sampling.seed


def test_thinned_draws_are_every_so_manyth():
    every = nm.stan_glm("y ~ x", FRAME, **SHORT)
    third = nm.stan_glm("y ~ x", FRAME, thin=3, **SHORT)
    np.testing.assert_allclose(
        third.posterior.parameters.coef, every.posterior.parameters.coef[:, : 3 * 33 : 3]
    )


WEIGHTED = {
    "lmer": lambda data, **w: nm.stan_lmer("y ~ x + (x | g)", data, **PRIORS, **w),
    "glm binomial": lambda data, **w: nm.stan_glm("hit ~ x", data, family="binomial", **PRIORS, **w),
    "glm binomial with trials": lambda data, **w: nm.stan_glm(
        "cbind(won, size - won) ~ x", data, family="binomial", **PRIORS, **w
    ),
    "glmer poisson": lambda data, **w: nm.stan_glmer("count ~ x + (1 | g)", data, family="poisson", **PRIORS, **w),
    "glm nb": lambda data, **w: nm.stan_glm_nb("clumped ~ x", data, prior_aux=nm.exponential(), **PRIORS, **w),
}  # fmt: skip
# The intercept stands at the mean predictor, which replication moves: a flat prior does not notice.
PRIORS = {"prior": nm.normal(0, 2), "prior_intercept": None, "iter": 3000, "seed": 2, "refresh": 0}


@cache
def replicated(model):
    return WEIGHTED[model](FRAME.loc[FRAME.index.repeat(FRAME.times)])


@pytest.mark.parametrize("model", WEIGHTED)
def test_weights_are_replicated_rows(model):
    fits = WEIGHTED[model](FRAME, weights="times"), replicated(model)
    names = fits[0].posterior.names
    first, second = (fit.posterior.array(names) for fit in fits)
    apart = {
        f"{name} {statistic}": round(float(z), 2)
        for i, name in enumerate(names)
        for statistic, z in differences(first[..., i], second[..., i])
        if not abs(z) < LIMIT
    }
    assert not apart
    assert fits[0].nobs() == N


def differences(first, second):
    """Of mean and quantiles, in combined Monte Carlo standard errors."""
    error = np.hypot(*(az.mcse(d, method="mean") for d in (first, second)))
    yield "mean", (first.mean() - second.mean()) / error
    for name, prob in QUANTILES.items():
        error = np.hypot(*(az.mcse(d, method="quantile", prob=prob) for d in (first, second)))
        yield name, (np.quantile(first, prob) - np.quantile(second, prob)) / error


class TestPriorOnly:
    """prior_PD=True draws from the prior: the data do not count, but scale it."""

    def test_outcomes_do_not_count(self):
        settings = {"prior": nm.normal(), "prior_intercept": nm.normal(), "prior_aux": nm.exponential()}
        first, second = (
            nm.stan_lmer("y ~ x + (1 | g)", data, prior_PD=True, **settings, **SHORT)
            for data in (FRAME, FRAME.assign(y=FRAME.y**2))
        )
        pd.testing.assert_frame_equal(draws(first), draws(second))

    @pytest.mark.parametrize(
        "family, outcome", [("gaussian", "y"), ("binomial", "hit"), ("poisson", "count")]
    )
    def test_coefficients_have_their_prior(self, family, outcome):
        fit = nm.stan_glm(
            f"{outcome} ~ 0 + x",
            FRAME,
            family=family,
            prior=nm.student_t(5, 1, 0.5),
            prior_PD=True,
            iter=4000,
            seed=1,
        )
        expected = 1 + 0.5 * np.random.default_rng(1).standard_t(5, 100_000)
        apart = dict(differences(fit.posterior.array(["x"])[..., 0], expected.reshape(4, -1)))
        assert max(map(abs, apart.values())) < LIMIT

    def test_there_is_no_mean_PPD(self):
        fit = nm.stan_glm("y ~ x", FRAME, prior_PD=True, **SHORT)
        assert fit.posterior.diagnostic_names == ["log-posterior"]


class TestUnusualModels:
    def test_only_groups(self):
        fit = nm.stan_lmer("y ~ 0 + (1 | g)", FRAME, **SHORT)
        assert fit.posterior.coef_names == ()
        assert len(fit.to_frame().columns) == 6 + 1 + 1

    def test_only_an_intercept(self):
        fit = nm.stan_glm("hit ~ 1", FRAME, family="binomial", **SHORT)
        share = FRAME.hit.mean()
        assert fit.fixef()["(Intercept)"] == pytest.approx(
            np.log(share / (1 - share)), abs=float(mad_sd(draws(fit)[["(Intercept)"]].to_numpy()[None])[0])
        )

    @pytest.mark.parametrize("predictors", [5, 8])
    def test_as_many_coefficients_as_rows_or_more(self, predictors):
        numbers = np.random.default_rng(3).standard_normal((6, predictors + 1))
        wide = pd.DataFrame(numbers, columns=[*"abcdefgh"[:predictors], "y"])
        fit = nm.stan_glm("y ~ .", wide, **SHORT)
        assert np.isfinite(draws(fit).to_numpy()).all()
        assert fit.posterior.sample_stats["n_steps"].mean() < 200


BAD = pd.DataFrame(
    {
        "y": np.arange(12) % 5 + 0.5,
        "x": np.linspace(0.0, 1.0, 12),
        "negative": np.arange(12) - 3,
        "text": ["left", "middle", "right"] * 4,
        "rate": np.linspace(0.1, 0.9, 12),
        "missing": np.full(12, np.nan),
        "infinite": [np.inf, *range(11)],
        "endless": [*range(11), -np.inf],
        "constant": np.full(12, 2.0),
        "g": ["a", "b", "c"] * 4,
        "one": ["only"] * 12,
    }
)
LMER, GLM = nm.stan_lmer, nm.stan_glm
POISSON, BINOMIAL = {"family": "poisson"}, {"family": "binomial"}
CALLS = {
    "unknown column": (LMER, "y ~ xx + (1 | g)", {}, errors.NbmixedError, r"'xx'.*Did you mean 'x'\?"),
    "unknown outcome": (LMER, "yy ~ x + (1 | g)", {}, errors.NbmixedError, r"'yy'.*Did you mean 'y'\?"),
    "unknown grouping factor": (LMER, "y ~ x + (1 | gg)", {}, errors.NbmixedError, r"'gg'.*Did you mean 'g'\?"),
    "unbalanced parenthesis": (LMER, "y ~ x + (1 | g", {}, errors.FormulaError, r"(?s)never closed.*\n *\^"),
    "bar without parentheses": (LMER, "y ~ x + 1 | g", {}, errors.FormulaError, "parenthes"),
    "one level": (LMER, "y ~ x + (1 | one)", {}, errors.DataError, "one has 1 level; it needs at least two"),
    "duplicate terms": (LMER, "y ~ x + (1 | g) + (1 | g)", {}, errors.FormulaError, "twice|more than once"),
    "text outcome": (GLM, "text ~ x", {}, errors.DataError, "text"),
    "negative counts": (GLM, "negative ~ x", POISSON, errors.DataError, "negative"),
    "fractional counts": (GLM, "y ~ x", POISSON, errors.DataError, "whole|integer"),
    "proportions without weights": (GLM, "rate ~ x", BINOMIAL, errors.DataError, "weights"),
    "all-missing column": (LMER, "y ~ missing + (1 | g)", {}, errors.DataError, "missing"),
    "no rows": (GLM, "y ~ x", {"data": BAD[:0]}, errors.DataError, "no rows"),
    "no rows left": (GLM, "y ~ x", {"subset": "x > 2"}, errors.DataError, "No rows are left"),
    "infinite predictor": (GLM, "y ~ infinite", {}, errors.DataError, "infinite"),
    "infinite outcome": (GLM, "endless ~ x", {}, errors.DataError, "endless.*infinite|infinite.*endless"),
    "constant predictor": (GLM, "y ~ constant", {}, errors.DataError, r"constant is constant \(2\)"),
    "negative weights": (GLM, "y ~ x", {"weights": "negative"}, errors.SettingError, "weights must not be negative"),
    "weights too short": (GLM, "y ~ x", {"weights": np.ones(3)}, errors.NbmixedError, r"weights.*3.*12"),
    "offset too short": (GLM, "y ~ x", {"offset": [1.0, 2.0]}, errors.NbmixedError, r"offset.*2.*12"),
    "seed out of range": (GLM, "y ~ x", {"seed": 2**32}, errors.SettingError, "seed = 4294967296 is out of range"),
    "no chains": (GLM, "y ~ x", {"chains": 0}, errors.SettingError, "chains = 0 is out of range"),
    "a prior not called": (GLM, "y ~ x", {"prior": nm.normal}, errors.PriorError, "the function itself: call it"),
    "a prior too long": (GLM, "y ~ x", {"prior": nm.normal([0, 1])}, errors.PriorError, "2 values.*1 coefficient"),
    "a prior of covariances too long": (
        LMER,
        "y ~ x + (1 | g)",
        {"prior_covariance": nm.decov(scale=[1, 2])},
        errors.PriorError,
        r"scale has 2 values, but the model has 1 group-level term: give 1\.",
    ),
    "no data": (GLM, "y ~ x", {"data": None}, errors.NbmixedError, "data"),
    "a name for the data": (GLM, "y ~ x", {"data": "frame"}, errors.DataError, "data frame"),
    "bars without groups": (GLM, "y ~ x + (1 | g)", {}, errors.FormulaError, "use stan_glmer for"),
    "bars without groups, nb": (nm.stan_glm_nb, "negative ~ (1 | g)", {}, errors.FormulaError, "use stan_glmer_nb"),
    "groups without bars": (LMER, "y ~ x", {}, errors.FormulaError, "at least one group-specific term"),
    "smooths": (LMER, "y ~ s(x) + (1 | g)", {}, errors.FormulaError, "takes no smooths"),
    "a family for stan_lmer": (LMER, "y ~ x + (1 | g)", POISSON, errors.FamilyError, "for the gaussian family"),
    "unknown argument": (GLM, "y ~ x", {"chain": 2}, errors.SettingError, r"no argument 'chain'\. Did you mean 'chains'\?"),
    "unknown family": (GLM, "y ~ x", {"family": "normal"}, errors.FamilyError, "no family 'normal'"),
    "a prior that is idle": (GLM, "y ~ 0 + x", {"prior_intercept": nm.normal()}, errors.PriorError, "no intercept"),
    "nothing to estimate": (GLM, "y ~ 0", {}, errors.SettingError, "no parameters"),
    "data first": (lambda formula, data, **_: GLM(data, formula), "y ~ x", {}, errors.FormulaError, "should be text"),
    "a link of another family": (
        GLM,
        "y ~ x",
        {"family": "poisson", "link": "logit"},
        errors.FamilyError,
        r"The poisson family has no link 'logit': use one of log, identity, sqrt\.",
    ),
    "a prior of covariances for coefficients": (
        GLM,
        "y ~ x",
        {"prior": nm.decov()},
        errors.PriorError,
        r"decov\(\.\.\.\) is not a prior that can stand here: give normal\(\.\.\.\), student_t",
    ),
    "a shrinkage prior of the intercept": (GLM, "y ~ x", {"prior_intercept": nm.hs()}, errors.PriorError, r"hs\(\.\.\.\) is not a prior"),
    "a prior of sigma for counts": (
        GLM,
        "negative ~ x",
        {"family": "poisson", "prior_aux": nm.exponential(2)},
        errors.PriorError,
        "no auxiliary parameter",
    ),
    "outcome not positive": (GLM, "negative ~ x", {"family": "Gamma"}, errors.DataError, "positive.*row 1"),
    "outcome not a share": (GLM, "y ~ x", {"family": "beta"}, errors.DataError, "between 0 and 1.*row 2"),
    "no intercept for a bounded link": (
        GLM,
        "y ~ 0 + x",
        {"family": "Gamma", "link": "inverse"},
        errors.SettingError,
        r"Gamma \[inverse\] needs an intercept",
    ),
    "QR of one predictor": (GLM, "y ~ x", {"QR": True}, errors.SettingError, "several predictors.*there is 1"),
    "QR and sparse": (GLM, "y ~ x", {"QR": True, "sparse": True}, errors.SettingError, "choose one"),
    "unknown algorithm": (GLM, "y ~ x", {"algorithm": "meanfeld"}, errors.SettingError, "Did you mean 'meanfield'"),
    "optimizing with groups": (LMER, "y ~ x + (1 | g)", {"algorithm": "optimizing"}, errors.SettingError, "laplace"),
    "chains of an approximation": (
        GLM,
        "y ~ x",
        {"algorithm": "laplace", "chains": 2},
        errors.SettingError,
        "chains is for MCMC",
    ),
    "draws of MCMC": (GLM, "y ~ x", {"draws": 500}, errors.SettingError, "draws is for approximations"),
    "stan_lm without R2": (nm.stan_lm, "y ~ x", {}, errors.NbmixedError, r"R2\("),
}  # fmt: skip


@pytest.mark.parametrize("scale", [0, -1, [1, -2]])
@pytest.mark.parametrize("prior", [nm.normal, nm.student_t, nm.laplace, nm.lasso, nm.product_normal])
def test_scales_are_positive(prior, scale):
    with pytest.raises(errors.PriorError, match=r"scale = .* should be positive"):
        prior(scale=scale)


@pytest.mark.parametrize("make", [nm.student_t, nm.lasso, nm.product_normal, nm.hs, nm.lkj])
def test_degrees_of_freedom_are_positive(make):
    with pytest.raises(errors.PriorError, match="df = 0 should be"):
        make(df=0)


@pytest.mark.parametrize("case", CALLS)
def test_bad_input_is_refused_before_any_sampling(case, monkeypatch):
    def sampled(*_, **__):
        raise AssertionError("sampling was reached")

    monkeypatch.setattr(fitting, "run", sampled)
    function, formula, arguments, kind, message = CALLS[case]
    with pytest.raises(kind) as caught:
        function(formula, **{"data": BAD, **arguments})
    assert re.search(message, str(caught.value)), str(caught.value)


def test_each_message_is_its_own(monkeypatch):
    monkeypatch.setattr(fitting, "run", None)
    messages = []
    for function, formula, arguments, kind, _ in CALLS.values():
        with pytest.raises(kind) as caught:
            function(formula, **{"data": BAD, **arguments})
        messages.append(str(caught.value))
    assert len(set(messages)) == len(messages)
    assert all(len(m.split("\n")[0]) < 240 for m in messages)
