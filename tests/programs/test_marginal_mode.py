"""The place and the unit of each parameter, against the posterior itself."""

import numpy as np
import pandas as pd
import pytest

from nbmixed import stan_lmer
from nbmixed.programs import lmm
from nbmixed.programs.lmm import marginal_mode
from nbmixed.programs.marginal_mode import placed_terms
from tests.prepared import prepared

RNG = np.random.default_rng(7)
N = 600
FRAME = pd.DataFrame({"x": RNG.standard_normal(N), "g": np.arange(N) % 40, "h": RNG.integers(0, 12, N)})
FRAME["outer"] = FRAME.g // 4
EFFECTS = RNG.standard_normal((3, 40))
FRAME["y"] = (
    2
    + FRAME.x
    + EFFECTS[0][FRAME.g]
    + 0.6 * EFFECTS[1][FRAME.g] * FRAME.x
    + EFFECTS[2][FRAME.h]
    + EFFECTS[2][20 + FRAME.outer]
    + RNG.standard_normal(N)
)
FORMULAS = ["y ~ x + (x | g)", "y ~ x + (1 | outer) + (x | g)", "y ~ x + (x | g) + (1 | h)"]


@pytest.fixture(scope="module", params=FORMULAS)
def fit(request):
    return stan_lmer(request.param, FRAME, chains=2, iter=1000, seed=4)


class TestPosterior:
    """Coordinates are those of a posterior that is about standard normal."""

    @pytest.mark.parametrize("name, group", [("log_sd", "sd"), ("atanh_cpc", "cpc"), ("log_aux", "aux")])
    def test_terms(self, fit, name, group):
        data, draws = fit.packed.data, fit.draws.parameters[name]
        draws = draws.reshape(draws.shape[0] * draws.shape[1], -1)
        raw = (draws - data[f"{group}_place"]) / data[f"{group}_step"]
        assert (np.abs(np.median(raw, axis=0)) < 1).all()
        assert ((raw.std(axis=0) > 0.4) & (raw.std(axis=0) < 2.5)).all()

    def test_coefficients(self, fit):
        z = fit.draws.parameters["z"].reshape(-1, 2)
        assert (np.abs(z.mean(axis=0)) < 0.5).all()
        assert ((z.std(axis=0) > 0.7) & (z.std(axis=0) < 1.5)).all()


@pytest.mark.parametrize("place, unit", [(2.0, 1.0), (-3.0, 0.05), (0.0, 4.0)])
def test_a_wrong_place_or_unit_does_not_change_the_posterior(place, unit, monkeypatch):
    right = stan_lmer("y ~ x + (x | g)", FRAME, iter=1500, seed=5)

    def misplaced(*arguments):
        found = marginal_mode(*arguments)
        return type(found)(found.coef, found.curvature, found.place + place * found.unit, found.unit * unit)

    monkeypatch.setattr(lmm, "marginal_mode", misplaced)
    wrong = stan_lmer("y ~ x + (x | g)", FRAME, iter=1500, seed=5)
    names = [name for name in right.posterior.names if not name.startswith("b[")]
    a, b = (fit.posterior.array(names).reshape(-1, len(names)) for fit in (right, wrong))
    apart = (a.mean(axis=0) - b.mean(axis=0)) / a.std(axis=0)
    assert np.abs(apart).max() < 4 * np.sqrt(2 / 400)  # at least 400 effective draws


class TestHardCases:
    def test_an_sd_of_0(self):
        frame = FRAME.assign(y=np.random.default_rng(1).standard_normal(N))
        data = prepared("stan_lmer", "y ~ x + (x | g)", frame).packed.data
        assert np.isfinite([*data["sd_place"], *data["cpc_place"], data["aux_place"]]).all()
        assert (data["sd_step"] > 0.1).all()

    def test_a_correlation_of_1(self):
        effect = np.random.default_rng(1).standard_normal(40)[FRAME.g]
        frame = FRAME.assign(y=effect * (1 + FRAME.x) + 0.3 * FRAME.y)
        data = prepared("stan_lmer", "y ~ x + (x | g)", frame).packed.data
        assert 0.5 < data["cpc_place"][0] < 10

    @pytest.mark.parametrize("formula", ["y ~ x + (1 | row)", "y ~ x + (x | three)", "y ~ 0 + (1 | g)"])
    def test_little_is_known(self, formula):
        frame = FRAME.assign(row=np.arange(N), three=np.arange(N) % 3)
        data = prepared("stan_lmer", formula, frame).packed.data
        assert np.isfinite([*data["sd_place"], data["aux_place"]]).all()

    def test_hardly_a_residual(self):
        frame = FRAME.assign(y=1 + FRAME.x + 1e-7 * FRAME.x**2)
        data = prepared("stan_lmer", "y ~ x + (1 | g)", frame).packed.data
        assert np.isfinite([*data["sd_place"], data["aux_place"], *data["center"]]).all()

    def test_from_the_prior_alone_nothing_is_moved(self):
        data = prepared("stan_lmer", "y ~ x + (x | g)", FRAME, prior_PD=True).packed.data
        assert data["sd_place"].tolist() == [0, 0]
        assert data["sd_step"].tolist() == [1, 1]


def test_sampled_terms_are_left_where_they_are():
    placed = placed_terms(None, [2, 1, 3], 1)
    assert [len(placed[f"{name}_place"]) for name in ("sd", "cpc")] == [6, 4]
