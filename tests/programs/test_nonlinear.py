"""The program of nonlinear models: its likelihood, its priors, its coordinates and where chains start."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nbmixed import datasets, lkj, normal
from nbmixed.design.curves_code import FUNCTIONS
from nbmixed.display.text import to_text
from nbmixed.display.views_priors import prior_summary_view
from nbmixed.errors import PriorError, SettingError
from nbmixed.fit.curve_means import means
from nbmixed.programs.model import complete, unpack
from nbmixed.programs.nonlinear_priors import curve_columns, curve_slopes
from tests.prepared import prepared
from tests.programs.test_likelihood import likelihood_of_program, point
from tests.recorded import read

ORANGE = datasets.load("Orange")
HUNDREDS = ORANGE.assign(age=ORANGE.age / 100, circumference=ORANGE.circumference / 100)
LOGISTIC = "circumference ~ SSlogis(age, Asym, xmid, scal) ~ "
FOL = "conc ~ SSfol(Dose, Time, lKe, lKa, lCl) ~ "
INFORMATIVE = normal([-2.5, 0.5, -3.2], [0.5, 0.5, 0.5])
N = 24
RNG = np.random.default_rng(5)
FRAME = pd.DataFrame(
    {"x": RNG.uniform(0.2, 0.8, N), "z": RNG.standard_normal(N), "w": RNG.uniform(0.5, 2, N)}
)
FRAME["y"] = 1 + FRAME.x + 0.1 * RNG.standard_normal(N)
FRAME["g"], FRAME["h"] = np.arange(N) % 4, np.arange(N) % 3
OWN = "y ~ a * x^b + c ~ "
WEAK = {"prior": normal([1, 1, 0.5], 1)}
CURVES = {
    "correlated": (OWN + "a + b | g", WEAK),
    "uncorrelated": (OWN + "(a + c || g)", WEAK),
    "crossed": (OWN + "(a | g) + (b | h)", WEAK),
    "predictors": (OWN + "(a ~ z + factor(h)) + (b | g)", {"prior": normal(0.5, 1)}),
    "levels": (OWN + "(a ~ 0 + factor(h)) + (b | g)", {"prior": normal(0.5, 1)}),
    "weights": (OWN + "a | g", WEAK | {"weights": "w"}),
    "offset": (OWN + "a | g", WEAK | {"offset": "z"}),
    "rotated": (OWN + "(a ~ z) + (b | g)", {"prior": normal(0.5, 1), "QR": True}),
    "as rstanarm": ("y ~ SSlogis(x, a, b, s) ~ a + s | g", WEAK | {"compat": "rstanarm"}),
} | {f: (f"y ~ a + {f}(b * x) ~ a | g", {"prior": normal([0.5, 0.4], 0.3)}) for f in FUNCTIONS}


def nlmer(formula, data=FRAME, **arguments):
    return prepared("stan_nlmer", formula, data, **arguments)


class TestLikelihood:
    @pytest.mark.parametrize("name", CURVES)
    def test_is_that_of_numpys_curve(self, name):
        """Also that the program runs every operation as numpy does."""
        formula, arguments = CURVES[name]
        model = nlmer(formula, **arguments)
        rng = np.random.default_rng(1)
        points = [self.near(model.packed, rng) for _ in range(3)]
        found = [likelihood_of_program(model.packed, values) for values in points]
        expected = [self.exact(model, values) for values in points]
        np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-8)

    def near(self, packed, rng):
        """Parameters near the least-squares fit, where every curve has a value."""
        values = point(packed, rng)
        return values | {k: 0.05 * values[k] for k in ("z", "z_b", "sd_raw")}

    def exact(self, model, values):
        draws = complete(
            {k: v[None, None] if np.ndim(v) else np.array([[v]]) for k, v in values.items()}, (1, 1)
        )
        parameters, make_effects = unpack(model.packed, draws, seed=1)
        effects = [b[0] for b in make_effects()]
        mu = means(model.design, parameters.coef[0], effects)[0]
        w = np.ones(N) if model.design.weights is None else model.design.weights
        return w @ stats.norm.logpdf(model.design.response.y, mu, parameters.aux[0, 0])


class TestPriors:
    def test_rstanarms_default(self):
        prior = nlmer(LOGISTIC + "Asym | Tree", HUNDREDS, compat="rstanarm").priors.coef
        assert prior.location.tolist() == [0, 0, 0]
        assert prior.used_scale.tolist() == pytest.approx([3.034218] * 3, rel=1e-6)

    @pytest.mark.parametrize(
        "reference, formula, data, arguments",
        [
            ("orange_nlmer", LOGISTIC + "Asym | Tree", HUNDREDS, {}),
            ("theoph_nlmer", FOL + "(0 + lKe + lKa + lCl | Subject)", datasets.load("Theoph"), {"QR": True}),
            (
                "theoph_nlmer_informative",
                FOL + "(0 + lKe + lKa + lCl | Subject)",
                datasets.load("Theoph"),
                {"prior": INFORMATIVE},
            ),
        ],
    )
    def test_texts_are_rstanarms(self, reference, formula, data, arguments):
        expected = read(Path(__file__).parents[1] / "reference" / f"{reference}.json")
        model = nlmer(formula, data, compat="rstanarm", **arguments)
        assert to_text(prior_summary_view("fit", model.priors)).strip() == expected["prior_summary"].strip()

    def test_the_default_is_around_the_fit_in_units_of_each_parameter(self):
        model = nlmer(LOGISTIC + "Asym | Tree", ORANGE)
        units = ORANGE.circumference.std() / curve_slopes(model.design)
        np.testing.assert_allclose(model.priors.coef.location, model.design.curve.fit.phi)
        np.testing.assert_allclose(model.priors.coef.used_scale, 2.5 * units)

    def test_it_does_not_depend_on_the_units_of_the_data(self):
        """Asym is in units of the outcome, xmid and scal in those of the input."""
        factor = np.array([100, 100, 100])
        raw, scaled = (nlmer(LOGISTIC + "Asym + xmid | Tree", d) for d in (ORANGE, HUNDREDS))
        np.testing.assert_allclose(
            raw.priors.coef.used_scale, factor * scaled.priors.coef.used_scale, rtol=1e-4
        )
        # Effects are over sigma, which is in units of the outcome; both were divided by 100.
        np.testing.assert_allclose(raw.packed.data["sd_unit"], scaled.packed.data["sd_unit"], rtol=1e-4)

    def test_coefficients_of_predictors_are_around_0_and_over_their_sd(self):
        frame = ORANGE.assign(z=np.linspace(3, 9, 35))
        prior = nlmer(LOGISTIC + "(Asym ~ z) + (Asym | Tree)", frame).priors.coef
        assert prior.location[1] == pytest.approx(0, abs=1e-9 * prior.location[0])
        assert prior.used_scale[1] == pytest.approx(prior.used_scale[0] / frame.z.std())

    def test_lkj_has_units_of_the_parameters(self):
        model = nlmer(LOGISTIC + "Asym + xmid | Tree", ORANGE, prior_covariance=lkj())
        units = ORANGE.circumference.std() / curve_slopes(model.design)
        np.testing.assert_allclose(model.priors.covariance_scale[0], 10 * units[:2])

    def test_one_value_for_each_coefficient(self):
        with pytest.raises(PriorError, match="3 coefficients"):
            nlmer(LOGISTIC + "Asym | Tree", ORANGE, prior=normal([1, 2], 1))


class TestCoordinates:
    def test_zero_is_the_least_squares_fit(self):
        """To less than a hundredth of its standard errors."""
        model = nlmer(LOGISTIC + "Asym | Tree", ORANGE, prior=None)
        place = model.packed.coordinates
        sd = np.linalg.norm(place.spread, axis=1)
        assert (np.abs(place.center - model.design.curve.fit.phi) < sd / 500).all()

    def test_spread_is_its_covariance(self):
        packed = nlmer(LOGISTIC + "Asym | Tree", ORANGE, prior=None).packed
        sd = np.linalg.norm(packed.coordinates.spread, axis=1)
        errors = np.array([20.24, 107.30, 81.47]) * np.sqrt(32 / 35)  # of R's nls, which divides by N - 3
        np.testing.assert_allclose(sd, errors, rtol=2e-3)

    def test_scal_of_rstanarm_is_reported_on_the_natural_scale(self):
        packed = nlmer(LOGISTIC + "Asym | Tree", HUNDREDS, compat="rstanarm", prior=None).packed
        coef = packed.coordinates.coefficients({"z": np.zeros((1, 1, 3))})
        np.testing.assert_allclose(coef[0, 0], [1.926875, 7.287561, 3.535334], rtol=1e-4)

    def test_predictors_come_back_as_given(self):
        for arguments in ({}, {"QR": True}):
            model = nlmer(OWN + "(a ~ z + x) + (b | g)", prior=normal(0.5, 1), **arguments)
            place = model.packed.coordinates
            coef = place.coefficients({"z": np.zeros((1, 1, 5))})[0, 0]
            for k in range(3):
                own = model.design.curve.owner == k
                ours = model.packed.data["X"][:, own] @ place.center[own]
                np.testing.assert_allclose(model.design.X[:, own] @ coef[own], ours, atol=1e-10)


class TestStarts:
    def test_chains_start_around_the_fit_with_small_effects(self):
        (start,) = nlmer(LOGISTIC + "Asym | Tree", ORANGE).packed.starts
        assert not start["z"][0].any() and not start["z_b"][0].any()
        assert start["z"][1] == 1 and start["z_b"][1] < 1

    def test_rivals_are_places_to_start(self):
        packed = nlmer(FOL + "lKa | Subject", datasets.load("Theoph")).packed
        first, second = (packed.coordinates.coefficients({"z": s["z"][0]}) for s in packed.starts)
        np.testing.assert_allclose(first, second[[1, 0, 2]], atol=0.05)  # the prior pulls at both

    def test_prior_draws_start_anywhere(self):
        assert nlmer(LOGISTIC + "Asym | Tree", ORANGE, prior_PD=True).packed.starts == ()


class TestRefusals:
    @pytest.mark.parametrize(
        "arguments, said",
        [
            ({"compat": "rstanarm"}, "only self-starting functions"),
            ({"sparse": True}, "no argument 'sparse'"),
            ({"prior_intercept": None}, "no argument 'prior_intercept'"),
            ({"algorithm": "optimizing"}, "joint mode"),
        ],
    )
    def test_in_one_sentence(self, arguments, said):
        with pytest.raises(SettingError, match=said):
            nlmer(OWN + "a | g", **arguments)

    def test_rotation_of_a_single_coefficient(self):
        with pytest.raises(SettingError, match="rotates several"):
            nlmer("y ~ exp(a * x) ~ a | g", QR=True)


@pytest.mark.parametrize("compat, parameters", [(None, 1), ("rstanarm", 3)])
def test_rotated_columns_have_the_length_that_autoscale_takes(compat, parameters):
    """rstanarm's design has a row for each parameter of the curve."""
    arguments = {"QR": True, "compat": compat, "prior": normal(0, 1, autoscale=True)}
    ready = nlmer("y ~ SSlogis(x, a, b, s) ~ a | g", **arguments)
    X = curve_columns(ready.design, ready.spec).X
    np.testing.assert_allclose(np.sum(X**2, axis=0), parameters * N - 1)
