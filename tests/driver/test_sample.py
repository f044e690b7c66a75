import contextlib
import io
from pathlib import Path

import cmdstanpy
import numpy as np
import pytest

from tests.driver.posterior import distance, moments
from tests.driver.programs import NORMAL_DATA, flat

QUICK = {"show_progress": False, "iter_warmup": 100, "iter_sampling": 60, "seed": 7}


def _sample(model, **settings):
    return model.sample(NORMAL_DATA, **(QUICK | settings))


@pytest.mark.parametrize("metric", ["unit_e", "diag_e", "dense_e"])
def test_draws_come_from_the_posterior(model, metric):
    fit = model.sample(NORMAL_DATA, chains=4, seed=1, metric=metric, show_progress=False)
    for name, (mean, sd) in moments().items():
        draws = fit.stan_variable(name).reshape(4, 1000)
        assert distance(draws, mean) < 4
        assert distance((draws - mean) ** 2, sd**2) < 4
    assert fit.divergences.sum() == 0


def test_every_block_is_written_in_order(model):
    fit = _sample(model, chains=2)
    assert fit.draws().shape == (60, 2, 7 + 2 + 2 + 5)
    assert list(fit.stan_variables()) == ["mu", "sigma", "scaled", "y_rep", "corner"]
    corner = fit.stan_variable("corner")
    assert corner.shape == (120, 2, 2)
    assert np.array_equal(corner[:, 0, 1], fit.stan_variable("sigma"))
    assert np.array_equal(corner[:, 1], np.broadcast_to([0.0, 1.0], (120, 2)))


def test_same_seed_same_draws_other_seed_others(model):
    first, again, other = (_sample(model, chains=2, seed=seed).draws() for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first[:, 0], first[:, 1])


def test_a_seed_for_each_chain(model):
    fit = _sample(model, chains=2, seed=[5, 6])
    alone = _sample(model, chains=1, seed=5)
    assert np.array_equal(fit.draws()[:, 0], alone.draws()[:, 0])


def test_warmup_kept_and_thinned(model):
    fit = _sample(model, chains=1, save_warmup=True, thin=3)
    assert fit.num_draws_warmup == 34
    assert fit.num_draws_sampling == 20
    assert fit.draws(inc_warmup=True).shape[0] == 54


def test_adaptation_is_reported(model):
    fit = _sample(model, chains=2)
    assert fit.metric_type == "diag_e"
    assert fit.inv_metric.shape == (2, 2)
    assert np.array_equal(
        np.unique(fit.method_variables()["stepsize__"][:, 0]).round(5), fit.step_size[:1].round(5)
    )
    assert set(fit.time[0]) == {"warmup", "sampling", "total"}


def test_dense_metric_is_symmetric(model):
    found = _sample(model, chains=1, metric="dense_e").inv_metric[0]
    assert found.shape == (2, 2)
    assert np.array_equal(found, found.T)


@pytest.mark.parametrize("given", [np.array([0.05, 0.01]), np.array([[0.06, 0.001], [0.001, 0.01]])])
def test_a_given_metric_is_kept_without_adaptation(model, given):
    fit = _sample(model, chains=1, inv_metric=given, step_size=0.5, adapt_engaged=False)
    assert np.array_equal(fit.inv_metric[0], given)
    assert fit.step_size[0] == 0.5


def test_a_step_size_and_metric_for_each_chain(model):
    metrics = [{"inv_metric": [0.05, 0.01]}, {"inv_metric": [0.06, 0.02]}]
    fit = _sample(model, chains=2, inv_metric=metrics, step_size=[0.5, 0.25], adapt_engaged=False)
    assert fit.step_size.tolist() == [0.5, 0.25]
    assert fit.inv_metric.tolist() == [[0.05, 0.01], [0.06, 0.02]]


def _start(fit, chain=0):
    """Where the chain stood before its first step, when no step can be accepted."""
    return fit.draws()[0, chain, [fit.column_names.index(name) for name in ("mu", "sigma")]]


STILL = {
    "iter_warmup": 0,
    "iter_sampling": 1,
    "adapt_engaged": False,
    "fixed_param": False,
    "max_treedepth": 1,
}


def _fixed(model, **settings):
    settings = {"show_progress": False, "iter_sampling": 1, "fixed_param": True, "seed": 3} | settings
    return model.sample(NORMAL_DATA, **settings)


