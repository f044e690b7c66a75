"""Default scales and autoscaling: rstanarm's arithmetic, in worked numbers."""

import sys

import numpy as np
import pytest

from nbmixed.errors import PriorError
from nbmixed.programs.scale import OutcomeSize, resolve_aux, resolve_coef, resolve_intercept
from nbmixed.spec.family import Gamma, binomial, gaussian, neg_binomial_2, poisson
from nbmixed.spec.priors import (
    cauchy,
    default_prior_coef,
    default_prior_intercept,
    exponential,
    normal,
    student_t,
)

# sd of the columns: 2, 1 / sqrt(2), and none.
X = np.array([[-2.0, 0.0, 7.0], [0.0, 1.0, 7.0], [2.0, 0.0, 7.0], [0.0, 1.0, 7.0], [0.0, 0.5, 7.0]])
X[:, 0] *= np.sqrt(2)
NAMES = ["wide", "narrow", "constant"]
SD_Y = 10.0
SIZE = OutcomeSize(mean=300.0, sd=SD_Y)
SDS = (2.0, 0.5, 1.0)


def coef(prior, family, columns=3):
    return resolve_coef(prior, X[:, :columns], NAMES[:columns], family(), SIZE)


def test_the_columns_are_as_described():
    assert X.std(axis=0, ddof=1) == pytest.approx([2.0, 0.5, 0.0])


class TestCoefficients:
    def test_gaussian_default_is_two_and_a_half_sds_of_the_outcome_for_each_sd_of_the_predictor(self):
        prior = coef(default_prior_coef(), gaussian)
        assert prior.scale.tolist() == [2.5, 2.5, 2.5]
        assert prior.adjusted_scale == pytest.approx([12.5, 50.0, 25.0])
        assert prior.used_scale is prior.adjusted_scale
        assert prior.location.tolist() == [0, 0, 0]

    @pytest.mark.parametrize("family", [binomial, poisson, neg_binomial_2])
    def test_elsewhere_the_outcome_has_no_scale(self, family):
        assert coef(default_prior_coef(), family).adjusted_scale == pytest.approx([1.25, 5.0, 2.5])

    def test_without_autoscale_scales_stand_as_given(self):
        prior = coef(normal(1, 3), gaussian)
        assert prior.adjusted_scale is None
        assert prior.used_scale.tolist() == [3, 3, 3]
        assert prior.location.tolist() == [1, 1, 1]

    def test_a_missing_scale_is_two_and_a_half(self):
        assert coef(cauchy(), gaussian).used_scale.tolist() == [2.5, 2.5, 2.5]

    def test_vectors_go_to_the_coefficients_one_by_one(self):
        prior = coef(student_t([3, 4, 5], [0, 1, 2], [1, 2, 4], autoscale=True), gaussian)
        assert prior.df.tolist() == [3, 4, 5]
        assert prior.location.tolist() == [0, 1, 2]
        assert prior.adjusted_scale == pytest.approx([5.0, 40.0, 40.0])

    def test_nothing_changed_is_not_called_an_adjustment(self):
        assert (
            resolve_coef(default_prior_coef(), X[:, 2:], ["constant"], poisson(), SIZE).adjusted_scale is None
        )

    def test_flat(self):
        prior = coef(None, gaussian)
        assert prior.prior is None
        assert prior.used_scale.size == 0

    def test_without_predictors_one_number_is_as_good_as_none(self):
        assert coef(default_prior_coef(), gaussian, columns=0).used_scale.size == 0

    @pytest.mark.parametrize(
        "prior, argument",
        [
            (normal([0, 1]), "location"),
            (normal(0, [1, 2, 3, 4]), "scale"),
            (student_t(df=[1, 2]), "df"),
        ],
    )
    def test_a_vector_of_the_wrong_length(self, prior, argument):
        message = rf"prior: {argument} has \d values, but the model has 3 coefficients \(wide, narrow, constant\): give 1 or 3"
        with pytest.raises(PriorError, match=message):
            coef(prior, gaussian)

    def test_a_vector_without_predictors(self):
        with pytest.raises(PriorError, match=r"has 2 values, but the model has no coefficient .*: give 1\."):
            coef(normal([0, 1]), gaussian, columns=0)

    def test_scales_end_where_numbers_end(self):
        tiny = np.array([[0.0], [1e-300]])
        prior = resolve_coef(normal(0, 1e300, autoscale=True), tiny, ["tiny"], gaussian(), SIZE)
        assert prior.used_scale.tolist() == [sys.float_info.max]

    @pytest.mark.parametrize("unit", [1e-300, 1e-15, 1e15])
    def test_the_unit_of_a_predictor_does_not_matter(self, unit):
        X = unit * np.array([[1.0], [2.0], [4.0]])
        scale = resolve_coef(normal(0, 2, autoscale=True), X, ["x"], gaussian(), SIZE).used_scale
        assert scale * unit == pytest.approx(2 * SD_Y / np.std([1, 2, 4], ddof=1))

    def test_the_default_of_a_link_with_a_unit_is_at_least_as_wide_as_the_intercept_is_large(self):
        large, family = OutcomeSize(mean=579.0, eta=579.0), Gamma("identity")
        assert resolve_coef(
            default_prior_coef(), X[:, :1], ["wide"], family, large
        ).used_scale == pytest.approx(2.5 * 579 / 2)
        assert resolve_coef(
            normal(0, 1, autoscale=True), X[:, :1], ["wide"], family, large
        ).used_scale == pytest.approx(0.5)


