import numpy as np
import pytest

from tests.driver.programs import NORMAL_DATA

SHORT = {"show_progress": False, "iter_warmup": 100, "iter_sampling": 50}


@pytest.fixture(scope="module")
def fit(model):
    return model.sample(NORMAL_DATA, chains=2, seed=1, **SHORT)


def test_quantities_belong_to_the_draws_of_each_chain(model, fit):
    made = model.generate_quantities(NORMAL_DATA, previous_fit=fit, seed=2)
    assert made.draws().shape == (50, 2, 5)
    assert np.array_equal(made.stan_variable("corner")[:, 0, 0], fit.stan_variable("mu"))


def test_random_quantities_follow_the_seed(model, fit):
    first, again, other = (
        model.generate_quantities(NORMAL_DATA, previous_fit=fit, seed=seed).stan_variable("y_rep")
        for seed in (2, 2, 3)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_warmup_is_included_when_it_was_kept(model):
    fit = model.sample(NORMAL_DATA, chains=1, seed=1, save_warmup=True, **SHORT)
    made = model.generate_quantities(NORMAL_DATA, previous_fit=fit, seed=2)
    assert made.draws(inc_warmup=True).shape[0] == 150


def test_from_a_mode_and_from_an_approximation(model):
    mode = model.optimize(NORMAL_DATA, seed=1)
    made = model.generate_quantities(NORMAL_DATA, previous_fit=mode, seed=2)
    assert made.stan_variable("corner")[0, 0, 1] == mode.stan_variable("sigma")
    approximation = model.variational(NORMAL_DATA, seed=1, draws=30)
    made = model.generate_quantities(NORMAL_DATA, previous_fit=approximation, seed=2)
    assert np.array_equal(
        made.stan_variable("corner")[-30:, 0, 0], approximation.stan_variable("mu", mean=False)[-30:]
    )
