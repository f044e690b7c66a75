"""Equal rows are merged without loss."""

import logging

import cmdstanpy
import numpy as np
import pandas as pd
import pytest

from nbmixed.engine.locate import executable
from nbmixed.programs.duplicates import merge_duplicates
from tests.prepared import prepared, sampled_parameters

RNG = np.random.default_rng(5)
N = 400
FRAME = pd.DataFrame({"x": RNG.integers(0, 2, N), "g": RNG.integers(0, 3, N), "z": RNG.standard_normal(N)})
FRAME["hit"] = RNG.integers(0, 2, N)
FRAME["size"] = RNG.integers(1, 3, N)
FRAME["won"] = RNG.binomial(FRAME["size"], 0.4)
FRAME["count"] = RNG.poisson(1, N)
FRAME["weight"] = RNG.integers(1, 3, N)
OUTCOMES = {
    "hit": "binomial",
    "cbind(won, size - won)": "binomial",
    "count": "poisson",
    "count ": "neg_binomial_2",
}


def by_row(outcome, formula="x + (x | g)", **more):
    """The program's data with every row apart."""
    return prepared(
        "stan_glmer", f"{outcome.strip()} ~ {formula}", FRAME, family=OUTCOMES[outcome], **more
    ).packed


def density(packed, data):
    logging.getLogger("cmdstanpy").disabled = True
    rng = np.random.default_rng(3)
    values = {"z": rng.uniform(size=2), "sd_raw": [0.4, 0.5], "cpc": [0.1], "z_b": rng.uniform(size=6)}
    if packed.aux_unit is not None or packed.program in ("count", "binomial"):
        values["aux_raw"] = [1.2] * data.get("has_aux", 0)
    model = cmdstanpy.CmdStanModel(exe_file=str(executable(packed.program)))
    return model.log_prob(sampled_parameters(values), dict(data), sig_figs=16).iloc[0].to_numpy()


@pytest.mark.parametrize("weights", [None, "weight"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_density_and_derivative_stay(outcome, weights, monkeypatch):
    monkeypatch.setattr("nbmixed.programs.glmm.merge_duplicates", dict)
    packed = by_row(outcome, weights=weights)
    merged = merge_duplicates(packed.data)
    assert merged["N"] < N / 4
    assert merged["weights"].sum() == (N if weights is None else FRAME.weight.sum())
    np.testing.assert_allclose(density(packed, merged), density(packed, packed.data), rtol=1e-10)


def test_a_model_has_its_rows_merged():
    assert by_row("hit").data["N"] <= 2 * 3 * 2


def test_rows_that_differ_stay():
    data = by_row("hit", "z + (1 | g)").data
    assert (data["N"], data["weighted"]) == (N, 0)


def test_offsets_distinguish_rows():
    data = by_row("count", offset="z").data
    assert data["N"] == N


def test_columns_in_compressed_rows_stay():
    assert by_row("hit", sparse=True).data["N"] == N
