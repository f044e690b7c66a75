"""Group effects drawn after sampling have exactly their conditional distribution.

For one fixed vector of parameters, repeated as if it were S draws, mean and covariance of the effects
drawn are compared with the dense formula: with D = sigma^2 Lambda Lambda' the prior covariance of
b and W the weights,

    b | y ~ N(V Z'W r / sigma^2, V),   V = (Z'W Z / sigma^2 + D^-1)^-1,   r = y - X coef - offset.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pytest

from nbmixed.programs import lmm, lmm_effects
from nbmixed.programs.elimination_draws import Fronts
from nbmixed.programs.lmm_effects import draw_effects
from nbmixed.programs.model import complete
from nbmixed.programs.terms import unpack_theta_L
from tests.prepared import prepared

S = 20_000
LIMIT = 5.0  # standard errors; exceeded by one of a thousand moments with probability 0.0006

CASES = {
    "one coefficient": ("y ~ x + (1 | g)", {}),
    "two coefficients": ("y ~ x + (x | g)", {}),
    "three coefficients": ("y ~ x + (x + w | g)", {}),
    "uncorrelated": ("y ~ x + (x || g)", {}),
    "crossed": ("y ~ x + (x | g) + (1 | h)", {}),
    "two crossed, two coefficients each": ("y ~ x + (x | g) + (w | h)", {}),
    "crossed three times": ("y ~ x + (1 | g) + (x | h) + (1 | k)", {}),
    "nested": ("y ~ x + (1 | h / k)", {}),
    "nested three times, two coefficients": ("y ~ x + (x | h / k / g)", {}),
    "two nested and one crossed": ("y ~ x + (x + w | h / k) + (1 | g)", {"offset": "w"}),
    "weighted": ("y ~ x + (x | g) + (1 | h)", {"weights": "weight"}),
    "offset": ("y ~ x + (1 | g)", {"offset": "w"}),
    "no intercept": ("y ~ 0 + x + (x | g)", {}),
    "no predictors": ("y ~ 0 + (1 | g)", {}),
    "smooth": ("y ~ x + s(w, k = 5)", {}),
    "smooth and groups": ("y ~ x + s(w, k = 5)", {"random": "~ (x | g) + (1 | h)", "weights": "weight"}),
}


def simulated():
    rng = np.random.default_rng(6)
    n = 40
    frame = pd.DataFrame({"x": rng.standard_normal(n), "w": rng.standard_normal(n)})
    frame["weight"] = rng.uniform(0.2, 3, n)
    frame["y"] = 3 + frame.x + rng.standard_normal(n)
    return frame.assign(g=rng.integers(0, 6, n), h=rng.integers(0, 4, n), k=rng.integers(0, 2, n))


@dataclass
class Fixed:
    """A model with one vector of parameters, as S draws in four chains."""

    design: object
    packed: object
    parameters: dict
    theta_L: list
    seed: int = 1

    def draws(self):
        """Effects in the columns of `Z`, shape (S, columns)."""
        effects = draw_effects(self.packed, self.parameters, self.theta_L, self.seed)
        blocks = [b.reshape(S, *b.shape[2:]) for b in effects]
        return np.concatenate([b.reshape(S, -1) for b in blocks], axis=1)

    @property
    def Z(self):
        """Dense: term by term, level by level, coefficients fastest."""
        blocks = []
        for term in self.design.groups:
            rows, p = term.Z.shape
            block = np.zeros((rows, len(term.levels), p))
            block[np.arange(rows), term.index] = term.Z
            blocks.append(block.reshape(rows, -1))
        blocks += [block for smooth in self.design.smooths for block in smooth.blocks]
        return np.concatenate(blocks, axis=1)

    @property
    def sigma(self):
        return self.packed.aux_unit * self.parameters["aux_raw"][0, 0]

    @property
    def prior_covariance(self):
        size = self.Z.shape[1]
        D, start = np.zeros((size, size)), 0
        levels = [len(term.levels) for term in self.design.groups]
        levels += [block.shape[1] for smooth in self.design.smooths for block in smooth.blocks]
        for size, L in zip(levels, self.theta_L, strict=True):
            end = start + size * L.shape[-1]
            D[start:end, start:end] = np.kron(np.eye(size), L[0, 0] @ L[0, 0].T)
            start = end
        return self.sigma**2 * D

    @property
    def residual(self):
        coef = self.packed.coordinates.coefficients({"z": self.parameters["z"][0, 0]})
        offset = 0 if self.design.offset is None else self.design.offset
        return self.design.response.y - self.design.parametric.X @ coef - offset

    @property
    def weights(self):
        return np.ones(len(self.Z)) if self.design.weights is None else self.design.weights

    def conditional(self, known=()):
        """Mean and covariance of the effects, given those in the columns `known` at their first draw."""
        free = [c for c in range(self.Z.shape[1]) if c not in set(known)]
        r = self.residual - self.Z[:, known] @ self.draws()[0, known] if len(known) else self.residual
        Z, D = self.Z[:, free], self.prior_covariance[np.ix_(free, free)]
        V = np.linalg.inv(Z.T @ (self.weights[:, None] * Z) / self.sigma**2 + np.linalg.inv(D))
        return V @ Z.T @ (self.weights * r) / self.sigma**2, V


@cache
def fixed(case, *, prior_PD=False):
    formula, arguments = CASES[case]
    function = "stan_gamm4" if "s(" in formula else "stan_lmer"
    ready = prepared(function, formula, simulated(), prior_PD=prior_PD, **arguments)
    packed, rng = ready.packed, np.random.default_rng(9)
    p = packed.data["p"]
    vector = {
        "z": rng.standard_normal(len(packed.coordinates.center)),
        "aux_raw": np.array(0.9),
        "sd_raw": rng.uniform(0.4, 1.2, sum(p)),
        "cpc": rng.uniform(-0.7, 0.7, sum(k * (k - 1) // 2 for k in p)),
        "z_b": rng.standard_normal(packed.data["n_sampled"]),
    }
    parameters = {
        name: np.broadcast_to(values, (4, S // 4, *values.shape)).copy() for name, values in vector.items()
    }
    parameters = complete(parameters, (4, S // 4))
    return Fixed(
        ready.design, packed, parameters, unpack_theta_L(parameters, packed.data, packed.term_order, None)
    )


def deviations(b, mean, V):
    """Sample mean and covariance against the exact ones, in standard errors."""
    variance = np.diag(V)
    of_mean = (b.mean(axis=0) - mean) / np.sqrt(variance / S)
    error = np.sqrt((np.outer(variance, variance) + V**2) / S)
    return np.abs(of_mean).max(), np.abs((np.cov(b.T) - V) / error).max()


@pytest.mark.parametrize("case", CASES)
def test_mean_and_covariance_are_those_of_the_conditional(case):
    model = fixed(case)
    assert max(deviations(model.draws(), *model.conditional())) < LIMIT


@pytest.mark.parametrize("case", ["three coefficients", "crossed"])
def test_from_the_prior_the_data_do_not_count(case):
    model = fixed(case, prior_PD=True)
    D = model.prior_covariance
    assert max(deviations(model.draws(), np.zeros(len(D)), D)) < LIMIT


@pytest.fixture
def partly_sampled(monkeypatch):
    """The model of two crossed factors, with the smaller one sampled by the program."""
    monkeypatch.setattr(lmm, "_MOST", 0)
    fixed.cache_clear()
    yield fixed("crossed")
    fixed.cache_clear()


def test_factors_that_the_program_sampled_are_read_and_the_others_are_drawn_given_them(partly_sampled):
    model = partly_sampled
    known = range(model.Z.shape[1] - 4, model.Z.shape[1])
    b = model.draws()
    data, s = model.packed.data, model.sigma * model.theta_L[1][0, 0, 0, 0]
    alone = model.Z[:, known].T @ (model.weights * model.residual) / data["Z3_square"]
    known_share = data["information"] * s**2 / (model.sigma**2 + data["information"] * s**2)
    expected = known_share * alone + s * np.sqrt(1 - known_share) * model.parameters["z_b"][0, 0]
    np.testing.assert_allclose(b[:, known], np.broadcast_to(expected, (S, 4)), rtol=1e-6)


def test_from_the_prior_alone_they_are_the_programs_numbers_in_sds(monkeypatch):
    monkeypatch.setattr(lmm, "_MOST", 0)
    fixed.cache_clear()
    model = fixed("crossed", prior_PD=True)
    fixed.cache_clear()
    expected = model.sigma * model.theta_L[1][0, 0, 0, 0] * model.parameters["z_b"][0, 0]
    np.testing.assert_allclose(model.draws()[:, -4:], np.broadcast_to(expected, (S, 4)))


def test_of_those_that_the_program_sampled_the_others_are_independent_given_them(partly_sampled):
    model = partly_sampled
    known = range(model.Z.shape[1] - 4, model.Z.shape[1])
    b = model.draws()
    assert max(deviations(b[:, : known[0]], *model.conditional(known))) < LIMIT


def test_smooths_too_wide_for_the_program_to_eliminate(monkeypatch):
    monkeypatch.setattr(lmm, "_MOST", 0)
    fixed.cache_clear()
    model = fixed("smooth and groups")
    fixed.cache_clear()
    known = range(model.Z.shape[1] - 8, model.Z.shape[1])  # of h and the smooth
    b = model.draws()
    assert model.packed.data["n_sampled"] == 8
    assert max(deviations(b[:, : known[0]], *model.conditional(known))) < LIMIT


class TestSeed:
    def test_the_same_seed_gives_the_same_numbers(self):
        np.testing.assert_array_equal(fixed("crossed").draws(), fixed("crossed").draws())

    @pytest.mark.parametrize("case", ["two coefficients", "crossed", "nested"])
    @pytest.mark.parametrize("draws_at_once", [7, 1000])
    def test_whatever_the_memory(self, case, draws_at_once, monkeypatch):
        model = fixed(case)
        a_draw = Fronts.of(model.packed.elimination).doubles
        expected = model.draws()
        monkeypatch.setattr(lmm_effects, "_CHUNK_DOUBLES", draws_at_once * a_draw)
        np.testing.assert_allclose(model.draws(), expected, rtol=1e-10, atol=1e-12)

    def test_another_seed_gives_other_numbers(self):
        model = fixed("crossed")
        other = Fixed(model.design, model.packed, model.parameters, model.theta_L, seed=2)
        assert not (model.draws() == other.draws()).any()


def test_shapes_are_those_of_the_design():
    model = fixed("crossed three times")
    effects = draw_effects(model.packed, model.parameters, model.theta_L, 1)
    assert [t.group for t in model.design.groups] == ["g", "h", "k"]
    assert [b.shape for b in effects] == [(4, S // 4, 6, 1), (4, S // 4, 4, 2), (4, S // 4, 2, 1)]


def test_draws_are_independent_of_each_other():
    """Lag-one correlation of S independent normal draws is N(0, 1 / S)."""
    b = fixed("crossed").draws()
    lag = [np.corrcoef(column[:-1], column[1:])[0, 1] for column in b.T]
    assert np.abs(lag).max() * np.sqrt(S) < LIMIT
