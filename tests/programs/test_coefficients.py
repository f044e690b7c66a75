"""Priors and coordinates as the programs read them."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.errors import PriorError, SettingError
from nbmixed.programs.coefficients import aux_prior_unit, pack_aux
from nbmixed.programs.scale import ResolvedPrior, resolve_aux
from nbmixed.spec.family import gaussian
from nbmixed.spec.priors import cauchy, decov, exponential, normal, student_t
from tests.prepared import prepared

FRAME = pd.DataFrame(
    {
        "y": [1.0, 3.0, 2.0, 6.0, 5.0, 7.0],
        "k": [0, 1, 2, 5, 3, 1],
        "x": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
        "f": list("abcabc"),
        "g": list("uuvvww"),
    }
)
FLAT, NORMAL, STUDENT, EXPONENTIAL = range(4)


def data(formula="y ~ x", function="stan_glm", **arguments):
    return prepared(function, formula, FRAME, **arguments).packed.data


class TestResolved:
    def test_scales_are_those_of_the_rows_in_use(self):
        priors = prepared("stan_glm", "y ~ x", FRAME, subset="x < 4").priors
        sd_y, sd_x = FRAME.y[:4].std(), FRAME.x[:4].std()
        assert priors.coef.adjusted_scale == pytest.approx([2.5 * sd_y / sd_x])
        assert priors.intercept.location == FRAME.y[:4].mean()
        assert priors.intercept.adjusted_scale == pytest.approx([2.5 * sd_y])
        assert priors.aux.adjusted_scale == pytest.approx([sd_y])

    def test_weights_do_not_scale_priors(self):
        plain = prepared("stan_glm", "y ~ x", FRAME).priors
        other = prepared("stan_glm", "y ~ x", FRAME, weights=np.arange(6) + 1).priors
        assert other.coef.adjusted_scale == plain.coef.adjusted_scale
        assert other.intercept.location == plain.intercept.location

    def test_priors_of_a_gaussian_model_know_the_outcome_without_its_offset(self):
        plain = prepared("stan_glm", "y ~ x", FRAME).priors
        far = FRAME.assign(y=FRAME.y + 1e6 * FRAME.x - 3e8, far=1e6 * FRAME.x - 3e8)
        other = prepared("stan_glm", "y ~ x + offset(far)", far).priors
        assert other.coef.adjusted_scale == pytest.approx(plain.coef.adjusted_scale)
        assert other.intercept.location == pytest.approx(plain.intercept.location)
        compat = prepared("stan_glm", "y ~ x + offset(far)", far, compat="rstanarm").priors
        assert compat.intercept.location < -1e8

    def test_without_an_intercept_there_is_no_prior_of_it(self):
        priors = prepared("stan_glm", "y ~ 0 + x", FRAME).priors
        assert priors.intercept is None
        assert priors.coef.used_scale.size == 1

    def test_covariances_have_a_prior_where_there_are_groups(self):
        assert prepared("stan_glm", "y ~ x", FRAME).priors.covariance is None
        assert prepared("stan_lmer", "y ~ x + (1 | g)", FRAME).priors.covariance == decov()

    def test_one_prior_for_each_column_of_a_factor(self):
        prior = normal([0, 1, 2], [1, 2, 3])
        assert prepared("stan_glm", "y ~ x + f", FRAME, prior=prior).priors.coef.location.tolist() == [
            0,
            1,
            2,
        ]
        with pytest.raises(PriorError, match=r"2 values, but the model has 3 coefficients \(x, fb, fc\)"):
            prepared("stan_glm", "y ~ x + f", FRAME, prior=normal([0, 1]))

    def test_a_prior_of_an_intercept_that_is_not_there(self):
        with pytest.raises(PriorError, match="no intercept: leave prior_intercept out"):
            prepared("stan_glm", "y ~ 0 + x", FRAME, prior_intercept=normal())


class TestPacked:
    def test_normal(self):
        packed = data(prior=normal(1, 2), prior_intercept=normal(3, 4))
        assert (packed["prior_dist"], packed["prior_location"], packed["prior_scale"]) == (NORMAL, 1, 2)
        assert (packed["intercept_dist"], packed["intercept_location"], packed["intercept_scale"]) == (
            1,
            3,
            4,
        )
        assert packed["prior_df"].size == packed["intercept_df"].size == 0

    def test_student_t(self):
        packed = data(prior=student_t(4, 0, 2), prior_intercept=cauchy(0, 10))
        assert (packed["prior_dist"], packed["prior_df"]) == (STUDENT, 4)
        assert (packed["intercept_dist"], packed["intercept_df"], packed["intercept_scale"]) == (
            STUDENT,
            1,
            10,
        )

    def test_flat(self):
        packed = data(prior=None, prior_intercept=None, prior_aux=None)
        assert packed["prior_dist"] == packed["intercept_dist"] == packed["aux_dist"] == FLAT
        assert packed["prior_scale"].size == packed["intercept_scale"].size == 0

    def test_adjusted_scales_are_the_ones_used(self):
        assert data()["prior_scale"] == pytest.approx(2.5 * FRAME.y.std() / FRAME.x.std())

    def test_without_predictors(self):
        packed = data("y ~ 1")
        assert (packed["K"], packed["has_intercept"], packed["prior_dist"]) == (0, 1, FLAT)
        assert packed["center"].shape == (1,)

    def test_without_an_intercept(self):
        packed = data("y ~ 0 + x")
        assert (packed["K"], packed["has_intercept"], packed["intercept_dist"]) == (1, 0, FLAT)

    def test_only_groups(self):
        packed = data("y ~ 0 + (1 | g)", "stan_lmer")
        assert packed["center"].shape == (0,)

    def test_nothing_at_all(self):
        with pytest.raises(SettingError, match="no parameters: give at least an intercept"):
            data("y ~ 0")

    @pytest.mark.parametrize("prior_PD", [False, True])
    def test_prior_only(self, prior_PD):
        assert data(prior_PD=prior_PD)["prior_only"] == prior_PD


class TestAuxiliary:
    @pytest.mark.parametrize(
        "prior, dist, location, scale, df",
        [
            (exponential(4), EXPONENTIAL, 0, 0.25, 1),
            (exponential(4, autoscale=True), EXPONENTIAL, 0, 2.5, 1),
            (normal(1, 3), NORMAL, 1, 3, 1),
            (student_t(5, 0, 3, autoscale=True), STUDENT, 0, 30, 5),
        ],
    )
    def test_packed(self, prior, dist, location, scale, df):
        packed = pack_aux(resolve_aux(prior, gaussian(), sd_y=10.0), unit=7.0)
        assert packed == {
            "aux_unit": 7.0,
            "aux_dist": dist,
            "aux_location": location,
            "aux_scale": scale,
            "aux_df": df,
            "aux_place": 0.0,
            "aux_step": 1.0,
        }

    def test_families_without_one_say_flat(self):
        assert pack_aux(None, 1.0)["aux_dist"] == FLAT
        assert data("k ~ x", family="poisson")["aux_dist"] == FLAT

    def test_its_unit_is_of_the_size_its_prior_expects(self):
        assert aux_prior_unit(resolve_aux(normal(-4, 3), gaussian(), 10.0)) == 7
        assert aux_prior_unit(ResolvedPrior(None, np.empty(0), np.empty(0))) == 1
        assert aux_prior_unit(None) == 1
