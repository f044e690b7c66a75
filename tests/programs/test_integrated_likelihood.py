"""The likelihood in C++ has the value and the derivative of the same function in plain Stan, tests/stan/lmm_plain.stan."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nbmixed.engine.locate import executable
from nbmixed.programs import closed_form, lmm
from nbmixed.programs.cross_products import sparse_Z
from nbmixed.programs.smooths import smooth_blocks
from tests.prepared import prepared, sampled_parameters

PARAMETERS = ("z", "z_b", "log_sd", "atanh_cpc", "log_aux")
PLAIN = Path(__file__).parents[2] / "build" / "test-programs" / "lmm_plain"
RNG = np.random.default_rng(3)
N = 90
FRAME = pd.DataFrame(
    {"x": RNG.standard_normal(N), "w": RNG.standard_normal(N), "y": 3 + RNG.standard_normal(N)}
)
FRAME = FRAME.assign(
    a=np.arange(N) % 5, b=RNG.integers(0, 3, N), c=RNG.integers(0, 2, N), g=RNG.integers(0, 11, N)
)
FRAME = FRAME.assign(h=RNG.integers(0, 6, N), row=np.arange(N), weight=RNG.uniform(0.2, 3, N))
WEIGHTS, OFFSET = {"weights": "weight"}, {"offset": "w"}
CASES = {
    "one coefficient": ("y ~ x + (1 | g)", {}),
    "four coefficients": ("y ~ x + (x + w + I(x * w) | g)", {}),
    "nested": ("y ~ x + (1 | a / b)", {}),
    "nested, two coefficients": ("y ~ x + (x | a / b)", WEIGHTS),
    "nested three times": ("y ~ x + (x | a / b / c)", OFFSET),
    "nested, three coefficients": ("y ~ x + (x + w | a / b)", {}),
    "nested, as many as fit each": ("y ~ x + (x + w | a) + (x | a:b) + (1 | a:b:c)", WEIGHTS | OFFSET),
    "crossed": ("y ~ x + (x | g) + (1 | h)", {}),
    "crossed, three coefficients": ("y ~ x + (1 | g) + (x + w | h)", WEIGHTS),
    "crossed three times": ("y ~ 0 + x + (1 | g) + (x | h) + (w | a)", {}),
    "nested and crossed": ("y ~ x + (x | a / b) + (w | h)", WEIGHTS),
    "two terms of one factor": ("y ~ x + (1 | g) + (0 + x | g) + (1 | a / b)", {}),
    "a level a row": ("y ~ x + (1 | row) + (x | a / b)", {}),
    "smooth": ("y ~ x + s(w, k = 6)", WEIGHTS),
    "smooth and nested factors": ("y ~ s(w, k = 6)", {"random": "~ (x | a / b) + (1 | h)"}),
}
SAMPLED = ("crossed", "nested and crossed", "smooth and nested factors", "crossed three times")


def dense_data(model):
    """Cross-products for the plain program."""
    design, packed = model.design, model.packed
    every = [*design.groups, *smooth_blocks(design)]
    cut = packed.data["n_integrated"]
    Z, Z3 = (
        sparse_Z([every[t] for t in terms], N).toarray()
        for terms in (packed.term_order[:cut], packed.term_order[cut:])
    )
    w = np.ones(N) if design.weights is None else design.weights
    return {
        "dense_ZtZ": Z.T @ (w[:, None] * Z),
        "dense_ZtZ3": Z.T @ (w[:, None] * Z3),
        "dense_Z3tZ3": Z3.T @ (w[:, None] * Z3),
    }


def points(data):
    """Parameters, among them sds of 0 and correlations near 1."""
    sizes = {
        "z": len(data["center"]),
        "sd_raw": sum(data["p"]),
        "cpc": sum(p * (p - 1) // 2 for p in data["p"]),
        "z_b": data["n_sampled"],
    }
    for low, correlated in ((0.3, 0.5), (1e-9, 0.3), (0.3, 0.999999)):
        point = {name: RNG.uniform(0.3, 0.9, n) for name, n in sizes.items()}
        point["sd_raw"][::2] *= low / 0.3
        point["cpc"][:] = RNG.choice([-1, 1], sizes["cpc"]) * correlated
        yield point | {"aux_raw": RNG.uniform(0.7, 1.5)}


def log_probs(path, data, where):
    """Density and derivatives at each point, for unconstrained parameters by name."""
    import cmdstanpy

    logging.getLogger("cmdstanpy").disabled = True
    model = cmdstanpy.CmdStanModel(exe_file=str(path))
    rows = [model.log_prob(p, data, sig_figs=16).iloc[0] for p in where]
    return [{name: _of(row, name) for name in PARAMETERS} | {"lp__": row["lp__"]} for row in rows]


def _of(row, name):
    return row[[c for c in row.index if c == f"g_{name}" or c.startswith(f"g_{name}.")]].to_numpy()


def assert_agrees(case):
    formula, arguments = CASES[case]
    model = prepared("stan_gamm4" if "s(" in formula else "stan_lmer", formula, FRAME, **arguments)
    without = {
        "informed": 0,
        "information": [],
        "Z3_square": [],
    }  # the plain program has no coordinates of levels
    data, where = {**model.packed.data, **without}, list(points(model.packed.data))
    assert not data["closed"]
    found = log_probs(executable("lmm"), data, map(sampled_parameters, where))
    plain = log_probs(PLAIN, data | dense_data(model), map(sampled_parameters, where))
    for ours, expected in zip(found, plain, strict=True):
        scale = max(np.max(np.abs(np.atleast_1d(value)), initial=0) for value in expected.values())
        for name, value in expected.items():
            np.testing.assert_allclose(ours[name], value, rtol=1e-7, atol=1e-10 * scale, err_msg=name)
    return data


@pytest.mark.parametrize("case", CASES)
def test_all_effects_integrated_out(case, monkeypatch):
    monkeypatch.setattr(closed_form, "_LARGEST", 0)
    assert assert_agrees(case)["n_sampled"] == 0


@pytest.mark.parametrize("case", SAMPLED)
def test_some_effects_sampled(case, monkeypatch):
    monkeypatch.setattr(lmm, "_MOST", 0)
    assert assert_agrees(case)["n_sampled"] > 0
