"""Which program fits a model, and how its draws become the model's parameters."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.programs.model import complete, unpack
from nbmixed.spec.priors import decov
from tests.prepared import prepared

RNG = np.random.default_rng(4)
FRAME = pd.DataFrame(
    {
        "y": RNG.standard_normal(12),
        "hit": [0, 1] * 6,
        "count": np.arange(12) % 5,
        "x": RNG.standard_normal(12),
        "g": list("abcd") * 3,
    }
)
SHAPE = (2, 3)


def packed(formula, function="stan_glmer", **arguments):
    return prepared(function, formula, FRAME, **arguments).packed


@pytest.mark.parametrize(
    "program, formula, arguments",
    [
        ("lmm", "y ~ x + (1 | g)", {}),
        ("lmm", "y ~ x", {"function": "stan_glm"}),
        ("lmm", "y ~ x + (1 | g)", {"function": "stan_lmer", "prior_PD": True}),
        ("bernoulli", "hit ~ x + (1 | g)", {"family": "binomial"}),
        ("binomial", "cbind(count, 5 - count) ~ x", {"function": "stan_glm", "family": "binomial"}),
        ("count", "count ~ x + (x | g)", {"family": "poisson"}),
        ("count", "count ~ x", {"function": "stan_glm_nb"}),
    ],
)
def test_which_program(program, formula, arguments):
    assert packed(formula, **arguments).program == program


@pytest.mark.parametrize("predictors", [4, 7])
def test_with_five_rows_and_as_many_coefficients_cross_products_are_of_no_use(predictors):
    wide = pd.DataFrame(RNG.standard_normal((5, predictors + 1)), columns=[*"abcdefg"[:predictors], "y"])
    assert prepared("stan_glm", "y ~ .", wide).packed.program == "continuous"


def draws(model):
    """Draws as the program of a model would give them."""
    p = model.data["p"]
    sizes = {
        "z": len(model.coordinates.center),
        "sd_raw": sum(p),
        "cpc": sum(k * (k - 1) // 2 for k in p),
        "z_b": sum(k * n for k, n in zip(p, model.data["l"], strict=True)),
    }
    if model.data.get("conditional"):
        sizes["effect"] = sizes["z_b"]
    found = {name: RNG.uniform(0.1, 0.9, (*SHAPE, size)) for name, size in sizes.items()}
    if not model.coordinates.linear:
        found["coefficient"] = RNG.uniform(0.1, 0.9, (*SHAPE, sizes["z"]))
    return found | {"aux_raw": RNG.uniform(1, 2, SHAPE)}


class TestUnpack:
    def test_gaussian_covariances_are_relative_to_sigma(self):
        model = packed("y ~ x + (1 | g)", prior_covariance=decov(scale=3))
        found = draws(model)
        parameters = unpack(model, found, 1)[0]
        np.testing.assert_allclose(parameters.aux, model.aux_unit * found["aux_raw"])
        np.testing.assert_allclose(
            parameters.theta_L[0][..., 0, 0], parameters.aux * 3 * found["sd_raw"][..., 0]
        )

    @pytest.mark.parametrize("formula, arguments", [
        ("count ~ x + (1 | g)", {"family": "poisson"}),
        ("count ~ x + (1 | g)", {"function": "stan_glmer_nb"}),
        ("hit ~ x + (1 | g)", {"family": "binomial"}),
    ])  # fmt: skip
    def test_elsewhere_they_stand_alone(self, formula, arguments):
        model = packed(formula, **arguments)
        found = draws(model)
        np.testing.assert_allclose(unpack(model, found, 1)[0].theta_L[0][..., 0, 0], found["sd_raw"][..., 0])

    def test_rstanarm_multiplies_those_of_a_negative_binomial_by_its_dispersion(self):
        model = packed("count ~ x + (1 | g)", "stan_glmer_nb", compat="rstanarm")
        found = draws(model)
        parameters = unpack(model, found, 1)[0]
        np.testing.assert_allclose(parameters.theta_L[0][..., 0, 0], parameters.aux * found["sd_raw"][..., 0])

    def test_an_auxiliary_parameter_may_come_as_a_vector_of_one(self):
        model = packed("count ~ x", "stan_glm_nb")
        found = draws(model)
        vector = found | {"aux_raw": found["aux_raw"][..., None]}
        np.testing.assert_array_equal(unpack(model, vector, 1)[0].aux, unpack(model, found, 1)[0].aux)

    def test_further_parameters_come_under_their_names(self):
        model = packed("y ~ x", "stan_glm")
        found = draws(model) | {"nu": RNG.uniform(2, 30, (*SHAPE, 1))}
        further = unpack(model, found, 1)[0].further
        assert list(further) == ["nu"]
        np.testing.assert_array_equal(further["nu"], found["nu"][..., 0])

    def test_families_without_one(self):
        model = packed("count ~ x", "stan_glm", family="poisson")
        assert unpack(model, draws(model), 1)[0].aux is None

    def test_coefficients_are_for_predictors_as_given(self):
        model = packed("y ~ x", "stan_glm")
        found = draws(model)
        place = model.coordinates
        centred = place.center + found["z"] @ place.spread.T
        coef = unpack(model, found, 1)[0].coef
        np.testing.assert_allclose(coef[..., 1], centred[..., 1])
        np.testing.assert_allclose(coef[..., 0] + coef[..., 1] * FRAME.x.mean(), centred[..., 0])

    def test_without_groups_there_are_no_effects(self):
        model = packed("y ~ x", "stan_glm")
        assert unpack(model, draws(model), 1)[1]() == ()
        assert unpack(model, draws(model), 1)[0].theta_L == ()

    @pytest.mark.parametrize("formula", ["y ~ x + (x | g)", "count ~ x + (x | g)"])
    def test_effects_have_a_row_for_each_level_and_a_column_for_each_coefficient(self, formula):
        model = packed(formula, family="gaussian" if formula[0] == "y" else "poisson")
        found = draws(model)
        if model.program == "lmm":
            found["z_b"] = np.empty((*SHAPE, 0))
        assert [b.shape for b in unpack(model, found, 1)[1]()] == [(*SHAPE, 4, 2)]


class TestComplete:
    """A CSV file has no column for an empty vector."""

    def test_vectors_without_elements_are_put_back(self):
        found = complete({"aux_raw": np.ones(SHAPE)}, SHAPE)
        assert {k: v.shape for k, v in found.items()} == {
            "z": (2, 3, 0), "sd_raw": (2, 3, 0), "cpc": (2, 3, 0), "z_b": (2, 3, 0), "coefficient": (2, 3, 0),
            "effect": (2, 3, 0),
            "aux_raw": (2, 3),
        }  # fmt: skip

    def test_what_was_there_stays(self):
        z = RNG.standard_normal((*SHAPE, 2))
        assert complete({"z": z}, SHAPE)["z"] is z
