"""prior_summary from priors in the units of the data, and from plain values."""

from __future__ import annotations

import numpy as np

from nbmixed.display.text import to_text
from nbmixed.display.views_priors import PriorBlock, prior_blocks_view, prior_summary_view
from nbmixed.programs.scale import ResolvedPrior, ResolvedPriors
from nbmixed.spec.family import beta, gaussian, student
from nbmixed.spec.priors import (
    R2,
    cauchy,
    decov,
    default_prior_coef,
    default_prior_intercept,
    exponential,
    hs,
    lkj,
    normal,
    student_t,
)

FLAT = ResolvedPrior(None, np.empty(0), np.empty(0))


def lines(priors, **arguments):
    """What stands between the rules."""
    return to_text(prior_summary_view("m", priors, **arguments)).split("\n")[2:-2]


def _resolved(prior, location, scale, adjusted=None, df=()):
    arrays = (np.atleast_1d(np.asarray(v, dtype=float)) for v in (location, scale))
    return ResolvedPrior(
        prior, *arrays, adjusted if adjusted is None else np.atleast_1d(adjusted), np.asarray(df)
    )


def test_the_priors_of_sleepstudy(recorded):
    priors = ResolvedPriors(
        coef=_resolved(default_prior_coef(), 0, 2.5, 48.89151),
        intercept=_resolved(default_prior_intercept(), 298.5079, 2.5, 140.8219),
        aux=_resolved(exponential(autoscale=True), 0, 1, 56.32876),
        aux_name="sigma",
        covariance=decov(),
    )
    assert to_text(prior_summary_view("fit", priors)) == recorded("sleepstudy_lmer")["prior_summary"]


def test_student_t_and_half_cauchy(recorded):
    priors = ResolvedPriors(
        coef=_resolved(
            student_t(4, autoscale=True), [0] * 3, [2.5] * 3, [124.2132, 3.401781, 1.159648], [4.0] * 3
        ),
        intercept=_resolved(student_t(4, 90, 10), 90, 10, df=[4.0]),
        aux=_resolved(cauchy(0, 5), 0, 5, df=[1.0]),
        aux_name="sigma",
        covariance=None,
    )
    assert to_text(prior_summary_view("fit", priors)) == recorded("kidiq_glm_student_t")["prior_summary"]


def test_flat_priors():
    flat = ResolvedPrior(None, np.empty(0), np.empty(0))
    text = to_text(prior_summary_view("m", ResolvedPriors(flat, flat, flat, "sigma", None)))
    assert text.split("\n")[2:-2] == [
        "Intercept (after predictors centered)",
        " ~ flat",
        "",
        "Coefficients",
        " ~ flat",
        "",
        "Auxiliary (sigma)",
        " ~ flat",
    ]


def test_a_model_without_coefficients_or_auxiliary(recorded):
    none = _resolved(default_prior_coef(), [], [])
    intercept = _resolved(default_prior_intercept(), 0, 2.5)
    text = to_text(prior_summary_view("fit", ResolvedPriors(none, intercept, None, None, decov())))
    assert text == recorded("bball1970_partial_pooling")["prior_summary"]


def test_intercept_without_centring():
    intercept = _resolved(default_prior_intercept(), 0, 2.5)
    priors = ResolvedPriors(
        _resolved(default_prior_coef(), [], []), intercept, None, None, None, centred=False
    )
    assert to_text(prior_summary_view("fit", priors)).split("\n")[2] == "Intercept"


def test_more_than_three_values_are_cut():
    block = PriorBlock("Coefficients", "normal", {"location": [0] * 4, "scale": [2.5, 10, 1, 1]})
    assert "normal(location = [0,0,0,...], scale = [ 2.5,10.0, 1.0,...])" in to_text(
        prior_blocks_view("m", [block])
    )


def test_any_distribution_goes_through_plain_values():
    block = PriorBlock("R2", "R2", {"location": [0.5]})
    assert " ~ R2(location = 0.5)" in to_text(prior_blocks_view("m", [block]))


def test_one_value_of_covariance_for_each_term():
    shown = lines(ResolvedPriors(FLAT, None, None, None, decov(regularization=[1, 2])))
    assert " ~ decov(reg. = [1,2], conc. = 1, shape = 1, scale = 1)" in shown


class TestLkj:
    def shown(self, prior, *scales):
        arrays = tuple(map(np.array, scales))
        priors = ResolvedPriors(FLAT, None, None, None, prior, covariance_scale=arrays)
        return lines(priors)[-5:]

    def test_the_scale_of_each_coefficient_as_adjusted(self):
        assert self.shown(lkj(2), [563.2, 195.5]) == [
            "Covariance",
            "  Specified prior:",
            "    ~ lkj(reg. = 2, df = 1, scale = 10)",
            "  Adjusted prior:",
            "    ~ lkj(reg. = 2, df = 1, scale = [563.20,195.50])",
        ]

    def test_of_all_terms_together(self):
        assert (
            self.shown(lkj(), [1.5, 2.0], [0.5])[-1]
            == "    ~ lkj(reg. = 1, df = 1, scale = [1.50,2.00,0.50])"
        )

    def test_as_specified_without_autoscale(self):
        assert self.shown(lkj(scale=[2, 3], autoscale=False), [2.0, 2.0], [3.0])[-2:] == [
            "Covariance",
            " ~ lkj(reg. = 1, df = 1, scale = [2,3])",
        ]


def test_rotated_coefficients():
    priors = ResolvedPriors(FLAT, None, None, None, None, rotated=True)
    assert lines(priors) == ["", "Coefficients (in Q-space)", " ~ flat"]


def test_a_horseshoe_without_coefficients_is_not_shown():
    none = ResolvedPrior(hs(), np.empty(0), np.empty(0))
    assert "Coefficients" not in lines(ResolvedPriors(none, FLAT, None, None, None))


def test_R2_and_an_intercept_whose_scale_follows_from_it():
    priors = ResolvedPriors(
        coef=ResolvedPrior(R2(0.5, "median"), np.empty(0), np.empty(0)),
        intercept=ResolvedPrior(normal(80), np.array([80.0]), np.empty(0)),
        aux=None,
        aux_name="sigma",
        covariance=None,
    )
    assert lines(priors) == [
        "Intercept (after predictors centered)",
        " ~ normal(location = 80)",
        "",
        "Coefficients",
        " ~ R2(location = 0.5, what = 'median')",
    ]


class TestAuxiliary:
    AUX = _resolved(exponential(2), 0, 0.5)

    def test_of_a_beta_model_where_rstanarm_prints_none(self):
        shown = lines(ResolvedPriors(FLAT, None, self.AUX, "(phi)", None), family=beta())
        assert shown[-2:] == ["Auxiliary (phi)", " ~ exponential(rate = 2)"]

    def test_degrees_of_freedom_of_a_student_model_have_a_block_of_their_own(self):
        shown = lines(ResolvedPriors(FLAT, None, self.AUX, "sigma", decov()), family=student())
        assert shown[-8:-2] == [
            "Auxiliary (sigma)",
            " ~ exponential(rate = 2)",
            "",
            "Auxiliary (nu)",
            " ~ gamma(shape = 2, rate = 0.1)",
            "",
        ]

    def test_a_gaussian_model_has_none(self):
        assert "Auxiliary (nu)" not in lines(
            ResolvedPriors(FLAT, None, self.AUX, "sigma", None), family=gaussian()
        )
