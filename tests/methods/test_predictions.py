"""Predictions agree with those of rstanarm 2.21.3 for old rows, new rows and new groups, to Monte Carlo error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.errors import DataError, SettingError
from nbmixed.fit.request import pick
from tests.conftest import REFERENCE_FITS
from tests.marginals import reference_size, scores
from tests.recorded import reference

LIMIT = 4.5  # combined standard errors
# rstanarm predicts from nonlinear models without their group effects; tests/test_nlmer.py has what is right.
POSTERIORS = [name for name in REFERENCE_FITS if "prior_PD" not in name and "nlmer" not in name]
# With an offset in the formula of a model with groups rstanarm adds the offsets of the fit to new rows, recycled over draws:
# its linear predictors have their sd, 0.24, where those of its own draws have 0.03.
NEW_ROWS = [name for name in POSTERIORS if name != "roaches_glmer_poisson"]
ROUNDED = 5e-7  # of seven significant digits, relative
METHODS = ("posterior_predict", "posterior_linpred", "posterior_epred")


def new_rows(recorded, fit):
    """The reference's new data; R matches numbers and their texts."""
    frame = pd.DataFrame(recorded["newdata_predictions"]["newdata"])
    for name in frame.columns.intersection(fit.data.columns):
        if pd.api.types.is_numeric_dtype(fit.data[name].dtype) and not pd.api.types.is_numeric_dtype(
            frame[name]
        ):
            frame[name] = pd.to_numeric(frame[name])
    return frame


def by_chain(fit, values):
    return values.reshape(*fit.posterior.shape, -1)


def apart(fit, values, expected, size):
    """Statistics that differ, by row; `expected` has one value a row for each statistic."""
    draws = by_chain(fit, values)
    return {
        f"row {i} {statistic}": round(z, 2)
        for i in range(draws.shape[2])
        for statistic, z in scores(draws[..., i], {k: v[i] for k, v in expected.items()}, size)
        if not abs(z) < LIMIT
    }


@pytest.mark.parametrize("name", NEW_ROWS)
class TestNewRows:
    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize("re_form", [None, "NA"])
    def test_new_data(self, name, method, re_form, reference_fit):
        recorded, fit = reference(name), reference_fit(name)
        key = method if re_form is None else f"{method}_re_form_NA"
        if key not in recorded["newdata_predictions"]:
            assert not fit.design.groups
            return
        values = getattr(fit, method)(newdata=new_rows(recorded, fit), re_form=re_form)
        assert not apart(fit, values, recorded["newdata_predictions"][key], reference_size(recorded))

    def test_intervals_of_new_data(self, name, reference_fit):
        recorded, fit = reference(name), reference_fit(name)
        theirs = recorded["newdata_predictions"]["predictive_interval_90"]
        ours = fit.predictive_interval(newdata=new_rows(recorded, fit))
        assert list(ours.columns) == theirs["col_names"]
        expected = dict(zip(theirs["col_names"], np.array(theirs["values"]).T, strict=True))
        values = fit.posterior_predict(newdata=new_rows(recorded, fit))
        assert not apart(fit, values, expected, reference_size(recorded))
        np.testing.assert_allclose(ours.to_numpy().T, np.quantile(values, [0.05, 0.95], axis=0))


@pytest.mark.parametrize("name", POSTERIORS)
class TestRowsOfTheFit:
    def test_outcomes(self, name, reference_fit):
        """The reference simulated 2000 draws."""
        recorded, fit = reference(name)["ppd_in_sample"], reference_fit(name)
        size = (min(2000.0, reference_size(reference(name))[0]),) * 2
        values = fit.posterior_predict()
        of_draws = np.column_stack([values.mean(axis=1), values.std(axis=1, ddof=1)])
        expected = {"mean": [recorded["mean_of_draw_means"], recorded["mean_of_draw_sds"]]}
        assert not apart(fit, of_draws, expected, size)
        head = recorded["head_mean"]
        assert not apart(fit, values[:, : len(head)], {"mean": head}, size)

    def test_exact_draws(self, name, reference_fit):
        """Linear predictors and log densities of a given draw are rstanarm's, all recorded with seven digits."""
        recorded, fit = reference(name)["exact_draws"], reference_fit(name)
        for draw in recorded:
            for method, key in (("posterior_linpred", "linpred"), ("log_lik", "log_lik")):
                values, error = with_rounding(fit, draw["parameters"], method)
                head = np.array(draw[f"{key}_head"])
                n = len(head)
                assert (np.abs(values[:n] - head) <= error[:n] + ROUNDED * np.abs(head)).all()
                if key == "log_lik":
                    total = draw["log_lik_sum"]
                    assert abs(values.sum() - total) <= error.sum() + ROUNDED * abs(total)


