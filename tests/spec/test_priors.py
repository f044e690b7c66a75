"""Priors as values: their defaults, their printed calls, what they refuse, and where each may stand."""

import pytest

from nbmixed.errors import FamilyError, PriorError
from nbmixed.spec import priors
from nbmixed.spec.prior_checks import CONSTRUCTORS, check_prior
from nbmixed.spec.prior_values import Decov, Exponential, Hs, HsPlus, Lkj, Normal, ProductNormal, StudentT
from nbmixed.spec.priors import (
    R2,
    cauchy,
    decov,
    default_prior_coef,
    default_prior_intercept,
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


class TestDefaults:
    """Those of rstanarm since 2.21."""

    def test_constructors_do_not_autoscale(self):
        assert not any(make().autoscale for make in (normal, student_t, cauchy, laplace, lasso, exponential))
        assert lkj().autoscale

    def test_location_scale_and_degrees_of_freedom(self):
        assert (normal().location, normal().scale) == (0.0, None)
        assert student_t().df == 1
        assert cauchy(0, 2) == student_t(1, 0, 2)
        assert exponential().rate == 1

    def test_decov(self):
        assert decov() == Decov(regularization=1, concentration=1, shape=1, scale=1)

    def test_shrinkage_priors(self):
        assert hs() == Hs(df=1, global_df=1, global_scale=0.01, slab_df=4, slab_scale=2.5)
        assert hs_plus() == HsPlus(1, 1, global_df=1, global_scale=0.01, slab_df=4, slab_scale=2.5)
        assert product_normal() == ProductNormal(df=2, location=0, scale=1)
        assert (lasso().df, lasso().location, lasso().scale) == (1, 0, None)
        assert (laplace().location, laplace().scale) == (0, None)

    def test_lkj(self):
        assert lkj() == Lkj(regularization=1, scale=10, df=1, autoscale=True)

    def test_a_location_of_R2_is_its_mode(self):
        assert (R2(0.3).location, R2(0.3).what) == (0.3, "mode")

    def test_the_models_defaults_autoscale_and_know_that_they_are_defaults(self):
        for prior in (default_prior_coef(), default_prior_intercept()):
            assert (prior.location, prior.scale, prior.autoscale, prior.default) == (0, 2.5, True, True)
        assert not normal(0, 2.5, autoscale=True).default


class TestRefusals:
    @pytest.mark.parametrize("scale", [0, -1, [1, 0], [1, -2.0]])
    def test_scales_are_positive(self, scale):
        with pytest.raises(PriorError, match=r"^scale = .* should be positive"):
            normal(0, scale)

    @pytest.mark.parametrize("rate", [0, -1, [1, 0]])
    def test_rates_are_positive(self, rate):
        with pytest.raises(PriorError, match=r"^rate = .* should be positive"):
            exponential(rate)

    def test_a_rate_cannot_be_left_open(self):
        with pytest.raises(PriorError, match=r"rate .* positive number"):
            exponential(None)

    def test_degrees_of_freedom_cannot_be_left_open(self):
        with pytest.raises(PriorError, match="give a positive number"):
            student_t(df=None)

    @pytest.mark.parametrize("argument", ["regularization", "concentration", "shape", "scale"])
    @pytest.mark.parametrize("value", [0, -1, None])
    def test_every_argument_of_decov_is_positive(self, argument, value):
        with pytest.raises(PriorError, match=f"^{argument} = {value}"):
            decov(**{argument: value})

    @pytest.mark.parametrize("argument", ["regularization", "scale", "df"])
    @pytest.mark.parametrize("value", [0, -1, None])
    def test_every_argument_of_lkj_is_positive(self, argument, value):
        with pytest.raises(PriorError, match=f"^{argument} = {value}"):
            lkj(**{argument: value})

    @pytest.mark.parametrize("argument", ["global_df", "global_scale", "slab_df", "slab_scale"])
    @pytest.mark.parametrize("value", [0, -1, None, [1, 2]])
    def test_what_coefficients_share_is_one_positive_number(self, argument, value):
        for make in (hs, hs_plus):
            with pytest.raises(PriorError, match=f"^{argument} = .* should be"):
                make(**{argument: value})

    def test_the_scale_that_a_lasso_shares_has_one_number_of_degrees(self):
        with pytest.raises(PriorError, match=r"^df = \[1, 2\] should be one positive number"):
            lasso([1, 2])

    @pytest.mark.parametrize("df", [1.5, [2, 2.5]])
    def test_normal_variables_are_counted(self, df):
        with pytest.raises(PriorError, match="counts normal variables: give whole numbers"):
            product_normal(df)

    @pytest.mark.parametrize(
        "location, what, message",
        [
            (0, "mode", "is a mode of R2: give a number between 0 and 1"),
            (1, "mean", "is a mean of R2: give a number between 0 and 1"),
            (-0.5, "median", "is a median of R2: give a number between 0 and 1"),
            (0.5, "log", "the mean of a logarithm of R2: give a negative number"),
            ([0.1, 0.2], "mode", "should be one number"),
            (None, "mode", "location = None should be a number"),
            (0.5, "average", "what = 'average' is not known: use one of mode, mean, median, log"),
        ],
    )
    def test_locations_of_R2(self, location, what, message):
        with pytest.raises(PriorError, match=message):
            R2(location, what)

    def test_a_default_prior_for_a_family_that_does_not_exist(self):
        assert default_prior_coef("Gamma") == default_prior_coef()
        with pytest.raises(FamilyError, match="no family 'gama'"):
            default_prior_intercept("gama")


class TestPlaces:
    def test_a_function_that_was_not_called(self):
        with pytest.raises(
            PriorError, match=r"prior = normal is the function itself: call it, as in prior=normal\(\)"
        ):
            check_prior("prior", normal, (Normal, StudentT), flat=True)

    def test_the_wrong_kind_names_those_that_may_stand_here(self):
        with pytest.raises(PriorError, match=r"give normal\(...\), student_t\(...\), cauchy\(...\) or None"):
            check_prior("prior", exponential(), (Normal, StudentT), flat=True)

    def test_text_is_no_prior_but_the_nearest_is_suggested(self):
        with pytest.raises(
            PriorError, match=r"prior = 'laplas' is text: call a prior.*Did you mean 'laplace'\?"
        ):
            check_prior("prior", "laplas", (Normal, StudentT), flat=True)

    @pytest.mark.parametrize("given", [2.5, [normal()], dict])
    def test_what_is_no_prior(self, given):
        with pytest.raises(PriorError, match="is not a prior that can stand here"):
            check_prior("prior", given, (Normal, StudentT), flat=True)

    def test_flat_only_where_it_may_be(self):
        check_prior("prior_aux", None, (Exponential,), flat=True)
        with pytest.raises(PriorError, match=r"prior_covariance cannot be None here: give decov\(...\)\."):
            check_prior("prior_covariance", None, (Decov,), flat=False)


def test_every_constructor_is_listed_under_its_name():
    assert {name: getattr(priors, name) for name in CONSTRUCTORS} == CONSTRUCTORS
