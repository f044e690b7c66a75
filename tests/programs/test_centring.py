"""Centring and decoupling change the coordinates of group effects, not their posterior."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nbmixed import stan_glmer
from nbmixed.programs import glmm
from nbmixed.programs.centring import Centring, effects_from
from nbmixed.programs.terms import lambda_times
from nbmixed.stanreg import StanReg
from tests.agreement import z_scores
from tests.programs.test_lmm import LIMIT, summarised

RNG = np.random.default_rng(4)
LEVELS = 20


@pytest.fixture
def drawn() -> tuple[np.ndarray, list[np.ndarray], list[int]]:
    """Coordinates and factors of two terms: two coefficients of three levels, one of four."""
    factors = [np.tril(RNG.uniform(0.5, 2.0, (5, 2, 2))), RNG.uniform(0.5, 2.0, (5, 1, 1))]
    return RNG.standard_normal((5, 10)), factors, [3, 4]


def test_without_centring_effects_are_theta_L_times_z(drawn) -> None:
    z, factors, levels = drawn
    np.testing.assert_allclose(
        effects_from(z, factors, levels, np.zeros(10)), lambda_times(z, factors, levels)
    )


def test_with_full_centring_effects_are_their_own_coordinates(drawn) -> None:
    z, factors, levels = drawn
    np.testing.assert_allclose(effects_from(z, factors, levels, np.ones(10)), z)


def counts() -> pd.DataFrame:
    """Counts so large that every level's intercept and slope are well known; levels enough for light tails."""
    rng = np.random.default_rng(12)
    g, x = np.repeat(np.arange(LEVELS), 8), rng.standard_normal(8 * LEVELS)
    b = rng.standard_normal((LEVELS, 2)) * [0.8, 0.4]
    y = rng.poisson(np.exp(2.5 + b[g, 0] + (0.5 + b[g, 1]) * x))
    return pd.DataFrame({"y": y, "x": x, "g": pd.Categorical(g)})


def fitted(seed: int) -> StanReg:
    return stan_glmer("y ~ x + (x | g)", counts(), family="poisson", iter=4000, seed=seed)


def test_the_posterior_does_not_depend_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    centred = fitted(1)
    monkeypatch.setattr(glmm, "centring", lambda *_: Centring(np.zeros(2 * LEVELS), np.zeros(2 * LEVELS)))
    not_centred = fitted(2)
    for device in ("partly_centred", "decoupled"):
        assert centred.packed.data[device]
        assert not not_centred.packed.data[device]
    names = centred.posterior.names
    ours, theirs = centred.posterior.array(names), not_centred.posterior.array(names)
    apart = {
        f"{name} {statistic}": round(z, 2)
        for i, name in enumerate(names)
        for statistic, z in z_scores(ours[..., i], summarised(theirs[..., i]))
        if not abs(z) < LIMIT
    }
    assert not apart