def with_rounding(fit, parameters, method):
    """What a method gives at a draw, and how far rounding of the parameters may have moved it, to first order.

    A row depends on one level of each term only, so that all levels of a coefficient may be moved at once.
    """

    def at(moved):
        return getattr(fixed_at(fit, {**parameters, **moved}), method)()[0]

    alone = [*fit.posterior.coef_names, *fit.posterior.aux_names[:1]]
    together = [
        [f"b[{c} {t.group}:{level.replace(' ', '_')}]" for level in t.levels]
        for t in fit.design.groups
        for c in t.coefs
    ]
    values = at({})
    moves = [{n: parameters[n] * (1 + ROUNDED) for n in names} for names in [[n] for n in alone] + together]
    return values, sum(np.abs(at(moved) - values) for moved in moves)


def fixed_at(fit, values):
    """The fit with one draw, of given parameters."""
    posterior = fit.posterior
    effects = []
    for term in fit.design.groups:
        names = [
            [f"b[{c} {term.group}:{level.replace(' ', '_')}]" for c in term.coefs] for level in term.levels
        ]
        effects.append(np.array([[values[n] for n in row] for row in names])[None, None])
    parameters = replace(
        posterior.parameters,
        coef=np.array([[[values[n] for n in posterior.coef_names]]]),
        aux=None if posterior.aux_name is None else np.array([[values[posterior.aux_name]]]),
        theta_L=tuple(L[:1, :1] for L in posterior.parameters.theta_L),
    )
    one = replace(
        posterior,
        parameters=parameters,
        log_posterior=np.zeros((1, 1)),
        make_effects=lambda: tuple(effects),
        make_mean_PPD=None,
    )
    return replace(fit, posterior=one)


class TestMethods:
    """What the object adds to the functions it calls."""

    def test_epred_is_linpred_transformed(self, herd_fit):
        np.testing.assert_array_equal(
            herd_fit.posterior_linpred(transform=True, draws=50), herd_fit.posterior_epred(draws=50)
        )

    def test_errors(self, sleep_fit):
        expected = sleep_fit.data["Reaction"].to_numpy() - sleep_fit.posterior_predict(draws=20)
        np.testing.assert_allclose(sleep_fit.predictive_error(draws=20), expected)

    def test_draws_stay_joint(self, sleep_fit):
        """Effects, coefficients and sigma of one row of the result are of one draw."""
        picked = pick(100, sleep_fit.posterior.size, sleep_fit.draws.seed)
        np.testing.assert_allclose(sleep_fit.log_lik(draws=100), sleep_fit.log_lik()[picked])

    def test_intervals_have_the_labels_of_rows(self, herd_fit):
        frame = herd_fit.predictive_interval(0.5, newdata=herd_fit.data.iloc[[3, 1]], fun=lambda y: y / 10)
        assert list(frame.index) == [herd_fit.data.index[3], herd_fit.data.index[1]]
        assert list(frame.columns) == ["25%", "75%"]
        assert (frame.to_numpy() < 1.5).all()

    def test_new_groups_differ_unless_shared(self, sleep_fit):
        new = pd.DataFrame({"Days": [3.0, 3.0], "Subject": ["new1", "new2"]})
        apart = np.diff(sleep_fit.posterior_linpred(newdata=new)).ravel()
        together = np.diff(sleep_fit.posterior_linpred(newdata=new, new_levels="shared"))
        Z = np.array([1.0, 3.0])
        variance = 2 * Z @ sleep_fit.posterior.Sigma[0].reshape(-1, 2, 2).mean(axis=0) @ Z
        error = np.sqrt(
            ((apart**2) - (apart**2).mean()).var() / apart.size * 2
        )  # Sigma mixes at half speed or better
        assert abs((apart**2).mean() - variance) < LIMIT * error
        assert not together.any()

    def test_a_polars_frame_will_do(self, sleep_fit):
        pl = pytest.importorskip("polars")
        new = {"Days": [1, 2], "Subject": ["308", "new"]}
        np.testing.assert_array_equal(
            sleep_fit.posterior_epred(newdata=pl.DataFrame(new)),
            sleep_fit.posterior_epred(newdata=pd.DataFrame(new)),
        )

    def test_approximations_predict(self):
        fit = nm.stan_glm("mpg ~ wt", CARS, algorithm="laplace", seed=1)
        assert fit.posterior_predict().shape == (1000, 6)

    @pytest.mark.parametrize(
        ("arguments", "error", "message"),
        [
            ({"newdata": pd.DataFrame({"Days": [1]})}, DataError, "no column 'Subject'"),
            (
                {"newdata": pd.DataFrame({"Days": [None], "Subject": ["308"]})},
                DataError,
                "missing values in 'Days'",
            ),
            ({"draws": 10**6}, SettingError, "draws must be a whole number from 1 to 40000"),
            ({"re_form": "~ (1 | Subjct)"}, SettingError, "Did you mean 'Subject'"),
        ],
    )
    def test_bad_input_is_told_in_one_sentence(self, sleep_fit, arguments, error, message):
        with pytest.raises(error, match=message):
            sleep_fit.posterior_predict(**arguments)


CARS = pd.DataFrame({"mpg": [21.0, 22.8, 21.4, 18.7, 18.1, 14.3], "wt": [2.6, 2.3, 3.2, 3.4, 3.5, 3.6]})
