import numpy as np
import pytest
from scipy.optimize import minimize

from tests.driver.posterior import log_density
from tests.driver.programs import NORMAL_DATA

STRICT = {"tol_obj": 1e-14, "tol_rel_obj": 1.0, "tol_grad": 1e-12, "tol_rel_grad": 1.0, "tol_param": 1e-14}


def _mode(*, jacobian):
    def objective(point):
        return -float(log_density(point[0], np.exp(point[1]), jacobian=jacobian))

    found = minimize(objective, [0.0, 0.0], method="BFGS", options={"gtol": 1e-9}).x
    return found[0], np.exp(found[1])


@pytest.mark.parametrize("algorithm", ["lbfgs", "bfgs"])
@pytest.mark.parametrize("jacobian", [False, True])
def test_finds_the_mode(model, algorithm, jacobian):
    fit = model.optimize(NORMAL_DATA, algorithm=algorithm, jacobian=jacobian, seed=1, sig_figs=12, **STRICT)
    found = [fit.optimized_params_dict[name] for name in ("mu", "sigma")]
    assert np.allclose(found, _mode(jacobian=jacobian), rtol=1e-6)


def test_newton_finds_the_mode(model):
    fit = model.optimize(NORMAL_DATA, algorithm="newton", seed=1)
    found = [fit.optimized_params_dict[name] for name in ("mu", "sigma")]
    # it stops when a step gains less than 1e-8
    assert log_density(*_mode(jacobian=False), jacobian=False) - log_density(*found, jacobian=False) < 1e-7


def test_steps_are_kept_on_demand(model):
    fit = model.optimize(NORMAL_DATA, algorithm="lbfgs", save_iterations=True, seed=1)
    steps = fit.optimized_iterations_np
    assert len(steps) > 2
    assert np.array_equal(steps[-1], fit.optimized_params_np)
    assert np.all(np.diff(steps[:, 0]) >= 0)


def test_starts_where_told(model):
    fit = model.optimize(NORMAL_DATA, inits={"mu": 0.25, "sigma": 3}, save_iterations=True, seed=1)
    assert fit.optimized_iterations_pd[["mu", "sigma"]].iloc[0].tolist() == [0.25, 3.0]


def test_transformed_and_generated_quantities_belong_to_the_mode(model):
    fit = model.optimize(NORMAL_DATA, seed=1, sig_figs=17)
    mu, sigma = fit.stan_variable("mu"), fit.stan_variable("sigma")
    assert np.array_equal(fit.stan_variable("scaled"), [mu / sigma, sigma * sigma])
    assert fit.stan_variable("corner").tolist() == [[mu, sigma], [0, 1]]
