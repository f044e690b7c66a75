import json

import numpy as np
import pytest

from tests.driver.posterior import distance, log_density
from tests.driver.programs import NORMAL_DATA, ours


def _curvature(mu, sigma):
    """Negative Hessian of the log density over (mu, log sigma), by central differences."""
    step = 1e-4
    point = np.array([mu, np.log(sigma)])
    found = np.empty((2, 2))
    for i in range(2):
        for j in range(2):
            a, b = np.eye(2)[i] * step, np.eye(2)[j] * step
            corners = [point + a + b, point + a - b, point - a + b, point - a - b]
            values = [float(log_density(p[0], np.exp(p[1]), jacobian=True)) for p in corners]
            found[i, j] = -(values[0] - values[1] - values[2] + values[3]) / (4 * step**2)
    return found


def test_draws_have_the_curvature_of_the_mode(model):
    mode = model.optimize(NORMAL_DATA, jacobian=True, seed=1, sig_figs=12)
    fit = model.laplace_sample(NORMAL_DATA, mode=mode, draws=4000, seed=1)
    mu, sigma = mode.stan_variable("mu"), mode.stan_variable("sigma")
    exact = np.linalg.inv(_curvature(mu, sigma))
    draws = np.stack([fit.stan_variable("mu") - mu, np.log(fit.stan_variable("sigma") / sigma)])
    assert distance(draws[:1], 0) < 4
    assert distance(draws[1:], 0) < 4
    assert distance(draws[:1] ** 2, exact[0, 0]) < 4
    assert distance(draws[1:] ** 2, exact[1, 1]) < 4


def test_mode_is_sought_when_none_is_given(model):
    fit = model.laplace_sample(NORMAL_DATA, draws=50, seed=1)
    assert fit.draws().shape == (50, 2 + 9)


def test_densities_are_written(model):
    fit = model.laplace_sample(NORMAL_DATA, draws=50, seed=1, sig_figs=12)
    columns = fit.method_variables()
    exact = log_density(fit.stan_variable("mu"), fit.stan_variable("sigma"), jacobian=True)
    assert np.ptp(columns["log_p__"] - exact) == pytest.approx(0, abs=1e-8)
    assert (columns["log_q__"] <= 0).all()


def test_mode_from_json_and_hessian_as_diagnostics(tmp_path):
    (tmp_path / "mode.json").write_text('{"mu": 1.0, "sigma": 2.0}')
    done = ours().run(
        tmp_path, "laplace", "mode=mode.json", "draws=5", "output", "diagnostic_file=hessian.json"
    )
    assert done.returncode == 0
    saved = json.loads((tmp_path / "hessian.json").read_text())
    assert np.allclose(-np.array(saved["Hessian"]), _curvature(1.0, 2.0), rtol=1e-5)


def test_last_row_of_kept_steps_is_the_mode(model):
    steps = model.optimize(NORMAL_DATA, jacobian=True, seed=1, save_iterations=True)
    only = model.optimize(NORMAL_DATA, jacobian=True, seed=1)
    first, second = (
        model.laplace_sample(NORMAL_DATA, mode=mode, draws=10, seed=2).draws() for mode in (steps, only)
    )
    assert np.array_equal(first, second)
