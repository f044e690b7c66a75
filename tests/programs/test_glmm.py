"""Programs that sample the group effects: their rows, outcomes and effects."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.programs.effects import effects
from nbmixed.spec.priors import exponential
from tests.prepared import prepared

FRAME = pd.DataFrame(
    {
        "hit": [0, 1, 1, 0, 1, 0],
        "won": [1, 2, 0, 4, 2, 3],
        "played": [3, 2, 1, 4, 4, 5],
        "count": [0, 3, 1, 7, 2, 2],
        "x": [1.0, 2.0, 4.0, 3.0, 6.0, 2.0],
        "g": list("aabbcc"),
        "h": list("uvuvuv"),
    }
)
POISSON = {"family": "poisson"}


def packed(formula, function="stan_glmer", **arguments):
    return prepared(function, formula, FRAME, **arguments).packed


class TestRows:
    def test_predictors_are_centred_and_the_intercept_apart(self):
        X = packed("count ~ x", "stan_glm", **POISSON).data["X"]
        np.testing.assert_allclose(X[:, 0], FRAME.x - 3)

    def test_without_an_intercept_predictors_stand_as_they_are(self):
        X = packed("count ~ 0 + x", "stan_glm", **POISSON).data["X"]
        np.testing.assert_array_equal(X[:, 0], FRAME.x)

    def test_levels_are_indices_from_one(self):
        level = packed("count ~ (1 | h) + (1 | g)", **POISSON).data["level"]
        assert level.tolist() == [[1, 1, 2, 2, 3, 3], [1, 2, 1, 2, 1, 2]]  # the factor with more levels first

    def test_a_column_of_ones_is_not_stored(self):
        data = packed("count ~ (x | g) + (0 + x | h)", **POISSON).data
        assert data["z_column"].tolist() == [0, 1, 2]
        assert data["n_z"] == 2
        np.testing.assert_array_equal(data["Z"], FRAME[["x", "x"]])

    def test_offset_and_weights(self):
        data = packed("count ~ x", "stan_glm", offset="log(played)", weights="played", **POISSON).data
        np.testing.assert_allclose(data["offset_"], np.log(FRAME.played))
        assert data["weighted"] == 1
        np.testing.assert_array_equal(data["weights"], FRAME.played)

    def test_without_them(self):
        data = packed("count ~ x", "stan_glm", **POISSON).data
        assert not data["offset_"].any()
        assert data["weighted"] == data["weights"].size == 0

    def test_without_groups(self):
        data = packed("count ~ x", "stan_glm", **POISSON).data
        assert data["level"].shape == (0, 6)
        assert data["Z"].shape == (6, 0)
        assert data["z_column"].size == 0


class TestOutcome:
    def test_zeros_and_ones(self):
        model = packed("hit ~ x + (1 | g)", family="binomial")
        assert model.program == "bernoulli"
        assert model.data["y"].tolist() == FRAME.hit.tolist()
        assert model.data["y"].dtype.kind == "i"
        assert model.aux_unit is None

    @pytest.mark.parametrize(
        "arguments",
        [
            {"formula": "cbind(won, played - won) ~ x + (1 | g)"},
            {"formula": "won / played ~ x + (1 | g)", "weights": "played"},
        ],
    )
    def test_successes_among_trials(self, arguments):
        model = packed(family="binomial", **arguments)
        assert model.program == "binomial"
        assert model.data["y"].tolist() == FRAME.won.tolist()
        assert model.data["trials"].tolist() == FRAME.played.tolist()
        assert model.data["weighted"] == 0

    def test_counts(self):
        model = packed("count ~ x + (1 | g)", **POISSON)
        assert model.program == "count"
        assert (model.data["has_aux"], model.data["relative"]) == (0, [0])
        assert model.aux_unit is None

    @pytest.mark.parametrize("compat, coupled", [(None, 0), ("rstanarm", 1)])
    def test_overdispersed_counts(self, compat, coupled):
        model = packed("count ~ x + (1 | g)", "stan_glmer_nb", compat=compat, prior_aux=exponential(0.25))
        assert model.program == "count"
        assert (model.data["has_aux"], model.data["relative"]) == (1, [coupled])
        assert model.data["aux_scale"] == 4
        assert model.aux_unit > 0


class TestEffects:
    """b = theta_L z_b, for each level of each term."""

    MODEL = packed("count ~ (x | g) + (1 | h)", prior_PD=True, **POISSON)  # nothing is centred then
    RNG = np.random.default_rng(2)
    Z_B = RNG.standard_normal((2, 7, 3 * 2 + 2))
    THETA = (np.tril(RNG.standard_normal((2, 7, 2, 2))), RNG.standard_normal((2, 7, 1, 1)))

    @property
    def b(self):
        return effects(self.MODEL, {"z": np.empty((2, 7, 1)), "z_b": self.Z_B}, self.THETA)

    def test_shapes(self):
        assert [b.shape for b in self.b] == [(2, 7, 3, 2), (2, 7, 2, 1)]

    def test_coefficients_of_a_level(self):
        """z_b runs coefficient by coefficient, levels fastest."""
        of_c = self.Z_B[..., [2, 5]]  # the third of three levels
        np.testing.assert_allclose(self.b[0][:, :, 2], np.einsum("...ij,...j->...i", self.THETA[0], of_c))

    def test_the_next_term_follows(self):
        np.testing.assert_allclose(self.b[1][..., 0], self.THETA[1][..., 0] * self.Z_B[..., 6:])