def test_starts_at_zero(model):
    assert np.array_equal(_start(_fixed(model, chains=1, inits=0)), [0.0, 1.0])


def test_starts_within_the_radius(model):
    fit = _fixed(model, chains=4, inits=0.1)
    for chain in range(4):
        mu, sigma = _start(fit, chain)
        assert abs(mu) <= 0.1
        assert abs(np.log(sigma)) <= 0.1


def test_starts_at_given_values(model):
    assert np.array_equal(_start(_fixed(model, chains=1, inits={"mu": 0.25, "sigma": 3})), [0.25, 3.0])


def test_starts_at_values_of_each_chain(model):
    fit = _fixed(model, chains=2, inits=[{"mu": 0.25, "sigma": 3}, {"mu": 0.5, "sigma": 2}])
    assert np.array_equal([_start(fit, 0), _start(fit, 1)], [[0.25, 3.0], [0.5, 2.0]])


def test_values_not_given_are_drawn(model):
    mu, sigma = _start(_fixed(model, chains=1, inits={"mu": 0.25}))
    assert mu == 0.25
    assert sigma != 1


def test_parameters_stay_where_they_are_without_a_sampler(model):
    fit = _fixed(model, chains=1, iter_sampling=5)
    assert fit.metric_type is None
    assert len(np.unique(fit.stan_variable("mu"))) == 1
    assert len(np.unique(fit.stan_variable("y_rep"))) == 5


def test_depth_of_trees_is_limited(model):
    fit = _sample(model, chains=1, max_treedepth=2, step_size=0.001, adapt_engaged=False)
    assert fit.method_variables()["treedepth__"].max() == 2


def test_target_acceptance_shortens_steps(model):
    low, high = (_sample(model, chains=1, adapt_delta=delta).step_size[0] for delta in (0.6, 0.99))
    assert high < low


def test_console_tells_each_chain_and_iteration(model):
    console = io.StringIO()
    with contextlib.redirect_stdout(console):
        _sample(model, chains=1, show_console=True, refresh=50)
    said = [line for line in console.getvalue().splitlines() if "Iteration" in line]
    assert said[0] == "Chain [1] Iteration:   1 / 160 [  0%]  (Warmup)"
    assert said[-1] == "Chain [1] Iteration: 160 / 160 [100%]  (Sampling)"
    assert len(said) == 6


def test_several_chains_in_one_process_equal_several_processes(model):
    apart = _sample(model, chains=2)
    together = _sample(model, chains=2, force_one_process_per_chain=False)
    assert together.runset.num_procs == 1
    assert np.array_equal(apart.draws(), together.draws())


def test_digits_written(model):
    fit = _sample(model, chains=1, sig_figs=17)
    scaled = fit.stan_variable("scaled")[:, 0]
    assert np.array_equal(scaled, fit.stan_variable("mu") / fit.stan_variable("sigma"))


def test_profile_is_written(model):
    fit = _sample(model, chains=1, save_profile=True)
    with Path(fit.runset.profile_files[0]).open() as lines:
        header, row = (line.strip().split(",") for line in lines)
    assert header[:3] == ["name", "thread_id", "total_time"]
    assert row[0] == "priors"
    assert int(row[header.index("autodiff_calls")]) > 160


def test_gradients_are_written_as_diagnostics(model):
    fit = _sample(model, chains=1, save_diagnostics=True)
    with Path(fit.runset.diagnostic_files[0]).open() as lines:
        header = next(line for line in lines if not line.startswith("#"))
    assert header.strip().split(",")[-2:] == ["g_mu", "g_sigma"]


def test_a_failed_chain_is_an_error(model):
    with pytest.raises(RuntimeError, match="N is -1"):
        model.sample({"N": -1, "y": [], "prior_scale": 1}, show_progress=False)


def test_a_model_without_parameters_draws_its_quantities():
    fit = cmdstanpy.CmdStanModel(exe_file=str(flat().path)).sample(
        {"K": 0}, chains=1, seed=1, show_progress=False
    )
    assert fit.stan_variable("z").shape == (1000,)


def test_an_improper_posterior_is_an_error(tmp_path):
    done = flat().run(tmp_path, "sample", data={"K": 1})
    assert done.returncode != 0
    assert "Posterior is improper" in done.stderr
