"""Effects are sampled in coordinates that are independent of the coefficients near the mode."""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.programs.centring import centring
from nbmixed.programs.cross_products import sparse_Z
from nbmixed.programs.decoupling import decoupled
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
    return columns, model.design.groups, mode, centring(model.design, mode)


@pytest.mark.parametrize("formula", ["count ~ x + w + (1 | g)", "count ~ x + w + (x | g) + (1 | h)"])
def test_the_joint_precision_falls_into_blocks(formula):
    """Of a normal posterior with the curvature of the mode and the rough variances of effects."""
    columns, terms, mode, shares = parts(formula)
    X, Z = columns.with_intercept(), sparse_Z(terms, N).toarray()
    weight = mode.information()[1][:, None]
    found = decoupled(columns, terms, mode, shares)
    of_effects = Z.T @ (weight * Z) + np.diag(1 / shares.variance)
    cross = Z.T @ (weight * X)
    to_effects = shares.variance ** ((1 - shares.share) / 2)  # b = tau^(1 - w) (z - shift delta)
    shift = to_effects[:, None] * found.shift
    np.testing.assert_allclose(of_effects @ shift, cross, atol=1e-8 * np.abs(cross).max())
    np.testing.assert_allclose(found.mode.curvature, mode.curvature - cross.T @ shift, rtol=1e-8, atol=1e-8)


def test_a_predictor_of_groups_is_known_no_better_than_groups_allow():
    columns, terms, mode, shares = parts("count ~ x + w + (1 | g)")
    alone, beside = (
        np.sqrt(np.diag(np.linalg.inv(m.curvature)))
        for m in (mode, decoupled(columns, terms, mode, shares).mode)
    )
    assert beside[1] < 1.1 * alone[1]  # x varies within groups
    assert (beside[[0, 2]] > 3 * alone[[0, 2]]).all()


def test_terms_without_variance_are_left_alone():
    flat = FRAME.assign(count=RNG.poisson(3, N))
    columns, terms, mode, shares = parts("count ~ x + (1 | h)", flat)
    assert not shares.variance.any()
    found = decoupled(columns, terms, mode, shares)
    assert len(found.shift) == 0
    assert found.mode is mode


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
    assert fit.packed.data["decoupled"]
    assert np.median(fit.posterior.sample_stats["n_steps"]) <= 15
