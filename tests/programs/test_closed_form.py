"""The polynomials give the density and the gradient that elimination by Cholesky factors gives."""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd
import pytest

from nbmixed.engine.locate import executable
from nbmixed.programs import closed_form
from tests.prepared import prepared, sampled_parameters

RNG = np.random.default_rng(3)
N = 60
FRAME = pd.DataFrame({"x": RNG.standard_normal(N), "g": np.arange(N) % 9, "h": np.arange(N) % 4})
FRAME["treated"] = (FRAME.index % 2).astype(float)
FRAME["year"] = 2000 + RNG.integers(0, 9, N)
FRAME["y"] = 3 + FRAME.x + RNG.standard_normal(9)[FRAME.g] + RNG.standard_normal(N)
FRAME["weight"] = RNG.uniform(0.2, 3, N)

CASES = {
    "intercepts": ("y ~ x + (1 | g)", {}),
    "no population": ("y ~ 0 + (1 | g)", {}),
    "slopes": ("y ~ x + (x | g)", {}),
    "groups alike": ("y ~ x + treated + (treated | g)", {}),
    "slope alone": ("y ~ x + (0 + x | g)", {}),
    "uncorrelated": ("y ~ x + (x || g)", {}),
    "weights": ("y ~ x + (x | g)", {"weights": "weight"}),
    "far from the origin": ("y ~ year + (year | g)", {}),
}


def densities(packed, points):
    import cmdstanpy

    logging.getLogger("cmdstanpy").disabled = True
    model = cmdstanpy.CmdStanModel(exe_file=str(executable("lmm")))
    found = [model.log_prob(sampled_parameters(p), packed, sig_figs=16).to_numpy()[0] for p in points]
    return np.array(found)


@pytest.mark.parametrize("name", CASES)
def test_both_ways_agree(name, monkeypatch):
    formula, arguments = CASES[name]
    short = prepared("stan_lmer", formula, FRAME, **arguments).packed.data
    monkeypatch.setattr(closed_form, "_LARGEST", 0)
    long = prepared("stan_lmer", formula, FRAME, **arguments).packed.data
    assert (short["closed"], long["closed"]) == (1, 0)
    sizes = {"z": len(short["center"]), "sd_raw": sum(short["p"]), "cpc": int(max(short["p"]) == 2), "z_b": 0}
    points = [
        {k: RNG.uniform(0.3, 0.9, n) for k, n in sizes.items()} | {"aux_raw": RNG.uniform(0.7, 1.5)}
        for _ in range(3)
    ]
    np.testing.assert_allclose(densities(short, points), densities(long, points), rtol=1e-7)


@pytest.mark.parametrize("formula", ["y ~ x + (x + year | g)", "y ~ x + (1 | g) + (1 | h)"])
def test_three_effects_and_crossed_factors_are_eliminated(formula):
    assert not prepared("stan_lmer", formula, FRAME).packed.data["closed"]
