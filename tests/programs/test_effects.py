"""What data say of effects changes their coordinates, not their posterior."""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd
import pytest

from nbmixed import stan_glmer
from nbmixed.engine.locate import executable
from nbmixed.programs import glmm
from nbmixed.programs.effects import effects_from
from nbmixed.programs.known import KnownEffects
from nbmixed.programs.model import complete, unpack
from nbmixed.programs.terms import lambda_times
from nbmixed.stanreg import StanReg
from tests.agreement import z_scores
from tests.prepared import prepared, sampled_parameters
from tests.programs.dense_conditional import conditional_draws
from tests.programs.test_likelihood import widened
from tests.programs.test_lmm import LIMIT, summarised

RNG = np.random.default_rng(4)
LEVELS = 20
NOTHING = np.empty((0, 0))


@pytest.fixture
def drawn() -> tuple[np.ndarray, list[np.ndarray], list[int]]:
    """Coordinates and factors of two terms: two coefficients of three levels, one of four."""
    factors = [np.tril(RNG.uniform(0.5, 2.0, (5, 2, 2))), RNG.uniform(0.5, 2.0, (5, 1, 1))]
    return RNG.standard_normal((5, 10)), factors, [3, 4]


def test_without_information_effects_are_theta_L_times_z(drawn) -> None:
    z, factors, levels = drawn
    found = effects_from(z, factors, levels, np.zeros(10), RNG.standard_normal((5, 10)), NOTHING)
    np.testing.assert_allclose(found, lambda_times(z, factors, levels))


def test_with_much_information_they_are_about_the_estimate_in_units_of_what_it_leaves(drawn) -> None:
    z, factors, levels = drawn
    estimate = RNG.standard_normal((5, 10))
    found = effects_from(z, factors, levels, np.full(10, 1e10), estimate, NOTHING)
    np.testing.assert_allclose((found - estimate) * 1e5, z, atol=1e-4)


@pytest.mark.parametrize("s", [0.01, 0.5, 20.0])
def test_whatever_the_standard_deviation_they_are_those_of_a_normal_likelihood(s) -> None:
    """N(estimate, A^-1) times N(0, s^2) is normal, with the sum of both precisions."""
    z, A, estimate = RNG.standard_normal((5, 4)), np.array([0.0, 1.0, 30.0, 1e4]), RNG.standard_normal((5, 4))
    b = effects_from(z, [np.full((5, 1, 1), s)], [4], A, estimate, NOTHING)
    precision = A + s**-2
    np.testing.assert_allclose(b, A * estimate / precision + z / np.sqrt(precision))


def counts() -> pd.DataFrame:
    """Counts so large that every level's intercept and slope are well known; levels enough for light tails."""
    rng = np.random.default_rng(12)
    g, x = np.repeat(np.arange(LEVELS), 8), rng.standard_normal(8 * LEVELS)
    b = rng.standard_normal((LEVELS, 2)) * [0.8, 0.4]
    y = rng.poisson(np.exp(2.5 + b[g, 0] + (0.5 + b[g, 1]) * x))
    return pd.DataFrame({"y": y, "x": x, "g": pd.Categorical(g)})


def nothing_known(columns, terms, mode) -> KnownEffects:
    nothing = np.empty(0)
    return KnownEffects(mode, nothing, nothing, nothing, NOTHING, NOTHING)


def fitted(seed: int) -> StanReg:
    return stan_glmer("y ~ x + (x | g)", counts(), family="poisson", iter=4000, seed=seed)


def test_the_posterior_does_not_depend_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given = fitted(3)
    monkeypatch.setattr(glmm, "conditional_normal", lambda *_: None)
    known = fitted(1)
    monkeypatch.setattr(glmm, "known_effects", nothing_known)
    unknown = fitted(2)
    assert given.packed.data["conditional"]
    for device in ("informed", "decoupled"):
        assert known.packed.data[device]
        assert not unknown.packed.data[device]
    names = known.posterior.names
    theirs = unknown.posterior.array(names)
    apart = {
        f"{fit.name} {name} {statistic}": round(z, 2)
        for fit in (given, known)
        for i, name in enumerate(names)
        for statistic, z in z_scores(fit.posterior.array(names)[..., i], summarised(theirs[..., i]))
        if not abs(z) < LIMIT
    }
    assert not apart


