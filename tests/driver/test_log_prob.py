import json

import numpy as np
import pandas as pd
import pytest

from tests.driver.posterior import log_density
from tests.driver.programs import NORMAL_DATA, Y, ours


def _gradient(mu, sigma, *, jacobian):
    """Of the log density over (mu, log sigma), by hand."""
    by_mu = -mu / NORMAL_DATA["prior_scale"] ** 2 + np.sum(Y - mu) / sigma**2
    by_log_sigma = -sigma - len(Y) + np.sum((Y - mu) ** 2) / sigma**2 + jacobian
    return [by_mu, by_log_sigma]


@pytest.mark.parametrize("jacobian", [True, False])
def test_density_and_gradient(model, jacobian):
    points = [{"mu": 0.5, "sigma": 1.5}, {"mu": -1.0, "sigma": 4.0}]
    rows = [model.log_prob(point, NORMAL_DATA, jacobian=jacobian, sig_figs=16) for point in points]
    assert list(rows[0].columns) == ["lp__", "g_mu", "g_sigma"]
    for row, point in zip(rows, points, strict=True):
        exact = _gradient(**point, jacobian=jacobian)
        assert np.allclose(row[["g_mu", "g_sigma"]].to_numpy()[0], exact, rtol=1e-12)
    found = rows[0]["lp__"][0] - rows[1]["lp__"][0]
    exact = [float(log_density(**point, jacobian=jacobian)) for point in points]
    assert found == pytest.approx(exact[0] - exact[1], rel=1e-12)


def test_unconstrained_points_one_a_row(tmp_path, model):
    points = [[0.5, np.log(1.5)], [-1.0, np.log(4.0)], [2.0, 0.0]]
    (tmp_path / "points.json").write_text(json.dumps({"params_r": points}))
    done = ours().run(tmp_path, "log_prob", "unconstrained_params=points.json", "output", "sig_figs=16")
    assert done.returncode == 0
    rows = pd.read_csv(tmp_path / "output.csv", comment="#")
    assert len(rows) == 3
    single = model.log_prob({"mu": -1.0, "sigma": 4.0}, NORMAL_DATA, sig_figs=16)
    assert np.allclose(rows.iloc[1], single.iloc[0], rtol=1e-12)


def test_unconstrained_points_of_the_wrong_length_are_refused(tmp_path):
    (tmp_path / "points.json").write_text('{"params_r": [1, 2, 3]}')
    done = ours().run(tmp_path, "log_prob", "unconstrained_params=points.json")
    assert done.returncode == 1
    assert "points.json" in done.stderr