class TestIntercept:
    def test_the_gaussian_default_is_centred_on_the_mean_outcome(self):
        prior = resolve_intercept(default_prior_intercept(), gaussian(), SIZE)
        assert (prior.location, prior.scale, prior.adjusted_scale) == (300.0, 2.5, 25.0)

    def test_elsewhere_it_is_centred_on_zero_and_not_scaled(self):
        prior = resolve_intercept(default_prior_intercept(), poisson(), SIZE)
        assert (prior.location, prior.used_scale, prior.adjusted_scale) == (0.0, 2.5, None)

    def test_a_prior_that_was_written_down_stays_where_it_was_put(self):
        prior = resolve_intercept(normal(0, 2.5, autoscale=True), gaussian(), SIZE)
        assert (prior.location, prior.used_scale) == (0.0, 25.0)

    def test_predictors_do_not_scale_it(self):
        assert resolve_intercept(normal(5), gaussian(), SIZE).used_scale == 2.5

    def test_the_default_is_as_wide_as_the_intercept_of_a_link_with_a_unit_is_large(self):
        size = OutcomeSize(mean=579.0, sd=80.0, eta=579.0)
        assert resolve_intercept(default_prior_intercept(), Gamma("identity"), size).used_scale == 2.5 * 579
        assert resolve_intercept(normal(0, 2.5), Gamma("identity"), size).used_scale == 2.5

    def test_the_default_allows_for_a_far_offset(self):
        size = OutcomeSize(mean=3.0, sd=1.0, offset=11.5)
        assert resolve_intercept(default_prior_intercept(), poisson(), size).location == -11.5
        assert resolve_intercept(normal(), poisson(), size).location == 0.0

    def test_flat(self):
        assert resolve_intercept(None, gaussian(), SIZE).prior is None

    def test_a_vector(self):
        with pytest.raises(
            PriorError, match="prior_intercept: location has 2 values, but the model has the one intercept"
        ):
            resolve_intercept(normal([0, 1]), gaussian(), SIZE)


class TestAuxiliary:
    def test_the_default_has_the_sd_of_a_gaussian_outcome_as_its_mean(self):
        prior = resolve_aux(exponential(autoscale=True), gaussian(), SD_Y)
        assert (prior.scale, prior.adjusted_scale) == (1.0, 10.0)

    def test_a_rate_is_one_over_a_scale(self):
        assert resolve_aux(exponential(4), gaussian(), SD_Y).used_scale == 0.25
        assert resolve_aux(exponential(4, autoscale=True), gaussian(), SD_Y).used_scale == 2.5

    def test_counts_do_not_scale_it(self):
        assert resolve_aux(exponential(autoscale=True), neg_binomial_2(), SD_Y).adjusted_scale is None

    def test_a_missing_scale_is_one(self):
        assert resolve_aux(cauchy(), gaussian(), SD_Y).used_scale == 1.0
        assert resolve_aux(normal(2, autoscale=True), gaussian(), SD_Y).used_scale == 10.0

    @pytest.mark.parametrize("family", [poisson, binomial])
    def test_families_without_one(self, family):
        assert resolve_aux(exponential(), family(), SD_Y) is None

    def test_flat(self):
        assert resolve_aux(None, gaussian(), SD_Y).prior is None

    def test_a_vector(self):
        with pytest.raises(PriorError, match=r"the one auxiliary parameter \(sigma\): give 1"):
            resolve_aux(normal(0, [1, 2]), gaussian(), SD_Y)


class TestProbit:
    """The rule as documented: a scale that is not given is 2.5 dnorm(0) / dlogis(0) = 3.989 (rstanarm, priors)."""

    def test_a_scale_that_is_not_given_is_wider_than_with_logit(self):
        family = binomial("probit")
        prior = resolve_coef(normal(), X[:, :1], NAMES[:1], family, SIZE)
        assert prior.used_scale == pytest.approx([3.98942280401])
        assert resolve_intercept(normal(), family, SIZE).used_scale == pytest.approx([3.98942280401])

    def test_a_default_is_wider_and_autoscaled(self):
        family = binomial("probit")
        prior = resolve_coef(default_prior_coef(), X[:, :1], NAMES[:1], family, SIZE)
        assert prior.used_scale == pytest.approx([2.5 * 1.59576912161 / 2.0])
