"""What goes to a peer and comes back."""

import json

import numpy as np
import pandas as pd
import pytest

from bench.compare import factor_levels
from bench.peers.bambi import population
from bench.peers.handover import Call, Job, Result, read_frame, read_job, read_result, write_result


def job(folder, **changes):
    settings = {"chains": 2, "warmup": 5, "draws": 3, "cores": 1, "seed": 1, "calls": 1}
    return Job(
        **(
            {"formula": "y ~ g", "family": "gaussian", "data": "", "levels": {}, "out": str(folder)}
            | settings
            | changes
        )
    )


def test_jobs_survive_the_file(tmp_path):
    arguments = {"prior": {"location": [1.0, 2.0], "scale": [0.5, 0.5]}, "adapt_delta": 0.99}
    before = job(tmp_path, levels={"g": ["b", "a"]}, function="stan_nlmer", arguments=arguments)
    assert read_job(str(before.save())) == before


def test_factors_keep_the_order_of_their_levels(tmp_path):
    data = pd.DataFrame({"g": pd.Categorical(["02", "01"], categories=["02", "01", "00"]), "y": [1, 2]})
    path = tmp_path / "data.csv"
    data.to_csv(path, index=False)
    assert dict(factor_levels(data)) == {"g": ["02", "01", "00"]}
    read = read_frame(job(tmp_path, data=str(path), levels=dict(factor_levels(data))))
    pd.testing.assert_frame_equal(read, data)


def test_results_survive_the_files(tmp_path):
    draws = np.arange(12.0).reshape(2, 3, 2)
    calls = [Call(1.5, ["a", "b"], draws, 4, {"leapfrogs": 7.0}), Call(0.5, ["a", "b"], draws + 1)]
    write_result(job(tmp_path), Result(0.1, 0.2, calls, {"p": "1.0"}))
    back = read_result(tmp_path)
    assert (back.imported, back.loaded, back.versions) == (0.1, 0.2, {"p": "1.0"})
    assert [(c.wall, c.names, c.divergent, c.extra) for c in back.calls] == [
        (c.wall, c.names, c.divergent, c.extra) for c in calls
    ]
    for one, other in zip(back.calls, calls, strict=True):
        np.testing.assert_array_equal(one.draws, other.draws)


def test_draws_are_in_the_order_that_R_writes(tmp_path):
    """R's array (iterations, chains, parameters) runs fastest over iterations."""
    draws = np.random.default_rng(1).normal(size=(2, 3, 4))
    np.moveaxis(draws, 0, 1).ravel(order="F").tofile(tmp_path / "draws0.bin")
    given = {"wall": 1, "names": list("abcd"), "chains": 2, "divergent": 0}
    text = {"imported": 0, "loaded": 0, "calls": [given], "versions": {}}
    (tmp_path / "result.json").write_text(json.dumps(text))
    np.testing.assert_array_equal(read_result(tmp_path).calls[0].draws, draws)


def test_names_of_bambi_become_those_of_rstanarm():
    xr = pytest.importorskip("xarray")
    one, two = np.full((1, 2), 3.0), np.ones((1, 2, 2))
    posterior = xr.Dataset(
        {
            "Intercept": (("chain", "draw"), one),
            "period": (("chain", "draw", "period_dim"), two),
            "1|herd_sigma": (("chain", "draw"), one),
            "1|herd": (("chain", "draw", "herd__factor_dim"), two),
            "Days|herd_sigma": (("chain", "draw"), one),
            "sigma": (("chain", "draw"), one),
        },
        {"period_dim": ["2", "3"], "herd__factor_dim": ["1", "2"]},
    )
    columns = population(posterior)
    expected = [
        "(Intercept)",
        "period2",
        "period3",
        "Sigma[herd:(Intercept),(Intercept)]",
        "Sigma[herd:Days,Days]",
        "sigma",
    ]
    assert list(columns) == expected
    np.testing.assert_array_equal(columns["Sigma[herd:Days,Days]"], one**2)
