"""Beside few levels coordinates of the coefficients widen with the sd over the levels."""

import numpy as np
import pytest

import nbmixed as nm
from nbmixed.fit.diagnostics import ess_bulk
from nbmixed.programs import glmm
from nbmixed.programs.coordinates import coordinates
from nbmixed.programs.cross_products import sparse_Z
from nbmixed.programs.decoupling import known_effects
from nbmixed.programs.mode import find_mode
from nbmixed.programs.predictors import predictors
from nbmixed.programs.widening import widening
from tests.prepared import prepared
from tests.programs.test_decoupling import FRAME, N


@pytest.fixture(autouse=True)
def by_level(monkeypatch):
    """Effects have coordinates of their own level alone, as where a joint factor costs too much."""
    monkeypatch.setattr(glmm, "conditional_normal", lambda *_: None)


FORMULA = "count ~ x + w + (1 | h)"


@pytest.mark.parametrize("s", [0.01, 0.5, 30.0])
def test_their_precision_is_the_posteriors_at_every_sd(s):
    """Of a normal likelihood with the curvature at the mode."""
    model = prepared("stan_glmer", FORMULA, FRAME, family="poisson")
    columns, terms = predictors(model.design, model.spec), model.design.groups
    mode = find_mode(columns, model.design, model.spec.family, model.priors)
    known = known_effects(columns, terms, mode)
    place = coordinates(columns, model.design, model.spec.family, model.priors, known.mode)
    found = widening(terms, known, place.spread)
    share = known.information * s**2 / (1 + known.information * s**2)
    precision = np.eye(3) + found.rows_say @ np.diag(found.usual_share - share) @ found.rows_say.T
    X, Z = columns.with_intercept(), sparse_Z(terms, N).toarray()
    weight = np.exp(known.mode.eta)[:, None]
    cross = Z.T @ (weight * X)
    beside = X.T @ (weight * X) + np.diag(mode.precision)
    beside -= cross.T @ np.linalg.solve(Z.T @ (weight * Z) + np.eye(5) / s**2, cross)
    theirs = place.spread.T @ beside @ place.spread
    np.testing.assert_allclose(precision, theirs, atol=0.002 * np.abs(theirs).max())  # 12 bits are kept


def test_many_levels_leave_them_as_they_are():
    model = prepared("stan_glmer", "count ~ x + (1 | w)", FRAME.assign(w=np.arange(N) % 40), family="poisson")
    assert model.packed.data["n_few"] == 0
    assert model.packed.coordinates.linear


def test_two_levels_are_sampled_without_divergences():
    """A funnel: with two levels hardly anything is known of the sd, and so little of the intercept."""
    frame = FRAME.assign(two=FRAME.h > 2)
    fit = nm.stan_glmer("count ~ x + (1 | two)", frame, family="neg_binomial_2", seed=1, chains=2, iter=1000)
    assert fit.packed.data["n_few"] == 2
    assert int(fit.posterior.sample_stats["diverging"].sum()) <= 1
    names = ["(Intercept)", "Sigma[two:(Intercept),(Intercept)]"]
    assert min(float(e) for e in ess_bulk(fit.posterior.array(names))) > 250
