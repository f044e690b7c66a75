"""Effects are sampled in coordinates that are independent of the coefficients near the mode."""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.programs.cross_products import sparse_Z
from nbmixed.programs.decoupling import known_effects
from nbmixed.programs.joint_mode import joint_mode
from nbmixed.programs.mode import find_mode
from nbmixed.programs.predictors import predictors
from tests.prepared import prepared

RNG = np.random.default_rng(5)
N = 400
FRAME = pd.DataFrame({"x": RNG.standard_normal(N), "g": RNG.integers(0, 12, N), "h": RNG.integers(0, 5, N)})
FRAME["w"] = RNG.standard_normal(12)[FRAME.g]
ETA = 1.5 + 0.4 * FRAME.x + FRAME.w + RNG.standard_normal(12)[FRAME.g] + 0.7 * RNG.standard_normal(5)[FRAME.h]
FRAME["count"] = RNG.poisson(np.exp(ETA))


def parts(formula, frame=FRAME):
    model = prepared("stan_glmer", formula, frame, family="poisson")
    columns = predictors(model.design, model.spec)
    mode = find_mode(columns, model.design, model.spec.family, model.priors)
    return columns, model.design.groups, mode


@pytest.mark.parametrize("formula", ["count ~ x + w + (1 | g)", "count ~ x + w + (x | g) + (1 | h)"])
class TestJointMode:
    def test_it_is_where_the_slopes_of_the_posterior_are_zero(self, formula):
        columns, terms, mode = parts(formula)
        at = joint_mode(columns, terms, mode)
        X, Z = columns.with_intercept(), sparse_Z(terms, N).toarray()
        np.testing.assert_allclose(at.mode.eta, X @ at.mode.coef + Z @ at.effects)
        away = FRAME["count"] - np.exp(at.mode.eta)  # the score of a Poisson count
        in_sds = (Z.T @ away - at.effects / at.variance) / np.sqrt(at.information + 1 / at.variance)
        assert np.abs(in_sds).max() < 0.01
        prior = at.mode.precision * (at.mode.coef - at.mode.location)
        in_sds = (X.T @ away - prior) / np.sqrt(np.diag(X.T @ (np.exp(at.mode.eta)[:, None] * X)))
        assert np.abs(in_sds).max() < 0.01

    def test_the_joint_precision_falls_into_blocks(self, formula):
        """Of a normal posterior with the curvature there and the rough variances of effects."""
        columns, terms, mode = parts(formula)
        at = joint_mode(columns, terms, mode)
        X, Z = columns.with_intercept(), sparse_Z(terms, N).toarray()
        weight = np.exp(at.mode.eta)[:, None]
        of_effects = Z.T @ (weight * Z) + np.diag(1 / at.variance)
        cross = Z.T @ (weight * X)
        np.testing.assert_allclose(of_effects @ at.slope, cross, atol=1e-8 * np.abs(cross).max())
        alone = X.T @ (weight * X) + np.diag(mode.precision)
        np.testing.assert_allclose(at.mode.curvature, alone - cross.T @ at.slope, rtol=1e-8, atol=1e-8)


def test_of_one_factor_the_rows_of_a_level_tell_of_it_alone():
    """A level's rows say its own least-squares estimate, whatever the sd over the levels, and one less of the intercept."""
    columns, terms, mode = parts("count ~ 1 + (1 | g)")
    known = known_effects(columns, terms, mode)
    means = FRAME.groupby("g")["count"].mean().to_numpy()
    there = np.log(means) - known.mode.coef[0]
    np.testing.assert_allclose(known.estimate, there, rtol=0.02)
    np.testing.assert_allclose(known.shift, np.ones((12, 1)))


def test_a_predictor_of_groups_is_known_no_better_than_groups_allow():
    columns, terms, mode = parts("count ~ x + w + (1 | g)")
    alone, beside = (
        np.sqrt(np.diag(np.linalg.inv(m.curvature))) for m in (mode, known_effects(columns, terms, mode).mode)
    )
    assert beside[1] < 1.2 * alone[1]  # x varies within groups
    assert (beside[[0, 2]] > 3 * alone[[0, 2]]).all()


@pytest.mark.parametrize(
    "arguments",
    [{"prior": nm.hs()}, {"link": "identity"}, {"prior_PD": True}, {"family": "gaussian", "link": "inverse"}],
    ids=["shrunk", "bounded", "prior", "pole"],
)
def test_only_where_coefficients_are_linear_in_their_coordinates(arguments):
    model = prepared("stan_glmer", "count ~ x + w + (1 | g)", FRAME, **{"family": "poisson", **arguments})
    assert not model.packed.data["decoupled"]


def test_trajectories_become_short():
    """A predictor of groups that are well known costs no longer trajectories than one that varies within them."""
    fit = nm.stan_glmer("count ~ x + w + (1 | g)", FRAME, family="poisson", seed=1, iter=600, chains=2)
    assert fit.packed.data["conditional"] or fit.packed.data["decoupled"]
    assert np.median(fit.posterior.sample_stats["n_steps"]) <= 15
