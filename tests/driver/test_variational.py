import numpy as np
import pytest

from tests.driver.posterior import moments
from tests.driver.programs import NORMAL_DATA


@pytest.mark.parametrize("algorithm", ["meanfield", "fullrank"])
def test_approximates_the_posterior(model, algorithm):
    fit = model.variational(NORMAL_DATA, algorithm=algorithm, seed=1, draws=200, grad_samples=10)
    for name, (mean, sd) in moments().items():
        # an approximation: its centre lies within the posterior's own spread
        assert abs(fit.variational_params_dict[name] - mean) < sd
    assert fit.variational_sample.shape == (200, 12)


def test_step_size_is_found_or_kept(model):
    found = model.variational(NORMAL_DATA, seed=1, require_converged=False)
    kept = model.variational(
        NORMAL_DATA, seed=1, adapt_engaged=False, eta=0.5, require_converged=False, iter=50
    )
    assert found.eta in (100, 10, 1, 0.1, 0.01)
    assert kept.metadata.cmdstan_config["eta"] == 0.5


def test_same_seed_same_draws(model):
    first, again = (model.variational(NORMAL_DATA, seed=4, draws=20).variational_sample for _ in range(2))
    assert np.array_equal(first, again)


def test_no_convergence_is_an_error(model):
    with pytest.raises(RuntimeError, match="may not have converged"):
        model.variational(NORMAL_DATA, seed=1, iter=2, eval_elbo=1, tol_rel_obj=1e-9)
