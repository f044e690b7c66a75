"""Coordinates of the coefficients: mode and curvature of the model without its groups."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from nbmixed.errors import DataError
from nbmixed.spec.family import links
from nbmixed.spec.priors import exponential, normal
from tests.prepared import prepared

RNG = np.random.default_rng(3)
N = 80
FRAME = pd.DataFrame({"x": RNG.normal(5, 2, N), "w": RNG.standard_normal(N), "g": np.arange(N) % 5})
ETA = 0.3 * (FRAME.x - 5) - 0.5 * FRAME.w
FRAME["gauss"] = 100 + 4 * ETA + RNG.normal(0, 3, N)
FRAME["hit"] = RNG.binomial(1, 1 / (1 + np.exp(-ETA)))
FRAME["size"] = RNG.integers(1, 9, N)
FRAME["hits"] = RNG.binomial(FRAME["size"], 1 / (1 + np.exp(-ETA)))
FRAME["count"] = RNG.poisson(np.exp(1 + ETA))
FRAME["clumped"] = RNG.poisson(np.exp(1 + ETA) * RNG.gamma(2, 0.5, N))
FRAME["exposure"] = RNG.uniform(1, 3, N)
FRAME["times"] = RNG.integers(1, 4, N)
FLAT = {"prior": None, "prior_intercept": None}

MODELS = {
    "gaussian": ("gauss", {}, sm.families.Gaussian()),
    "0/1": ("hit", {"family": "binomial"}, sm.families.Binomial()),
    "binomial": ("cbind(hits, size - hits)", {"family": "binomial"}, sm.families.Binomial()),
    "poisson": ("count", {"family": "poisson"}, sm.families.Poisson()),
}


def place(formula, function="stan_glm", data=FRAME, **arguments):
    return prepared(function, formula, data, **arguments).packed.coordinates


def maximum_likelihood(outcome, family, frame=FRAME, **arguments):
    X = frame[["x", "w"]] - frame[["x", "w"]].mean()
    y = frame[["hits"]].assign(misses=frame["size"] - frame.hits) if "cbind" in outcome else frame[outcome]
    return sm.GLM(y, sm.add_constant(X), family=family, **arguments).fit(tol=1e-12)


def assert_placed(found, center, covariance):
    """Coordinates have 12 bits: a grid of less than a thousandth of an sd for their center."""
    sd = np.sqrt(np.diag(covariance))
    assert (np.abs(found.center - center) <= sd / 1024).all()
    errors = found.spread @ found.spread.T - covariance
    assert (np.abs(errors) <= np.outer(sd, sd) / 1024).all()


def at_the_mode_of_sigma(covariance):
    """Return the covariance matrix for sigma where the density of log(sigma) beside known coefficients has its mode.

    There sigma^2 is the sum of squares over N - 1; in `covariance` it is the unbiased estimate.
    """
    return covariance * (N - len(covariance)) / (N - 1)


@pytest.mark.parametrize("outcome, arguments, family", MODELS.values(), ids=MODELS)
class TestFlatPriors:
    """With flat priors they are the maximum-likelihood fit and its covariance matrix."""

    def test_they_are_the_estimate_and_its_covariance_matrix(self, outcome, arguments, family):
        expected = maximum_likelihood(outcome, family)
        found = place(f"{outcome} ~ x + w", **arguments, **FLAT)
        covariance = expected.cov_params().to_numpy()
        if outcome == "gauss":
            covariance = at_the_mode_of_sigma(covariance)
        assert_placed(found, expected.params.to_numpy(), covariance)

    def test_weights_count_as_replicated_rows(self, outcome, arguments, family):  # noqa: ARG002
        weighted = place(f"{outcome} ~ x", weights="times", **arguments, **FLAT)
        rows = FRAME.loc[FRAME.index.repeat(FRAME.times)]
        replicated = place(f"{outcome} ~ x", data=rows, **arguments, **FLAT)
        uncentred = [p.coefficients({"z": np.zeros(2)}) for p in (weighted, replicated)]
        assert (
            np.abs(np.subtract(*uncentred)) <= weighted.spread.diagonal() / 100
        ).all()  # the grid, at the mean of x


def test_an_offset_is_part_of_the_predictor():
    expected = maximum_likelihood("count", sm.families.Poisson(), offset=np.log(FRAME.exposure))
    found = place("count ~ x + w", family="poisson", offset="log(exposure)", **FLAT)
    assert_placed(found, expected.params.to_numpy(), expected.cov_params().to_numpy())


def test_with_groups_they_are_those_of_generalised_least_squares():
    """At the mode of the sds, which penalised likelihood has near its own estimate."""
    frame = FRAME.assign(gauss=FRAME.gauss + 6 * RNG.standard_normal(5)[FRAME.g])
    centred = frame.assign(x=frame.x - frame.x.mean(), w=frame.w - frame.w.mean())
    expected = sm.MixedLM.from_formula("gauss ~ x + w", centred, groups="g").fit()
    found = place("gauss ~ x + w + (1 | g)", "stan_glmer", data=frame, **FLAT)
    assert (np.abs(found.center - expected.fe_params) < 0.05 * expected.bse_fe).all()
    sds = np.sqrt(np.diag(found.spread @ found.spread.T))
    np.testing.assert_allclose(sds[1:], expected.bse_fe.iloc[1:], rtol=0.05)
    alone = place("gauss ~ x + w", data=frame, **FLAT)
    assert sds[0] > 3 * alone.spread[0, 0], "the intercept is known no better than five groups allow"


def test_a_gaussian_mode_under_normal_priors_is_the_ridge_solution():
    arguments = {"prior": normal([1, -1], [0.1, 0.2]), "prior_intercept": normal(90, 2)}
    found = place("gauss ~ x + w", **arguments)
    X = np.column_stack([np.ones(N), FRAME[["x", "w"]] - FRAME[["x", "w"]].mean()])
    residual = FRAME.gauss - X @ found.center
    variance = residual @ residual / (N - 1)
    location, precision = np.array([90, 1, -1]), np.diag([2.0, 0.1, 0.2]) ** 2
    P = np.linalg.inv(precision)
    H = X.T @ X / variance + P
    center = np.linalg.solve(H, X.T @ FRAME.gauss / variance + P @ location)
    assert_placed(found, center, np.linalg.inv(H))


def test_overdispersed_counts_are_near_their_estimate():
    X = sm.add_constant(FRAME[["x", "w"]] - FRAME[["x", "w"]].mean())
    expected = sm.NegativeBinomial(FRAME.clumped, X).fit(disp=False)
    found = place("clumped ~ x + w", "stan_glm_nb", **FLAT)
    assert (np.abs(found.center - expected.params[:3]) < expected.bse[:3]).all()


class TestPriorOnly:
    def test_coordinates_are_those_of_the_prior(self):
        found = place(
            "gauss ~ x + w",
            prior=normal([1, 2], [3, 4]),
            prior_intercept=normal(5, 6),
            prior_aux=exponential(),
            prior_PD=True,
        )
        np.testing.assert_array_equal(found.center, [5, 1, 2])
        np.testing.assert_allclose(found.spread, np.diag([6, 3, 4]))


class TestCentring:
    def test_draws_of_zero_are_the_uncentred_center(self):
        found = place("gauss ~ x + w", **FLAT)
        expected = sm.OLS(FRAME.gauss, sm.add_constant(FRAME[["x", "w"]])).fit()
        errors = found.coefficients({"z": np.zeros((2, 4, 3))})[1, 3] - expected.params
        assert (np.abs(errors) <= expected.bse / 1000).all()

    def test_without_an_intercept_nothing_is_centred(self):
        found = place("gauss ~ 0 + x + w", prior=None)
        assert found.x_means.tolist() == [0, 0]
        expected = sm.OLS(FRAME.gauss, FRAME[["x", "w"]]).fit()
        covariance = at_the_mode_of_sigma(expected.cov_params().to_numpy())
        assert_placed(found, expected.params.to_numpy(), covariance)

    @pytest.mark.parametrize("unit", [1e-9, 1e9])
    def test_units_of_the_data_only_change_units(self, unit):
        found = place("y ~ z + w", data=FRAME.assign(y=unit * FRAME.gauss, z=FRAME.x / unit), **FLAT)
        expected = place("gauss ~ x + w", **FLAT)
        units = np.array([unit, unit**2, unit])
        errors = np.abs(found.center / units - expected.center)
        assert (errors <= expected.spread.diagonal() / 1000).all()
        np.testing.assert_allclose(found.spread.diagonal() / units, expected.spread.diagonal(), rtol=2.0**-11)


class TestHardCases:
    """Coordinates need not be good, but they are always finite."""

    @pytest.mark.parametrize(
        "outcome, arguments",
        [
            ((FRAME.x > 5).astype(int), {"family": "binomial"}),  # separated
            (np.r_[np.ones(N - 1, int), 0], {"family": "binomial"}),  # one failure
            (np.r_[np.zeros(N - 1, int), 1], {"family": "poisson"}),
            (np.r_[np.zeros(N - 1, int), 10**6], {"family": "poisson"}),
            (np.r_[np.zeros(N - 1, int), 10**6], {"family": "neg_binomial_2"}),
            (2 * FRAME.x + 1e-7 * FRAME.w**2, {}),  # hardly a residual
        ],
    )
    @pytest.mark.parametrize("priors", [{}, FLAT], ids=["default", "flat"])
    def test_finite(self, outcome, arguments, priors):
        found = place("y ~ x + w", data=FRAME.assign(y=outcome), **arguments, **priors)
        assert np.isfinite(found.center).all()
        assert np.isfinite(found.spread).all()
        assert (np.diag(found.spread) > 0).all()

    def test_collinear_predictors_need_a_prior(self):
        twice = FRAME.assign(xx=2 * FRAME.x)
        assert np.isfinite(place("gauss ~ x + xx", data=twice).spread).all()
        with pytest.raises(DataError, match="flat priors 'xx' cannot be told from the other predictors"):
            place("gauss ~ x + xx", data=twice, **FLAT)

    @pytest.mark.parametrize(
        "family, link",
        [(f, k) for f in ("Gamma", "inverse.gaussian", "poisson", "neg_binomial_2") for k in links(f)],
    )
    @pytest.mark.parametrize("offset", [None, "w"])
    def test_every_link_of_positive_means(self, family, link, offset):
        outcome = RNG.integers(1, 50, N)
        found = place("y ~ x + w", data=FRAME.assign(y=outcome), family=family, link=link, offset=offset)
        assert np.isfinite(found.center).all()
        assert (np.diag(found.spread) > 0).all()

    @pytest.mark.parametrize("link", links("binomial"))
    @pytest.mark.parametrize("offset", [None, "w"])
    def test_every_link_of_chances(self, link, offset):
        found = place("hit ~ x + w", family="binomial", link=link, offset=offset)
        assert np.isfinite(found.center).all()
        assert (np.diag(found.spread) > 0).all()
