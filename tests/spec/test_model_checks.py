"""What a `ModelSpec` refuses before any data are looked at: one sentence each, with what to do instead."""

import pytest

from nbmixed.errors import FamilyError, NbmixedError, PriorError, SettingError
from nbmixed.spec.family import Gamma, binomial, gaussian, poisson
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.priors import (
    R2,
    cauchy,
    decov,
    exponential,
    hs,
    hs_plus,
    laplace,
    lasso,
    lkj,
    normal,
    product_normal,
    student_t,
)
from nbmixed.spec.sampling import Sampling


def test_an_unknown_function():
    with pytest.raises(SettingError, match=r"no model function 'stan_gmler'.*Did you mean 'stan_glmer'\?"):
        ModelSpec("stan_gmler", "y ~ (1 | g)")


class TestFamilies:
    @pytest.mark.parametrize("function", ["stan_glm_nb", "stan_glmer_nb"])
    def test_a_family_that_is_not_the_functions(self, function):
        with pytest.raises(FamilyError, match="is for the neg_binomial_2 family"):
            ModelSpec(function, "y ~ (1 | g)")

    @pytest.mark.parametrize("function", ["stan_lm", "stan_lmer"])
    def test_a_link_that_is_not_the_functions(self, function):
        with pytest.raises(FamilyError, match="has the identity link, not 'log'"):
            ModelSpec(function, "y ~ x", family=gaussian("log"), prior=None)


class TestPriors:
    @pytest.mark.parametrize(
        "argument, prior",
        [
            ("prior", exponential()),
            ("prior", R2(0.5)),
            ("prior", normal),
            ("prior_intercept", decov()),
            ("prior_intercept", laplace()),
            ("prior_intercept", hs()),
            ("prior_aux", decov()),
            ("prior_aux", laplace()),
            ("prior_covariance", normal()),
            ("prior_covariance", None),
        ],
        ids=str,
    )
    def test_a_prior_in_the_wrong_place(self, argument, prior):
        with pytest.raises(PriorError, match=f"^{argument} "):
            ModelSpec("stan_lmer", "y ~ (1 | g)", **{argument: prior})

    @pytest.mark.parametrize(
        "prior",
        [
            normal(),
            student_t(),
            cauchy(),
            laplace(),
            lasso(),
            product_normal(),
            hs(),
            hs_plus(),
            None,
        ],
        ids=str,
    )
    def test_coefficients_take_all_of_these(self, prior):
        assert ModelSpec("stan_glmer", "y ~ x + (1 | g)", prior=prior).prior == prior

    @pytest.mark.parametrize("prior", [decov(), lkj()], ids=str)
    def test_covariances_take_these(self, prior):
        assert ModelSpec("stan_lmer", "y ~ (1 | g)", prior_covariance=prior).prior_covariance == prior

    def test_stan_lm_takes_R2_and_nothing_else(self):
        with pytest.raises(PriorError, match=r"give R2\(...\) or None"):
            ModelSpec("stan_lm", "y ~ x", prior=normal(), prior_intercept=None)
        with pytest.raises(PriorError, match=r"prior_intercept.*give normal\(...\) or None"):
            ModelSpec("stan_lm", "y ~ x", prior=R2(0.5), prior_intercept=student_t())

    def test_stan_lm_needs_one(self):
        with pytest.raises(
            PriorError, match=r"needs a prior of R2.*prior=R2\(0.5\).*prior=None for a uniform"
        ):
            ModelSpec("stan_lm", "y ~ x")

    @pytest.mark.parametrize("family", [poisson(), binomial()], ids=str)
    def test_a_prior_of_an_auxiliary_parameter_that_is_not_there(self, family):
        with pytest.raises(PriorError, match=f"{family.name} family has no auxiliary parameter"):
            ModelSpec("stan_glm", "y ~ x", family=family, prior_aux=exponential(2))

    @pytest.mark.parametrize("prior", [hs(), hs_plus(), lasso(), product_normal()], ids=str)
    def test_shrinkage_of_rotated_coefficients(self, prior):
        with pytest.raises(PriorError, match="means nothing for the rotated ones of QR = True: leave QR out"):
            ModelSpec("stan_glm", "y ~ x", prior=prior, QR=True)

    @pytest.mark.parametrize("argument", ["prior", "prior_intercept", "prior_aux"])
    def test_draws_from_a_flat_prior(self, argument):
        with pytest.raises((SettingError, PriorError), match=r"flat|cannot be None"):
            ModelSpec("stan_glm", "y ~ x", prior_PD=True, **{argument: None})

    def test_an_intercept_of_stan_lm_does_not_autoscale(self):
        with pytest.raises(PriorError, match="prior_intercept of stan_lm does not autoscale: leave"):
            ModelSpec("stan_lm", "y ~ x", prior=None, prior_intercept=normal(0, 1, autoscale=True))


