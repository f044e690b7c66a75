"""Coefficients of smooths are sampled in directions that the data know independently of each other."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.programs.decoupling import known_effects
from nbmixed.programs.joint_mode import joint_mode
from nbmixed.programs.mode import find_mode
from nbmixed.programs.predictors import predictors
from nbmixed.programs.smooths import smooth_blocks
from tests.prepared import prepared

RNG = np.random.default_rng(11)
N = 200
FRAME = pd.DataFrame({"x": RNG.gamma(1, 1, N), "w": RNG.uniform(-1, 1, N), "g": np.arange(N) % 4})
FRAME["y"] = RNG.poisson(np.exp(1 + np.sin(FRAME.x) + FRAME.w**2 + 0.4 * (FRAME.g - 1.5)))


@pytest.fixture(scope="module")
def parts():
    model = prepared(
        "stan_gamm4", "y ~ s(x, k = 6) + s(w, k = 4)", FRAME, family="poisson", random="~ (1 | g)"
    )
    columns, blocks = predictors(model.design, model.spec), smooth_blocks(model.design)
    mode = find_mode(columns, model.design, model.spec.family, model.priors)
    terms = [*model.design.groups, *blocks]
    width = sum(block.width for block in blocks)
    return known_effects(columns, terms, mode), joint_mode(columns, terms, mode, width), blocks


def places(blocks):
    ends = np.cumsum([block.width for block in blocks])
    return [slice(end - block.width, end) for end, block in zip(ends, blocks, strict=True)]


def test_given_those_behind_the_precision_of_a_block_is_diagonal(parts):
    known, at, blocks = parts
    information, variance = (x[-len(at.covariance) :] for x in (known.information, at.variance))
    for own, rotation in zip(places(blocks), known.rotations, strict=True):
        behind = slice(own.stop, len(at.covariance))
        C = at.covariance
        left = C[own, own] - C[own, behind] @ np.linalg.solve(C[behind, behind], C[behind, own])
        precision = np.linalg.inv(rotation.T @ left @ rotation)
        expected = information[own] + 1 / variance[own]
        sd = np.sqrt(expected)
        assert (np.abs(precision - np.diag(expected)) <= np.outer(sd, sd) / 2000).all()  # 12 bits


def test_its_mean_follows_coefficients_and_those_behind(parts):
    """At the rough variances: the joint normal distribution of the smooths given the coefficients says the same."""
    known, at, blocks = parts
    w = len(at.covariance)
    delta, b = RNG.standard_normal(len(at.mode.coef)) / 10, RNG.standard_normal(w) / 10
    mean = at.effects[-w:] - at.slope[-w:] @ delta
    turned = np.concatenate([Q.T @ b[own] for own, Q in zip(places(blocks), known.rotations, strict=True)])
    says = (known.estimate - known.shift @ delta)[-w:] - known.cross @ turned
    found = known.share[-w:] * says
    for own, rotation in zip(places(blocks), known.rotations, strict=True):
        behind = slice(own.stop, w)
        C = at.covariance
        expected = mean[own] + C[own, behind] @ np.linalg.solve(C[behind, behind], (b - mean)[behind])
        scale = known.share[-w:][own] * np.abs(says[own]).max() + 0.1
        assert (np.abs(found[own] - rotation.T @ expected) <= 0.005 * scale).all()


def test_sparse_columns_stay_sparse():
    model = prepared("stan_gamm4", "y ~ s(x, k = 6)", FRAME, family="poisson", sparse=True)
    assert model.packed.rotations == ()
    assert model.packed.data["sparse_X"]
