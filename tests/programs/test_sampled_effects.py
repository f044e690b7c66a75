"""What rows say of effects that lmm samples, because eliminating them would cost too much."""

import arviz as az
import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.programs import lmm
from tests.prepared import prepared

RNG = np.random.default_rng(4)
N = 1500
FRAME = pd.DataFrame({"x": RNG.standard_normal(N), "s": RNG.integers(0, 300, N), "d": RNG.integers(0, 40, N)})
FRAME["dept"] = FRAME.d % 5
EFFECTS = {"s": RNG.normal(0, 0.5, 300), "d": RNG.normal(0, 0.6, 40), "dept": RNG.normal(0, 0.3, 5)}
FRAME["y"] = 3 + 0.5 * FRAME.x + sum(b[FRAME[g]] for g, b in EFFECTS.items()) + RNG.normal(0, 1.2, N)
FORMULA = "y ~ x + (1 | s) + (1 | d) + (1 | dept)"


@pytest.fixture
def dear(monkeypatch):
    """Elimination of crossed factors costs too much."""
    monkeypatch.setattr(lmm, "_MOST", 100)


def test_all_but_the_largest_factor_are_sampled_the_smallest_first(dear):
    data = prepared("stan_lmer", FORMULA, FRAME).packed.data
    assert data["l"] == [FRAME.s.nunique(), 5, 40]
    assert (data["n_integrated"], data["n_sampled"], data["informed"]) == (1, 45, 1)


def test_information_is_less_by_what_is_unknown_beside_it(dear):
    """Rows of a level are known as well as rows with the variance of the other factor's effects besides; of a factor above, as its levels."""
    data = prepared("stan_lmer", FORMULA, FRAME).packed.data
    dept, d = data["information"][:5], data["information"][5:]
    rows = np.bincount(FRAME.d)
    np.testing.assert_allclose(d, rows / (1 + 0.5**2 / 1.2**2), rtol=0.1)
    s2 = np.var(EFFECTS["d"]) / 1.2**2
    through = np.bincount(np.arange(40) % 5, d / (1 + d * s2))
    np.testing.assert_allclose(dept, through, rtol=0.4)


def test_their_sds_have_a_place_and_a_unit(dear):
    data = prepared("stan_lmer", FORMULA, FRAME).packed.data
    sds = np.exp(data["sd_place"]) * data["sd_unit"] * 1.2
    np.testing.assert_allclose(sds[[0, 2]], [0.5, 0.6], rtol=0.3)
    assert (data["sd_step"][[0, 2]] < 0.2).all() and (data["sd_step"] <= 1).all()


@pytest.mark.parametrize("formula", [FORMULA, "y ~ x + (x | s) + (x | d)"])
def test_the_posterior_is_the_same(formula, monkeypatch):
    settings = {"seed": 3, "iter": 3000, "chains": 2, "refresh": 0}
    exact = nm.stan_lmer(formula, FRAME, **settings)
    monkeypatch.setattr(lmm, "_MOST", 100)
    sampled = nm.stan_lmer(formula, FRAME, **settings)
    assert sampled.packed.data["n_sampled"] > 0 == exact.packed.data["n_sampled"]
    names = [
        *exact.posterior.coef_names,
        *exact.posterior.Sigma_names,
        "sigma",
        *exact.posterior.b_names[::31],
    ]
    ours, theirs = (f.posterior.array(names) for f in (sampled, exact))
    for k, name in enumerate(names):
        error = np.hypot(*(az.mcse(np.asarray(a[..., k])) for a in (ours, theirs)))
        assert abs(ours[..., k].mean() - theirs[..., k].mean()) < 4.5 * error, name
    assert np.mean(sampled.posterior.sample_stats["n_steps"]) < 16


def test_from_the_prior_alone_nothing_is_known(dear):
    data = prepared("stan_lmer", FORMULA, FRAME, prior_PD=True).packed.data
    assert data["informed"] == 0 and len(data["information"]) == 0


def test_of_a_weight_of_zero_nothing_is_known(dear):
    data = prepared("stan_lmer", FORMULA, FRAME.assign(w=(FRAME.d != 7) * 1.0), weights="w").packed.data
    assert np.isfinite(data["information"]).all() and np.isfinite(data["sd_place"]).all()
    assert data["information"][5 + 7] < 1e-4 * data["information"].max()