MODELS = {
    "groups": ("stan_glmer", "y ~ x + (x | g)", {}),
    "few levels": ("stan_glmer", "y ~ x + w + (1 | few) + (1 | g)", {}),
    "smooths": ("stan_gamm4", "y ~ s(x, k = 5) + s(w, k = 4)", {"random": "~ (1 | few)"}),
}


@pytest.mark.parametrize("sparse_factor", [True, False], ids=["conditional", "by level"])
@pytest.mark.parametrize("function, formula, more", MODELS.values(), ids=MODELS)
def test_the_density_of_coordinates_is_that_of_what_they_stand_for(
    function, formula, more, sparse_factor, monkeypatch
) -> None:
    """Two programs' densities at the same coefficients and effects differ by the determinants of their maps alone."""
    rng = np.random.default_rng(7)
    frame = counts().assign(w=rng.standard_normal(8 * LEVELS), few=np.arange(8 * LEVELS) % 3)
    if not sparse_factor:
        monkeypatch.setattr(glmm, "conditional_normal", lambda *_: None)
    known = prepared(function, formula, frame, family="poisson", **more).packed
    assert known.data["conditional"] == sparse_factor
    monkeypatch.setattr(glmm, "known_effects", nothing_known)
    plain = prepared(function, formula, frame, family="poisson", **more).packed
    apart = []
    for _ in range(3):
        sds = {
            "sd_raw": rng.uniform(0.2, 2.0, sum(known.data["p"])),
            "cpc": rng.uniform(-0.5, 0.5, n_cpc(known)),
        }
        here = rng.standard_normal(n_coordinates(known)) / 2
        there = mapped(known, here, sds)
        one, zero = np.eye(len(here)), np.zeros(len(here))
        linear = np.column_stack([mapped(plain, e, sds) for e in one]) - mapped(plain, zero, sds)[:, None]
        other = np.linalg.solve(linear, there - mapped(plain, zero, sds))
        h = 1e-5
        slopes = np.column_stack(
            [(mapped(known, here + h * e, sds) - mapped(known, here - h * e, sds)) / (2 * h) for e in one]
        )
        determinants = np.linalg.slogdet(slopes)[1] - np.linalg.slogdet(linear)[1]
        apart.append(log_density(known, here, sds) - log_density(plain, other, sds) - determinants)
    np.testing.assert_allclose(np.diff(apart), 0, atol=1e-5)  # of differences over 1e-5


def n_cpc(packed) -> int:
    return sum(p * (p - 1) // 2 for p in packed.data["p"])


def n_coordinates(packed) -> int:
    data = packed.data
    return len(packed.coordinates.center) + sum(p * n for p, n in zip(data["p"], data["l"], strict=True))


def parameters(packed, at, sds) -> dict[str, np.ndarray]:
    K1 = len(packed.coordinates.center)
    return {**sds, "z": at[:K1], "z_b": at[K1:]}


def mapped(packed, at, sds) -> np.ndarray:
    """Coefficients and effects at coordinates."""
    values = parameters(packed, at, sds)
    draws = complete({k: v[None, None] for k, v in values.items()}, (1, 1))
    if packed.data["conditional"]:
        draws |= conditional_draws(packed, draws)
    elif packed.data["n_few"]:
        draws["coefficient"] = widened(packed, draws)[None, None]
    found, make = unpack(packed, draws, seed=1)
    return np.concatenate([found.coef[0, 0], *(b[0, 0].T.reshape(-1) for b in make())])


def log_density(packed, at, sds) -> float:
    import cmdstanpy

    logging.getLogger("cmdstanpy").disabled = True
    model = cmdstanpy.CmdStanModel(exe_file=str(executable(packed.program)))
    values = {k: v.tolist() for k, v in parameters(packed, at, sds).items()}
    return float(model.log_prob(sampled_parameters(values), dict(packed.data), sig_figs=16)["lp__"][0])
