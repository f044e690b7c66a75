"""Linear predictors: X coef + offset + Z b for every draw, in blocks."""

import numpy as np
import pytest

from nbmixed.fit import linpred
from nbmixed.fit.linpred import linear_predictors
from tests.fit.posteriors import FRAME, chosen

CASES = {
    "no groups": ("stan_glm", "y ~ x", {}),
    "one coefficient": ("stan_lmer", "y ~ x + (1 | g)", {}),
    "two coefficients, crossed": ("stan_lmer", "y ~ x + (x | g) + (1 | h)", {}),
    "two terms of one factor": ("stan_lmer", "y ~ x + (1 | g) + (0 + x | g)", {}),
    "offsets": ("stan_lmer", "y ~ x + offset(size) + (1 | g)", {"offset": "log(size)"}),
    "no population-level part": ("stan_lmer", "y ~ 0 + (1 | g)", {}),
}


def expected(posterior, design, chain, draw):
    eta = design.X @ posterior.parameters.coef[chain, draw]
    for term, b in zip(posterior.terms, posterior.effects, strict=True):
        eta = eta + (term.Z * b[chain, draw][term.index]).sum(axis=1)
    return eta if design.offset is None else eta + design.offset


def merged(posterior, design):
    return np.concatenate([eta for _, eta in linear_predictors(posterior, design)])


@pytest.mark.parametrize("case", CASES)
def test_one_row_a_draw_one_column_a_row(case):
    function, formula, arguments = CASES[case]
    posterior, design = chosen(function, formula, **arguments)
    eta = merged(posterior, design)
    assert eta.shape == (posterior.size, 6)
    np.testing.assert_allclose(eta[0], expected(posterior, design, 0, 0))
    np.testing.assert_allclose(eta[73], expected(posterior, design, 1, 23))  # chains of 50 draws


def test_offsets_of_formula_and_argument_add_up():
    _, design = chosen("stan_lmer", "y ~ x + offset(size) + (1 | g)", offset="log(size)")
    np.testing.assert_allclose(design.offset, FRAME["size"] + np.log(FRAME["size"]))


@pytest.mark.parametrize("doubles", [1, 6 * 7, 6 * 100])
def test_blocks_are_small_and_together_complete(doubles, monkeypatch):
    posterior, design = chosen("stan_lmer", "y ~ x + (x | g)")
    whole = merged(posterior, design)
    monkeypatch.setattr(linpred, "_BLOCK_DOUBLES", doubles)
    blocks = list(linear_predictors(posterior, design))
    assert [part.start for part, _ in blocks] == list(range(0, posterior.size, max(1, doubles // 6)))
    assert all(eta.size <= max(doubles, 6) for _, eta in blocks)
    np.testing.assert_allclose(np.concatenate([eta for _, eta in blocks]), whole)