class TestSettings:
    @pytest.mark.parametrize(
        "setting",
        [{"QR": True}, {"sparse": True}, {"compat": "rstanarm"}, {"prior_aux": exponential(2)}],
        ids=str,
    )
    def test_what_stan_lm_has_no_place_for(self, setting):
        with pytest.raises(SettingError, match=f"^stan_lm has no {next(iter(setting))}: leave it out"):
            ModelSpec("stan_lm", "y ~ x", prior=None, prior_intercept=None, **setting)

    def test_covariances_without_groups(self):
        with pytest.raises(SettingError, match=r"^stan_glm has no prior_covariance: leave it out"):
            ModelSpec("stan_glm", "y ~ x", prior_covariance=decov(2))

    @pytest.mark.parametrize(
        "setting",
        [
            {"compat": "lme4"},
            {"na_action": "pass"},
            {"prior_PD": "yes"},
            {"prior_PD": 1},
            {"QR": "TRUE"},
            {"sparse": 1},
            {"mean_PPD": "no"},
            {"algorithm": "advi"},
        ],
        ids=str,
    )
    def test_a_setting_that_is_not_known(self, setting):
        with pytest.raises(SettingError, match=f"^{next(iter(setting))} = "):
            ModelSpec("stan_glm", "y ~ x", **setting)

    @pytest.mark.parametrize(
        "settings, message",
        [
            ({"QR": True, "sparse": True}, "QR = True makes predictors dense.*choose one"),
            ({"prior_PD": True, "mean_PPD": True}, "mean_PPD = True predicts the data.*choose one"),
        ],
        ids=str,
    )
    def test_settings_that_exclude_each_other(self, settings, message):
        with pytest.raises(SettingError, match=message):
            ModelSpec("stan_glm", "y ~ x", **settings)


class TestAlgorithms:
    def test_the_nearest_is_suggested(self):
        with pytest.raises(SettingError, match=r"use one of sampling, .*Did you mean 'meanfield'\?"):
            ModelSpec("stan_glm", "y ~ x", algorithm="mean_field")

    @pytest.mark.parametrize("function", ["stan_lmer", "stan_glmer"])
    def test_no_joint_mode_of_effects_and_their_variances(self, function):
        with pytest.raises(SettingError, match=f'{function} has no algorithm="optimizing".*use "sampling"'):
            ModelSpec(function, "y ~ (1 | g)", algorithm="optimizing")

    @pytest.mark.parametrize(
        "setting",
        [
            {"chains": 2},
            {"iter": 100},
            {"warmup": 10},
            {"thin": 2},
            {"adapt_delta": 0.9},
            {"max_treedepth": 9},
        ],
        ids=str,
    )
    def test_settings_of_chains_where_there_are_none(self, setting):
        name = next(iter(setting))
        with pytest.raises(
            SettingError, match=f'^{name} is for MCMC, not for algorithm="laplace": leave it out'
        ):
            ModelSpec("stan_glm", "y ~ x", algorithm="laplace", sampling=Sampling(**setting))

    def test_draws_are_for_approximations(self):
        with pytest.raises(SettingError, match=r"^draws is for approximations: leave it out"):
            ModelSpec("stan_glm", "y ~ x", sampling=Sampling(draws=10))

    def test_seed_and_start_are_for_all(self):
        given = Sampling(seed=1, init=0, init_r=0.5, refresh=0)
        spec = ModelSpec("stan_glm", "y ~ x", family=Gamma(), algorithm="pathfinder", sampling=given)
        assert spec.sampling == given


def test_every_refusal_is_the_packages_own():
    for error in (FamilyError, PriorError, SettingError):
        assert issubclass(error, NbmixedError)
